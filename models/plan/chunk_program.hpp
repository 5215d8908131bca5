/// \file chunk_program.hpp  The chunk loops of a Task Block, one after another, as packets.
#pragma once
#include <cstdint>
#include <vector>

#include "models/plan/task_work.hpp"
#include "models/workload/chunk_loop.hpp"

namespace octosim::models::plan {

/// A packet is a slice, or a part of one (TaskWork::split) where more slots of a Task Flow come in than there are
/// slices. A loop begins when all slices of the loops before it are done: they made its operands.  Numbers of slots are
/// powers of two, so that Task Flows which part and meet again agree on what belongs together; slices of another
/// number, and those before a barrier, hand an item on as a whole.
class ChunkProgram {
 public:
  ChunkProgram() = default;
  explicit ChunkProgram(std::vector<workload::ChunkLoop> loops) : loops_{std::move(loops)} {}

  /// The Task Block is not chunked; nothing else may be asked.
  bool empty() const { return loops_.empty(); }
  /// Nothing is handed on before all of an item was taken.  Task Blocks before it in its sub-OWG hand theirs on as a
  /// whole, else a Task Flow around it could be full of what comes after (StationTask::whole).
  bool is_barrier(bool whole) const;
  /// The packets of an item into which at most `slots` slots of a Task Flow come; `whole`: it is to be handed on in
  /// one. \pre slots is a power of two, and 1 if it is a barrier.  O(loops)
  TaskWork work(std::uint32_t slots, bool whole) const;

  struct Place {
    std::uint32_t loop = 0;
    bool begins = false;  ///< it is the first packet of its loop
  };
  /// O(loops).
  Place place_of(const TaskWork& work, std::uint32_t packet) const;
  const workload::ChunkLoop& loop(std::uint32_t number) const { return loops_[number]; }
  std::uint32_t loops() const { return static_cast<std::uint32_t>(loops_.size()); }

  /// Of a packet of that loop.
  std::uint64_t cycles(const TaskWork& work, std::uint32_t loop) const { return part(loops_[loop].cycles, work, loop); }
  std::uint64_t in_bytes(const TaskWork& work, std::uint32_t loop) const {
    return part(loops_[loop].in_bytes, work, loop);
  }
  std::uint64_t out_bytes(const TaskWork& work, std::uint32_t loop) const {
    return part(loops_[loop].out_bytes, work, loop);
  }

 private:
  static std::uint64_t part(std::uint64_t amount, const TaskWork& work, std::uint32_t loop) {
    return loop == 0 ? (amount + work.split - 1) / work.split : amount;
  }
  std::vector<workload::ChunkLoop> loops_;
};

}  // namespace octosim::models::plan
