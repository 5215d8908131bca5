/// \file loop_keys.hpp  The keys of a chunk loop of a Task Block: one table for reading and writing.  Private to
/// io/owg; FORMAT.md lists them for people.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "io/owg/vocabulary.hpp"
#include "models/workload/chunk_loop.hpp"

namespace octosim::io::owg {

/// A whole number; `slices` and `cycles` must be there, the others are 0 where they are absent.
struct LoopKey {
  std::string_view key;
  std::uint64_t models::workload::ChunkLoop::*member = nullptr;
  bool required = false;
  std::uint64_t most = kMostWhole;
};

inline constexpr std::uint64_t kMostSliceCycles = 1ULL << 40U;  // chosen: 18 minutes at 1 GHz

inline constexpr std::array<LoopKey, 14> kLoopKeys{
    {{"slices", &models::workload::ChunkLoop::slices, true, models::workload::kMostSlices},
     {"cycles", &models::workload::ChunkLoop::cycles, true, kMostSliceCycles},
     {"control", &models::workload::ChunkLoop::control, false, kMostSliceCycles},
     {"refill", &models::workload::ChunkLoop::refill, false, kMostSliceCycles},
     {"macs", &models::workload::ChunkLoop::macs},
     {"operations", &models::workload::ChunkLoop::operations},
     {"in_bytes", &models::workload::ChunkLoop::in_bytes, false, models::workload::kMostSliceBytes},
     {"out_bytes", &models::workload::ChunkLoop::out_bytes, false, models::workload::kMostSliceBytes},
     {"again_bytes", &models::workload::ChunkLoop::again_bytes, false, models::workload::kMostSliceBytes},
     {"kept_bytes", &models::workload::ChunkLoop::kept_bytes, false, models::workload::kMostSliceBytes},
     {"dram_in_bytes", &models::workload::ChunkLoop::dram_in_bytes, false, models::workload::kMostSliceBytes},
     {"dram_out_bytes", &models::workload::ChunkLoop::dram_out_bytes, false, models::workload::kMostSliceBytes},
     {"dram_kept_bytes", &models::workload::ChunkLoop::dram_kept_bytes, false, models::workload::kMostSliceBytes},
     {"stored_bytes", &models::workload::ChunkLoop::stored_bytes, false, models::workload::kMostSliceBytes}}};

/// Where a whole tensor lies, as models::workload::WholeTensor::in_dram.
inline constexpr Words<bool, 2> kTensorPlaces{{{"tf_queue", false}, {"dram", true}}};

}  // namespace octosim::io::owg
