#include "models/workload/operator.hpp"

#include <bit>
#include <initializer_list>

namespace octosim::models::workload {
namespace {

std::uint64_t product(std::initializer_list<std::uint64_t> factors) {
  std::uint64_t value = 1;
  for (const std::uint64_t factor : factors) value = times(value, factor);
  return value;
}

/// n ceil(log2 n): the most comparisons of a merge sort.  Source: Knuth, TAOCP 3, 5.2.4.
std::uint64_t comparisons(std::uint64_t n) {
  return n < 2 ? 0 : times(n, static_cast<std::uint64_t>(std::bit_width(n - 1)));
}

}  // namespace

std::uint64_t macs_of(const Operator& op) {
  switch (op.kind) {
    case OperatorKind::kConv:
      return product({op.repeat, op.out, op.height, op.width, op.in / op.groups, op.kernel, op.columns()});
    case OperatorKind::kDepthwise:
      return product({op.repeat, op.in, op.height, op.width, op.kernel, op.columns()});
    case OperatorKind::kGemm:
      return product({op.repeat, op.m, op.n, op.k});
    case OperatorKind::kTable:
      return times(op.repeat, op.macs);
    default:
      return 0;
  }
}

std::uint64_t operations_of(const Operator& op) {
  switch (op.kind) {
    case OperatorKind::kElementwise:
    case OperatorKind::kCodec:
      return product({op.repeat, op.elements, op.each});
    case OperatorKind::kPooling:
      return product({op.repeat, op.in, op.height, op.width, op.kernel, op.columns()});
    case OperatorKind::kResize:
      return product({op.repeat, op.height, op.width, plus(times(op.each, op.in), kResizeAddress)});
    case OperatorKind::kSort:
      return times(op.repeat, comparisons(op.elements));
    case OperatorKind::kNms:
      return product({op.repeat, op.tests, op.each});
    case OperatorKind::kTable:
      return times(op.repeat, op.operations);
    default:
      return 0;
  }
}

std::uint64_t activation_bytes_of(const Operator& op) {
  constexpr std::uint64_t kValue = 4;
  switch (op.kind) {
    case OperatorKind::kConv:
    case OperatorKind::kDepthwise:
    case OperatorKind::kPooling: {
      const std::uint64_t pixels = times(op.height, op.width);
      const std::uint64_t out = op.kind == OperatorKind::kConv ? op.out : op.in;
      const std::uint64_t input = product({op.in, pixels, op.stride, op.stride});
      return times(kValue, plus(input, times(out, pixels)));
    }
    case OperatorKind::kGemm:
      return times(kValue, plus(times(op.m, op.k), times(op.m, op.n)));
    default:
      return 0;
  }
}

}  // namespace octosim::models::workload
