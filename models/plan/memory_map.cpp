#include "models/plan/memory_map.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "models/plan/chunk_program.hpp"

namespace octosim::models::plan {

MemoryMap::MemoryMap(const Plan& plan, const Streams& input, std::uint64_t frame_bytes)
    : cards_{plan.hardware.dram.cards},
      card_bytes_{std::max<std::uint64_t>(1, plan.hardware.dram.capacity / cards_)},
      frame_bytes_{frame_bytes},
      stripe_{plan.hardware.dram.row * plan.hardware.dram.channels} {
  const auto& dram = plan.hardware.dram;
  const std::uint64_t streams = plan.workload.videos;
  // All frames are below 2^32 and their sizes at most 2^31 (Program).
  const auto all = static_cast<long double>(input.frames() * frame_bytes);
  std::vector<std::uint64_t> of_card(cards_, 0);
  for (std::uint64_t stream = 0; stream < streams; ++stream) {
    begin_.push_back(of_card[stream % cards_]);
    of_card[stream % cards_] += input.frames(stream) * frame_bytes;
  }
  input_of_card_ = *std::max_element(of_card.begin(), of_card.end());
  const std::uint64_t homes = std::min<std::uint64_t>(streams, plan.clusters.count());
  std::set<std::uint64_t> sizes;
  if (dram.tensors == hardware::Tensors::kCharged) {
    for (const auto& flow : plan.owg.flows) {
      if (flow.tensor_bytes > 0) sizes.insert(workload::divide_up(flow.tensor_bytes, stripe_) * stripe_);
    }
    for (const auto& block : plan.owg.blocks) {
      const std::uint64_t bytes = ChunkProgram{block.work.loops}.dram_bytes();
      if (bytes > 0) sizes.insert(workload::divide_up(bytes, stripe_) * stripe_);
    }
  }
  long double pool = 0;
  for (const std::uint64_t size : sizes) pool += static_cast<long double>(size) * static_cast<long double>(homes);
  const long double largest = sizes.empty() ? 0 : static_cast<long double>(*sizes.rbegin());
  const auto needed = static_cast<long double>(input_of_card_);
  const auto capacity = static_cast<long double>(dram.capacity);
  if (all + pool > capacity || (largest > 0 ? needed + largest + static_cast<long double>(stripe_) : needed) >
                                   static_cast<long double>(card_bytes_)) {
    throw engine::ModelError{fmt::format(
        "dram.capacity = {} B in dram.cards = {} (must hold {:.0f} B of encoded input of {} streams, and {:.0f} B: a "
        "frame's tensors for each of {} clusters that read them; one stream, and one tensor, lie in one card)",
        dram.capacity, cards_, all, streams, pool, homes)};
  }
  input_bytes_ = input.frames() * frame_bytes;
  for (const std::uint64_t size : sizes) tensor_bytes_ += size;
  frames_in_flight_ = tensor_bytes_ == 0 ? ~std::uint64_t{0}
                                         : std::max<std::uint64_t>(1, (dram.capacity - input_bytes_) / tensor_bytes_ /
                                                                          std::max<std::uint64_t>(1, homes));
}

std::uint64_t MemoryMap::encoded(std::uint64_t stream, std::uint64_t frame) const {
  return stream % cards_ * card_bytes_ + begin_[stream] + frame * frame_bytes_;
}

/// Of equal probability anywhere in the pool, as frames come and go.
std::uint64_t MemoryMap::tensor(std::uint64_t item, std::uint64_t bytes) const {
  const std::uint64_t size = workload::divide_up(bytes, stripe_) * stripe_;
  const std::uint64_t begin = workload::divide_up(input_of_card_, stripe_) * stripe_;
  const std::uint64_t pool = card_bytes_ - std::min(begin, card_bytes_);
  const std::uint64_t slots = std::max<std::uint64_t>(1, pool / size);
  const std::uint64_t place = engine::mix(item, bytes);
  const std::uint64_t slot = place / cards_ % slots;
  return place % cards_ * card_bytes_ + std::min(begin + slot * size, card_bytes_ - 1);
}

}  // namespace octosim::models::plan
