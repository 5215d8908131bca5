/// \file memory_map.hpp  Where input and tensors lie in DRAM, and whether they fit.
#pragma once
#include <cstdint>
#include <vector>

#include "models/plan/plan.hpp"
#include "models/plan/streams.hpp"

namespace octosim::models::plan {

/// Every card holds its part of the encoded input, whole streams from its first byte on: all input is there at cycle 0.
/// The rest is a pool for the tensors that stay in DRAM, each in one card, at a place that follows from its item and
/// its size: what one Task Block wrote, the next reads there, and a tensor made of another of the same size and item
/// replaces it.  What chunk loops of a Task Block keep there of an item is one tensor.  Frames are recycled: the pool
/// must hold one of every tensor for each cluster that reads a stream; frames_in_flight() says how many fit.  Pure
/// functions, O(1).
class MemoryMap {
 public:
  MemoryMap() = default;
  /// `frame_bytes`: encoded.
  /// \throws ModelError if input and the least pool do not fit dram.capacity; names the figures.
  MemoryMap(const Plan& plan, const Streams& input, std::uint64_t frame_bytes);

  /// Byte of the whole DRAM.
  std::uint64_t encoded(std::uint64_t stream, std::uint64_t frame) const;
  std::uint64_t tensor(std::uint64_t item, std::uint64_t bytes) const;

  std::uint64_t card_of(std::uint64_t address) const { return address / card_bytes_; }
  std::uint64_t within_card(std::uint64_t address) const { return address % card_bytes_; }

  /// Frames that may be between their fetch and their end at once, for each cluster that reads streams; at least 1.
  std::uint64_t frames_in_flight() const { return frames_in_flight_; }
  std::uint64_t input_bytes() const { return input_bytes_; }    ///< of all streams, encoded
  std::uint64_t tensor_bytes() const { return tensor_bytes_; }  ///< of one frame: each size once

 private:
  std::uint64_t cards_ = 1, card_bytes_ = 1;
  std::uint64_t frame_bytes_ = 0;
  std::vector<std::uint64_t> begin_;  ///< of each stream, byte of its card
  std::uint64_t input_of_card_ = 0;   ///< of the card with the most
  std::uint64_t stripe_ = 1;          ///< one row of every channel: tensors begin at whole ones
  std::uint64_t input_bytes_ = 0, tensor_bytes_ = 0, frames_in_flight_ = 1;
};

}  // namespace octosim::models::plan
