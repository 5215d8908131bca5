#include "models/octopus/chunk_unit.hpp"

#include <array>

#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

bool ChunkUnit::may_begin(const plan::TaskWork& work, std::uint32_t packet, std::uint32_t done) const {
  if (program_.empty() || done >= packet) return true;
  return packet != work.silent && !program_.place_of(work, packet).begins;
}

plan::ChunkProgram::Slice ChunkUnit::issue(const plan::TaskWork& work, std::uint64_t item, std::uint32_t packet,
                                           std::uint32_t tbu) {
  const std::uint32_t number = program_.place_of(work, packet).loop;
  const workload::ChunkLoop& loop = program_.loop(number);
  plan::ChunkProgram::Slice slice = program_.slice(work, number);
  ++slices_;
  cycles_ += slice.cycles;
  control_ += slice.control;
  refill_ += slice.refill;
  in_ += slice.in_bytes;
  out_ += slice.out_bytes;
  again_ += slice.again_bytes;
  stored_ += slice.store_bytes + slice.stored_bytes;
  const std::uint64_t name = 1 + item * program_.loops() + number;
  if (held_.size() <= tbu) held_.resize(tbu + 1);
  if (held_[tbu] != name) {
    held_[tbu] = name;
    kept_ += loop.kept_bytes;
    slice.in_bytes += loop.kept_bytes;
    slice.load_bytes += loop.dram_kept_bytes;
  }
  loads_ += slice.load_bytes > 0 ? 1 : 0;
  loaded_ += slice.load_bytes;
  return slice;
}

void ChunkUnit::forget(std::uint32_t tbu) {
  if (tbu < held_.size()) held_[tbu] = 0;
}

void ChunkUnit::finish(engine::Context& context, std::uint32_t cluster, std::uint32_t block) const {
  if (slices_ == 0) return;
  const std::array<std::uint64_t, 12> row{cluster, block, slices_, cycles_, control_, refill_,
                                          in_,     out_,  again_,  kept_,   loaded_,  stored_};
  context.record(kChunkTotal, row);
}

}  // namespace octosim::models::octopus
