/// \file operator.hpp  What a Task Block is made of: layers of a network, stages of an algorithm.  Plain data.
#pragma once
#include <cstdint>
#include <limits>
#include <string>

namespace octosim::models::workload {

/// conv, depthwise, pooling: layers over an image.  gemm: m x k times k x n.  elementwise: every element for itself.
/// resize: bilinear.  sort, nms: ordering and suppression of boxes, whose work the data decide.  codec: a stage of a
/// video or image codec, with a parallelism of its own.  table: work whose structure is not listed.
enum class OperatorKind : std::uint8_t {
  kConv,
  kDepthwise,
  kGemm,
  kElementwise,
  kPooling,
  kResize,
  kSort,
  kNms,
  kCodec,
  kTable
};

/// One row.  Which members a kind has, and what they are called in a file: io/owg/operator_keys.hpp; others are unused.
struct Operator {
  OperatorKind kind = OperatorKind::kTable;
  std::uint64_t in = 0, out = 0;               ///< conv: channels; depthwise, pooling, resize: `in` channels
  std::uint64_t height = 0, width = 0;         ///< of the output
  std::uint64_t kernel = 1, kernel_width = 0;  ///< kernel_width 0: as kernel
  std::uint64_t stride = 1;                    ///< input = output x stride; of a pooling too
  std::uint64_t groups = 1;                    ///< conv
  std::uint64_t m = 0, n = 0, k = 0;           ///< gemm
  std::uint64_t elements = 0;                  ///< elementwise, sort: elements; nms: most boxes at once; codec: pixels
  std::uint64_t each = 1;                      ///< operations per element, pixel, test; resize: per channel of a pixel
  std::uint64_t tests = 0;      ///< nms: IoU tests of every item, besides those the property of the block adds
  std::uint64_t parallel = 0;   ///< sort, codec, table: PEs that can work at once; 0: all
  std::uint64_t percent = 100;  ///< table: efficiency of those PEs
  std::uint64_t macs = 0, operations = 0, cycles = 0;  ///< table; cycles 0: from the others
  std::uint64_t repeat = 1;                            ///< so many equal ones, one after another
  std::uint64_t interval = 1;                          ///< cycles from one step of a tile to the next
  bool indexed = false;  ///< Dependence::kIndex: the operations that the property adds are of this one
  std::string label{}, source{};

  std::uint64_t columns() const { return kernel_width == 0 ? kernel : kernel_width; }
  bool operator==(const Operator&) const = default;
};

/// What products and sums below stop at, so that a caller can refuse them.
inline constexpr std::uint64_t kSaturated = std::numeric_limits<std::uint64_t>::max() / 2;

/// a x b and a + b, at most kSaturated.
constexpr std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > kSaturated / a ? kSaturated : a * b;
}
constexpr std::uint64_t plus(std::uint64_t a, std::uint64_t b) {
  return a > kSaturated || b > kSaturated - a ? kSaturated : a + b;
}

/// a / b, rounded up.  \pre b >= 1
constexpr std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

/// Operations to find one output pixel of a resize in its input.  Source: own count (2 products, 2 roundings).
inline constexpr std::uint64_t kResizeAddress = 4;

/// Of all repeats, without what a property adds.  Exact up to kSaturated.  \pre groups >= 1
std::uint64_t macs_of(const Operator& op);
std::uint64_t operations_of(const Operator& op);

/// Input and output of one repeat, of values of 4 bytes (paper, Table II: 32-bit data types).  0 for kinds that stream
/// their data through the array and keep nothing.  The input of a kernel is its output x stride: borders are padded.
std::uint64_t activation_bytes_of(const Operator& op);

}  // namespace octosim::models::workload
