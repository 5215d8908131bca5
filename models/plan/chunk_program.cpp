#include "models/plan/chunk_program.hpp"

#include <algorithm>
#include <bit>

#include "engine/base/error.hpp"
#include "models/workload/operator.hpp"

namespace octosim::models::plan {

ChunkProgram::ChunkProgram(std::vector<workload::ChunkLoop> loops) : loops_{std::move(loops)} {
  std::uint64_t read = 0;
  for (const workload::ChunkLoop& loop : loops_) {
    const std::uint64_t written = loop.dram_out_bytes + loop.stored_bytes;
    writes_dram_ = writes_dram_ || written > 0;
    dram_bytes_ += loop.slices * written;
    read = std::max(read, loop.dram_in_bytes + loop.dram_kept_bytes);
  }
  dram_bytes_ = std::max(dram_bytes_, read);  // what no loop writes is there from the start
}

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
    work.cycles += slice(work, loop).cycles * packets;
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

ChunkProgram::Slice ChunkProgram::slice(const TaskWork& work, std::uint32_t number) const {
  const workload::ChunkLoop& loop = loops_[number];
  const std::uint64_t split = number == 0 ? work.split : 1;
  const auto part = [split](std::uint64_t amount) { return workload::divide_up(amount, split); };
  return {.cycles = part(loop.cycles),
          .control = loop.control / split,
          .refill = loop.refill / split,
          .in_bytes = part(loop.in_bytes),
          .out_bytes = part(loop.out_bytes),
          .again_bytes = loop.again_bytes / split,
          .load_bytes = part(loop.dram_in_bytes),
          .store_bytes = part(loop.dram_out_bytes),
          .stored_bytes = part(loop.stored_bytes)};
}

std::uint64_t ChunkProgram::offset(std::uint32_t packet, std::uint64_t bytes) const {
  return bytes >= dram_bytes_ ? 0 : packet * bytes % (dram_bytes_ - bytes + 1);
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
