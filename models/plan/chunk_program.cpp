#include "models/plan/chunk_program.hpp"

#include <algorithm>
#include <bit>

#include "engine/base/error.hpp"

namespace octosim::models::plan {

bool ChunkProgram::is_barrier(bool whole) const {
  return loops() > 1 || whole || !std::has_single_bit(loops_.front().slices);
}

TaskWork ChunkProgram::work(std::uint32_t slots, bool whole) const {
  OCTOSIM_EXPECT(std::has_single_bit(slots) && (slots == 1 || !is_barrier(whole)));
  const auto slices_of = [](const workload::ChunkLoop& loop) { return static_cast<std::uint32_t>(loop.slices); };
  TaskWork work;
  work.split = std::max(1U, slots / slices_of(loops_.front()));
  work.cycles = 0;
  work.packets = 0;
  for (std::uint32_t loop = 0; loop < loops(); ++loop) {
    const std::uint32_t packets = slices_of(loops_[loop]) * (loop == 0 ? work.split : 1);
    work.cycles += cycles(work, loop) * packets;
    work.packets += packets;
    work.macs += loops_[loop].macs;
    work.operations += loops_[loop].operations;
  }
  work.late = work.packets - slices_of(loops_.front()) * work.split;
  if (!is_barrier(whole)) return work;
  const std::uint32_t last = slices_of(loops_.back());
  work.silent = work.packets - (whole || !std::has_single_bit(last) ? 1 : last);
  return work;
}

ChunkProgram::Place ChunkProgram::place_of(const TaskWork& work, std::uint32_t packet) const {
  std::uint32_t from = 0;
  for (std::uint32_t loop = 0;; ++loop) {
    const auto packets = static_cast<std::uint32_t>(loops_[loop].slices) * (loop == 0 ? work.split : 1);
    if (packet < from + packets) return {loop, packet == from};
    from += packets;
  }
}

}  // namespace octosim::models::plan
