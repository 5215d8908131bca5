/// \file task_flow_queue.hpp  One bank of a TF-Queue: the packets of one Task Flow.
#pragma once
#include <cstdint>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"

namespace octosim::models::octopus {

/// Slots are reserved when the packet that will fill them is issued, and leave in the order they were reserved,
/// however the results come in: streams keep their order, and two Task Flows that meet again always show the same
/// item at their heads, so bounded banks cannot block one another (docs/decisions/0003).
class TaskFlowQueue {
 public:
  struct Slot {
    std::uint64_t item = 0;    ///< number of the item at its station
    std::uint64_t digest = 0;  ///< once filled
    std::uint32_t bytes = 0;
    std::uint32_t uses = 1;  ///< packets of the consumer that still take from it
    bool filled = false;
    void archive(engine::Archive& archive) { archive(item, digest, bytes, uses, filled); }
  };

  /// `most_packets` = 0: as many as `most_bytes` allow.  An empty bank takes one packet of any size.
  TaskFlowQueue(std::uint64_t most_bytes, std::uint64_t most_packets)
      : most_bytes_{most_bytes}, most_packets_{most_packets} {}

  bool has_room(std::uint64_t bytes) const {
    if (slots_.empty()) return true;
    return bytes_ + bytes <= most_bytes_ && (most_packets_ == 0 || slots_.size() < most_packets_);
  }
  void reserve(const Slot& slot) {
    slots_.push_back(slot);
    bytes_ += slot.bytes;
  }
  /// Fills the slot that was the `nth` to be reserved, counted from 0.
  void fill(std::uint64_t nth, std::uint64_t digest) {
    Slot& slot = slots_[nth - left_];
    slot.digest = digest;
    slot.filled = true;
    written_bytes_ += slot.bytes;
    ++filled_;
  }
  /// Of the slot that was the `nth` to be reserved and has not left.
  std::uint64_t bytes_of(std::uint64_t nth) const { return slots_[nth - left_].bytes; }
  std::uint64_t item_of(std::uint64_t nth) const { return slots_[nth - left_].item; }
  bool ready() const { return !slots_.empty() && slots_.front().filled; }
  const Slot& front() const { return slots_.front(); }
  /// The slot that the `k`th use from now takes from, if it is filled; else none.  O(k).
  const Slot* ahead(std::uint64_t k) const {
    for (std::size_t slot = 0; slot < slots_.size() && slots_[slot].filled; ++slot) {
      if (k < slots_[slot].uses) return &slots_[slot];
      k -= slots_[slot].uses;
    }
    return nullptr;
  }
  /// Calls `visit(slot)` for each slot that is filled, from the head on, up to the first that is not.  O(size).
  template <class Visit>
  void for_each_filled(Visit&& visit) const {
    for (std::size_t slot = 0; slot < slots_.size() && slots_[slot].filled; ++slot) visit(slots_[slot]);
  }
  /// Takes one use of the head; true if that was its last, and it has left.  \pre ready()
  bool take() {
    if (--slots_.front().uses > 0) return false;
    read_bytes_ += slots_.front().bytes;
    bytes_ -= slots_.front().bytes;
    slots_.pop_front();
    ++left_;
    --filled_;
    return true;
  }
  std::uint64_t bytes() const { return bytes_; }
  std::size_t size() const { return slots_.size(); }
  std::uint64_t filled() const { return filled_; }
  std::uint64_t written_bytes() const { return written_bytes_; }  ///< since the start: of slots that were filled
  std::uint64_t read_bytes() const { return read_bytes_; }        ///< of slots that have left

  void archive(engine::Archive& archive) { archive(bytes_, left_, filled_, written_bytes_, read_bytes_, slots_); }

 private:
  std::uint64_t most_bytes_, most_packets_;
  std::uint64_t bytes_ = 0;
  std::uint64_t left_ = 0;    ///< slots that have left
  std::uint64_t filled_ = 0;  ///< slots that are filled now
  std::uint64_t written_bytes_ = 0, read_bytes_ = 0;
  engine::Ring<Slot> slots_;
};

}  // namespace octosim::models::octopus
