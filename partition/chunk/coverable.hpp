/// \file coverable.hpp  How small the memories of a TBU may be for a row of chunk loops, and what is in the way.
#pragma once
#include <cstdint>
#include <optional>

#include "partition/chunk/segment.hpp"

namespace octosim::partition::chunk {

/// The least sizes of the memories; empty: some node cannot be sliced, or the other memory is too small at any size.
struct LeastMemories {
  std::optional<std::int64_t> sram{};  ///< bytes, with the CBU of the TBU
  std::optional<std::int64_t> cbu{};   ///< bytes, with any SRAM
};

/// Exact: a cover exists for these sizes, and for no smaller one.  Prices nothing: several times as fast as a cover.
LeastMemories least_memories(const Tables& tables, const Tbu& tbu);

/// Whether cover() has a row of loops for `tbu`.
bool is_coverable(const Tables& tables, const Tbu& tbu);

/// \pre !is_coverable(tables, tbu)
/// \throws engine::ModelError naming the first node that no segment can hold, or the first that no row reaches; the
/// bytes it needs; and the least memory
[[noreturn]] void refuse_cover(const Tables& tables, const Tbu& tbu);

}  // namespace octosim::partition::chunk
