#include "models/workload/chunk_loop.hpp"

#include <array>

#include <fmt/format.h>

namespace octosim::models::workload {
namespace {

/// A part of something, and how much that is.
struct Part {
  std::string_view key, of;
  std::uint64_t value = 0, most = 0;
};

}  // namespace

std::optional<LoopFault> fault_of(std::span<const ChunkLoop> loops) {
  std::uint64_t slices = 0;
  for (std::size_t number = 0; number < loops.size(); ++number) {
    const ChunkLoop& loop = loops[number];
    slices += loop.slices;
    if (slices > kMostSlices) {
      return LoopFault{number, "slices",
                       fmt::format("all loops together have {} (must be at most {})", slices, kMostSlices)};
    }
    if (loop.control > loop.cycles || loop.refill > loop.cycles - loop.control) {
      return LoopFault{
          number, "cycles",
          fmt::format("control and refill are part of them: must be at least {}", loop.control + loop.refill)};
    }
    const std::array parts{Part{"again_bytes", "in_bytes", loop.again_bytes, loop.in_bytes},
                           Part{"dram_in_bytes", "in_bytes", loop.dram_in_bytes, loop.in_bytes},
                           Part{"dram_out_bytes", "out_bytes", loop.dram_out_bytes, loop.out_bytes},
                           Part{"dram_kept_bytes", "kept_bytes", loop.dram_kept_bytes, loop.kept_bytes}};
    for (const Part& part : parts) {
      if (part.value <= part.most) continue;
      return LoopFault{number, part.key, fmt::format("part of {}: must be at most {}", part.of, part.most)};
    }
    const std::array moved{Part{"in_bytes", "kept_bytes", loop.in_bytes, loop.kept_bytes},
                           Part{"out_bytes", "stored_bytes", loop.out_bytes, loop.stored_bytes}};
    for (const Part& part : moved) {
      if (part.value <= kMostSliceBytes && part.most <= kMostSliceBytes - part.value) continue;
      return LoopFault{number, part.key,
                       fmt::format("with {} = {}: must be at most {} together", part.of, part.most, kMostSliceBytes)};
    }
  }
  return std::nullopt;
}

}  // namespace octosim::models::workload
