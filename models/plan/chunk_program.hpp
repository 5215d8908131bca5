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
  explicit ChunkProgram(std::vector<workload::ChunkLoop> loops);

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

  /// A packet of a loop: its share of a slice.
  struct Slice {
    std::uint64_t cycles = 0, control = 0, refill = 0;
    std::uint64_t in_bytes = 0, out_bytes = 0;  ///< over the port of the TBU
    std::uint64_t again_bytes = 0;
    std::uint64_t load_bytes = 0;    ///< of those in, from DRAM
    std::uint64_t store_bytes = 0;   ///< of those out, to DRAM
    std::uint64_t stored_bytes = 0;  ///< to DRAM besides (ChunkLoop::stored_bytes)
  };
  Slice slice(const TaskWork& work, std::uint32_t loop) const;

  /// Whether any slice writes to DRAM.
  bool writes_dram() const { return writes_dram_; }
  /// Of the whole tensors of an item that lie there, one after another.
  std::uint64_t dram_bytes() const { return dram_bytes_; }
  /// Where among them a packet reads or writes `bytes`.  Which tensor it is is not told: packets go through all of
  /// them, one after another.
  std::uint64_t offset(std::uint32_t packet, std::uint64_t bytes) const;

 private:
  std::vector<workload::ChunkLoop> loops_;
  bool writes_dram_ = false;
  std::uint64_t dram_bytes_ = 0;
};

}  // namespace octosim::models::plan
