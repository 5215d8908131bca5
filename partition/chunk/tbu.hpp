/// \file tbu.hpp  One TBU as the planner of chunk loops sees it.
#pragma once
#include <cstdint>
#include <limits>

namespace octosim::partition::chunk {

/// All rates are parameters; the defaults are assumed, but for the sizes of the memories (arXiv 2405.17221).
struct Tbu {
  std::int64_t sram_bytes = std::int64_t{4} << 20;  ///< paper: 660 KB to 4 MB
  std::int64_t cbu_bytes = std::int64_t{4} << 20;   ///< scratchpad that whole tensors lie in; paper: 4 MB
  std::int64_t rows = 32, columns = 32;  ///< PEs, of one product a cycle.  Paper: 1024 PEs; as a square assumed
  std::int64_t bytes_per_cycle = 64;     ///< between CBU and TBU, weights too.  Assumed
  std::int64_t loop_cycles = 64;         ///< control, for each slice.  Assumed
  std::int64_t switch_cycles = 32;       ///< from one operator to the next.  Assumed
  std::int64_t fill_cycles = 62;         ///< to fill and drain the array for a product: rows + columns - 2
  std::int64_t tile_bytes = std::int64_t{64} << 10;  ///< buffer of an operand that streams through.  Assumed
  /// What a byte that is moved is charged, as a percentage of the time that it takes: traffic overlaps with work, but
  /// the port of a CBU is shared.  0: cycles alone decide.
  std::int64_t traffic_percent = 0;
  std::int64_t dram_percent = 0;  ///< the same, of a byte from DRAM or to it besides (lower.hpp)
  /// Whether a cover may have loops inside loops, and convolutions in slices with a halo: extensions of AutoChunk.
  bool deep_loops = true;

  static constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max();  ///< bytes of a memory
};

}  // namespace octosim::partition::chunk
