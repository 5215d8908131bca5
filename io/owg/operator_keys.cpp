#include "io/owg/operator_keys.hpp"

#include <array>

namespace octosim::io::owg {
namespace {

using models::workload::Operator, models::workload::OperatorKind;

constexpr std::uint64_t kNmsOperations = 14;  // of one IoU test: own count (FORMAT.md)
constexpr std::uint64_t kBilinear = 9;        // of one channel of a pixel: 3 interpolations of 3

constexpr std::array kCommon{OperatorKey{"repeat", &Operator::repeat, 1}};
constexpr OperatorKey kInterval{"interval", &Operator::interval, 1};
constexpr OperatorKey kHeight{"height", &Operator::height}, kWidth{"width", &Operator::width};
constexpr OperatorKey kChannels{"channels", &Operator::in};
constexpr OperatorKey kKernel{"kernel", &Operator::kernel}, kStride{"stride", &Operator::stride, 1};
constexpr OperatorKey kKernelWidth{"kernel_width", &Operator::kernel_width, 0};
constexpr OperatorKey kParallel{"parallel", &Operator::parallel, 0};

constexpr std::array kConv{OperatorKey{"in", &Operator::in},
                           OperatorKey{"out", &Operator::out},
                           kHeight,
                           kWidth,
                           kKernel,
                           kKernelWidth,
                           kStride,
                           OperatorKey{"groups", &Operator::groups, 1},
                           kInterval};
constexpr std::array kWindow{kChannels, kHeight, kWidth, kKernel, kKernelWidth, kStride, kInterval};
constexpr std::array kGemm{OperatorKey{"m", &Operator::m}, OperatorKey{"n", &Operator::n},
                           OperatorKey{"k", &Operator::k}, kInterval};
constexpr std::array kElementwise{OperatorKey{"elements", &Operator::elements},
                                  OperatorKey{"per_element", &Operator::each, 1}, kInterval};
constexpr std::array kResize{kChannels, kHeight, kWidth, OperatorKey{"per_channel", &Operator::each, kBilinear},
                             kInterval};
constexpr std::array kSort{OperatorKey{"elements", &Operator::elements, 0, 0},
                           OperatorKey{"parallel", &Operator::parallel, 1}, kInterval};
constexpr std::array kNms{OperatorKey{"boxes", &Operator::elements}, OperatorKey{"tests", &Operator::tests, 0, 0},
                          OperatorKey{"per_test", &Operator::each, kNmsOperations}, kInterval};
constexpr std::array kCodec{OperatorKey{"pixels", &Operator::elements}, OperatorKey{"per_pixel", &Operator::each},
                            kParallel, kInterval};
constexpr std::array kTable{
    OperatorKey{"macs", &Operator::macs, 0, 0}, OperatorKey{"operations", &Operator::operations, 0, 0},
    OperatorKey{"cycles", &Operator::cycles, 0}, kParallel, OperatorKey{"percent", &Operator::percent, 100, 1, 100}};

}  // namespace

std::span<const OperatorKey> common_operator_keys() { return kCommon; }

std::span<const OperatorKey> operator_keys(OperatorKind kind) {
  switch (kind) {
    case OperatorKind::kConv:
      return kConv;
    case OperatorKind::kDepthwise:
    case OperatorKind::kPooling:
      return kWindow;
    case OperatorKind::kGemm:
      return kGemm;
    case OperatorKind::kElementwise:
      return kElementwise;
    case OperatorKind::kResize:
      return kResize;
    case OperatorKind::kSort:
      return kSort;
    case OperatorKind::kNms:
      return kNms;
    case OperatorKind::kCodec:
      return kCodec;
    case OperatorKind::kTable:
      return kTable;
  }
  return {};
}

}  // namespace octosim::io::owg
