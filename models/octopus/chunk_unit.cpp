#include "models/octopus/chunk_unit.hpp"

#include <array>

#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

bool ChunkUnit::may_begin(const plan::TaskWork& work, std::uint32_t packet, std::uint32_t done) const {
  if (program_.empty() || done >= packet) return true;
  return packet != work.silent && !program_.place_of(work, packet).begins;
}

ChunkUnit::Slice ChunkUnit::issue(const plan::TaskWork& work, std::uint64_t item, std::uint32_t packet,
                                  std::uint32_t tbu) {
  const std::uint32_t number = program_.place_of(work, packet).loop;
  const workload::ChunkLoop& loop = program_.loop(number);
  Slice slice{.cycles = program_.cycles(work, number),
              .in_bytes = program_.in_bytes(work, number),
              .out_bytes = program_.out_bytes(work, number)};
  ++slices_;
  cycles_ += slice.cycles;
  const std::uint64_t split = number == 0 ? work.split : 1;
  control_ += loop.control / split;
  refill_ += loop.refill / split;
  in_ += slice.in_bytes;
  out_ += slice.out_bytes;
  again_ += loop.again_bytes / split;
  const std::uint64_t name = 1 + item * program_.loops() + number;
  if (held_.size() <= tbu) held_.resize(tbu + 1);
  if (held_[tbu] != name) {
    held_[tbu] = name;
    kept_ += loop.kept_bytes;
    slice.in_bytes += loop.kept_bytes;
  }
  return slice;
}

void ChunkUnit::forget(std::uint32_t tbu) {
  if (tbu < held_.size()) held_[tbu] = 0;
}

void ChunkUnit::finish(engine::Context& context, std::uint32_t cluster, std::uint32_t block) const {
  if (slices_ == 0) return;
  const std::array<std::uint64_t, 10> row{cluster, block, slices_, cycles_, control_,
                                          refill_, in_,   out_,    again_,  kept_};
  context.record(kChunkTotal, row);
}

}  // namespace octosim::models::octopus
