/// \file interpreter.hpp  The untimed reference: what every stream must come out as.
#pragma once
#include <cstdint>
#include <vector>

#include "models/plan/program.hpp"

namespace octosim::models::plan {

/// What a stream delivered at the sink.
struct StreamResult {
  std::uint64_t arrivals = 0;  ///< items that reached the sink, over all its flows
  std::uint64_t digest = 0;    ///< sensitive to every packet, branch, fan-out and position
  std::uint64_t packets = 0;   ///< Task Block packets executed on the way
  friend bool operator==(const StreamResult&, const StreamResult&) = default;
};

/// Executes the workflow on one stream, item by item, without time, queues or machine.
/// The same everywhere; O(packets of the stream) time, O(packets of one item) memory.
StreamResult interpret_stream(const Program& program, std::uint64_t stream);

/// By block: items that a Task Block executes, an Expand or Route takes, a Collapse or Merge gives, because of one
/// frame of a stream; without what comes after the Collapse of the whole stream.  O(tokens of the frame).
std::vector<std::uint32_t> frame_items(const Program& program, std::uint64_t stream, std::uint32_t frame);

}  // namespace octosim::models::plan
