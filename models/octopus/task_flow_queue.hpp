/// \file task_flow_queue.hpp  The packets of one Task Flow in a cluster, and the banks of the TF-Queues they wait in.
#pragma once
#include <cstdint>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "models/octopus/flow_room.hpp"

namespace octosim::models::octopus {

/// Slots are reserved when the packet that will fill them is issued, and leave in the order they were reserved,
/// however the results come in: streams keep their order, and two Task Flows that meet again always show the same
/// item at their heads, so bounded banks cannot block one another (docs/decisions/0003).  The bytes lie in one bank, or
/// in several CBUs: each slot in its place.
class TaskFlowQueue {
 public:
  struct Slot {
    std::uint64_t item = 0;    ///< number of the item at its station
    std::uint64_t digest = 0;  ///< once filled
    std::uint32_t bytes = 0;
    std::uint32_t uses =
        1;  ///< packets of the consumer that still take from it; 0 from the start: it leaves when filled
    std::uint32_t place = 0;
    bool filled = false;
    void archive(engine::Archive& archive) { archive(item, digest, bytes, uses, place, filled); }
  };

  /// A bank of `most_bytes`; `most_packets` = 0: as many as the bytes allow.  An empty Task Flow takes one packet of
  /// any size.
  TaskFlowQueue(std::uint64_t most_bytes, std::uint64_t most_packets)
      : most_bytes_{most_bytes}, most_packets_{most_packets} {}
  /// In room that it shares with others, which outlives it and keeps its own archive.
  TaskFlowQueue(FlowRoom& room, std::uint64_t most_packets) : most_packets_{most_packets}, room_{&room} {}

  bool has_room(std::uint64_t bytes, std::uint32_t place = 0) const {
    if (slots_.empty()) return true;
    if (most_packets_ != 0 && slots_.size() >= most_packets_) return false;
    return room_ != nullptr ? room_->has(bytes, place) : bytes_ + bytes <= most_bytes_;
  }
  void reserve(const Slot& slot) {
    slots_.push_back(slot);
    ++due_;
    bytes_ += slot.bytes;
    if (room_ != nullptr) room_->take(slot.bytes, slot.place);
  }
  /// Fills the slot that was the `nth` to be reserved, counted from 0.
  void fill(std::uint64_t nth, std::uint64_t digest) {
    Slot& slot = slots_[nth - left_];
    slot.digest = digest;
    slot.filled = true;
    --due_;
    if (slot.uses == 0) return drop_silent();
    written_bytes_ += slot.bytes;
    ++filled_;
  }
  /// Of the slot that was the `nth` to be reserved and has not left.
  std::uint64_t bytes_of(std::uint64_t nth) const { return slots_[nth - left_].bytes; }
  std::uint64_t item_of(std::uint64_t nth) const { return slots_[nth - left_].item; }
  /// Nobody takes from it.
  bool is_silent(std::uint64_t nth) const { return slots_[nth - left_].uses == 0; }
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
    if (room_ != nullptr) room_->give_back(slots_.front().bytes, slots_.front().place);
    slots_.pop_front();
    ++left_;
    --filled_;
    drop_silent();
    return true;
  }
  std::uint64_t bytes() const { return bytes_; }  ///< in all places
  std::size_t size() const { return slots_.size(); }
  std::uint64_t filled() const { return filled_; }
  /// Slots that are not filled yet.  Filled ones that nobody takes from wait for those before them, and are none.
  std::uint64_t due() const { return due_; }
  std::uint64_t written_bytes() const { return written_bytes_; }  ///< since the start: of slots that were filled
  std::uint64_t read_bytes() const { return read_bytes_; }        ///< of slots that have left

  void archive(engine::Archive& archive) { archive(bytes_, left_, filled_, due_, written_bytes_, read_bytes_, slots_); }

 private:
  void drop_silent() {
    while (!slots_.empty() && slots_.front().filled && slots_.front().uses == 0) {
      slots_.pop_front();
      ++left_;
    }
  }

  std::uint64_t most_bytes_ = 0, most_packets_;
  FlowRoom* room_ = nullptr;
  std::uint64_t bytes_ = 0;
  std::uint64_t left_ = 0;    ///< slots that have left
  std::uint64_t filled_ = 0;  ///< slots that are filled now, but for silent ones
  std::uint64_t due_ = 0;     ///< slots that are not
  std::uint64_t written_bytes_ = 0, read_bytes_ = 0;
  engine::Ring<Slot> slots_;
};

}  // namespace octosim::models::octopus
