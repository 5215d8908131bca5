/// \file chunk.hpp  A chunk region, and a plan of several.  Plain data.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/tables.hpp"

namespace octosim::partition::chunk {

/// A node and the dimension of its output that is sliced.
struct SlicedNode {
  Node node = 0;
  int dim = 0;
  auto operator<=>(const SlicedNode&) const = default;
};

/// What a loop reads from outside, for one operand of one of its nodes.
struct LoopInput {
  Node producer = 0, consumer = 0;
  std::uint32_t operand = 0;  ///< of the consumer
  Cut cut = kWhole;           ///< dimension of the producer, or whole
  auto operator<=>(const LoopInput&) const = default;
};

/// A loop inside a loop: over the same nodes, along another dimension of each.
struct InnerLoop {
  std::int64_t extent = 0;  ///< of every loop node in that dimension
  std::int64_t size = 1;    ///< of a slice, from 1 to extent
  std::vector<int> dims{};  ///< by loop node
  std::vector<Cut> cuts{};  ///< by input of the loop, as LoopInput::cut
  bool operator==(const InnerLoop&) const = default;
};

/// The rows of a tensor that rows `begin` to `end` - 1 of a loop's last node need: from begin x stride - before to
/// (end - 1) x stride + after, as far as they exist.
struct RowWindow {
  std::int64_t stride = 1, before = 0, after = 0;
  bool operator==(const RowWindow&) const = default;
};

/// A region of the order whose loop nodes are executed slice by slice.
struct Chunk {
  std::uint32_t begin = 0;  ///< position of the interval's first node, before hoisting
  std::uint32_t first = 0,
                last = 0;           ///< positions of the loop's first and last node; before hoisting, of the interval's
  int dim = 0;                      ///< of the last node's output
  std::int64_t extent = 0;          ///< of every loop node's sliced dimension
  std::int64_t size = 1;            ///< of a slice, from 1 to extent
  std::vector<SlicedNode> loop;     ///< in order
  std::vector<Node> hoisted;        ///< in order
  std::vector<LoopInput> inputs;    ///< in the order of consumer and operand
  std::vector<SlicedNode> outputs;  ///< loop nodes that are seen outside; in order
  std::optional<InnerLoop> inner{};  ///< a nested loop
  std::vector<RowWindow> windows{};  ///< by loop node: a loop with a halo, whose rows are computed again; else empty
  bool operator==(const Chunk&) const = default;
};

/// Slices of a loop; the last may be smaller.
inline std::int64_t count_of(const Chunk& chunk) { return (chunk.extent + chunk.size - 1) / chunk.size; }
inline std::int64_t count_of(const InnerLoop& inner) { return (inner.extent + inner.size - 1) / inner.size; }

/// Whether it is more than AutoChunk's: nested, or with a halo.
inline bool is_deep(const Chunk& chunk) { return chunk.inner || !chunk.windows.empty(); }

/// An order of execution and the regions in it, in the order they were chosen.
struct Plan {
  std::vector<Node> order{};
  std::vector<Chunk> chunks{};
};

}  // namespace octosim::partition::chunk
