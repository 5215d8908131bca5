/// \file lower.hpp  An operator graph as work for one TBU: what it computes, and the chunk loops it does it in.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "partition/chunk/placement.hpp"
#include "partition/chunk/tables.hpp"
#include "partition/chunk/tbu.hpp"

namespace octosim::partition::chunk {

/// `batch` times m x k by k x n.
struct GemmSize {
  std::int64_t batch = 1, m = 1, n = 1, k = 1;
  bool operator==(const GemmSize&) const = default;
};

/// An operator that does work: a product of matrices, or `count` times `operations`.
struct LoweredRow {
  std::uint32_t position = 0;  ///< in the order of execution
  std::string name{}, kind{};
  std::optional<GemmSize> gemm{};
  std::int64_t count = 0, operations = 0;  ///< elements of the output, and of each; 0 of a product.  Where the work is
                                           ///< no multiple of the elements: all operations, and 1
};

/// For each of `slices` slices, of which the last may be smaller but is charged as one: reads `in`, and `again`; works;
/// writes `out`.  Transfers of a slice overlap with work on others.  A nested loop is one of all its passes; operands
/// that its outer loop cuts and that stay for the inner one are read in equal parts with the passes, not before the
/// first, so that time_of is not more than the cover's.  With a halo every slice counts the rows that it computes
/// again.
struct LoweredLoop {
  std::uint32_t first = 0, last = 0;  ///< positions in the order of execution
  std::int64_t slices = 1;
  std::int64_t slice_cycles = 0;             ///< of work, control and refills included
  std::int64_t control_cycles = 0;           ///< of them: of the loop, and from operator to operator
  std::int64_t refill_cycles = 0;            ///< of them: to fill and drain the array for products
  std::int64_t in_bytes = 0, out_bytes = 0;  ///< of a slice
  std::int64_t again_bytes = 0;              ///< weights and whole operands that every slice reads again
  std::int64_t kept_bytes = 0;               ///< weights and whole operands that are read once, before the first slice
  std::int64_t sram_bytes = 0, cbu_bytes = 0;  ///< needed meanwhile
  std::int64_t macs = 0, operations = 0;       ///< of the operators in the loop, all slices
  DramTraffic dram{};                          ///< of the bytes above, those of tensors in DRAM
};

/// Sums are over the graph; bytes and operations exact.
struct Lowered {
  std::int64_t macs = 0;        ///< multiplications with addition, in products of matrices
  std::int64_t operations = 0;  ///< of all other operators
  std::int64_t weight_bytes = 0;
  std::int64_t peak_bytes = 0;  ///< of activations, unchunked (Accounting::kAliased)
  std::vector<LoweredRow> rows{};
  std::vector<LoweredLoop> loops{};     ///< in order; every position is in one, or is a view
  std::vector<PlacedTensor> tensors{};  ///< between those loops, by node
};

/// Loops are those of cover(); none where fits_whole().  If `placing` allows DRAM, and the whole tensors of no row of
/// loops fit the CBU, the CBU does not bound the cover; of the two that are best for time and for time and traffic,
/// that is taken which is cheaper with what it moves from and to DRAM at tbu.dram_percent. \throws engine::ModelError
/// as cover() does
Lowered lower(const Tables& tables, const Tbu& tbu, Placing placing = Placing::kQueue);

/// Cycles x tbu.bytes_per_cycle, as LoopCost::time.
std::int64_t time_of(const LoweredLoop& loop, const Tbu& tbu);
/// Bytes between CBU and TBU, as LoopCost::traffic.
std::int64_t traffic_of(const LoweredLoop& loop);

}  // namespace octosim::partition::chunk
