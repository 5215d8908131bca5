#include "partition/chunk/coverable.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/chunk/alive.hpp"
#include "partition/chunk/segments.hpp"

namespace octosim::partition::chunk {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// What the segments that hold a node need at least.
struct NodeNeed {
  std::int64_t sram = kNever, cbu = kNever;
  bool fits = false;  ///< both, of one segment
};

/// By number of nodes, over all rows of segments that end there, the least of the greatest need in the row.
struct RowNeeds {
  std::vector<std::int64_t> sram, cbu;
  std::vector<NodeNeed> nodes;  ///< by position
};

/// `all`: every loop is looked at, for the needs of nodes; else only those that may change what rows need.
RowNeeds needs_of(const Tables& tables, const Tbu& tbu, const std::vector<Node>& order, bool all) {
  const std::size_t size = order.size();
  RowNeeds needs{.sram = std::vector<std::int64_t>(size + 1, kNever),
                 .cbu = std::vector<std::int64_t>(size + 1, kNever),
                 .nodes = std::vector<NodeNeed>(size)};
  needs.sram[0] = needs.cbu[0] = 0;
  const std::vector<std::int64_t> alive = alive_before(tables, order);
  const Plan plan{.order = order};
  const auto visit = [&](std::uint32_t first, std::uint32_t last, const Chunk* chunk) {
    const std::int64_t sram = chunk == nullptr ? 0 : least_sram_of(tables, *chunk, tbu);
    const std::int64_t cbu = chunk == nullptr ? 0 : cbu_of(tables, *chunk, alive[first]);
    const bool has_cbu = cbu <= tbu.cbu_bytes;
    if (has_cbu) needs.sram[last + 1] = std::min(needs.sram[last + 1], std::max(needs.sram[first], sram));
    needs.cbu[last + 1] = std::min(needs.cbu[last + 1], std::max(needs.cbu[first], cbu));
    for (std::uint32_t i = first; i <= last; ++i) {
      NodeNeed& need = needs.nodes[i];
      need.fits = need.fits || (has_cbu && sram <= tbu.sram_bytes);
      need.sram = std::min(need.sram, sram);
      need.cbu = std::min(need.cbu, cbu);
    }
  };
  if (tbu.deep_loops) {
    each_deep_segment(tables, plan, visit, [&](std::uint32_t first, std::uint32_t last) {
      return all || needs.sram[first] < needs.sram[last + 1] || needs.cbu[first] < needs.cbu[last + 1];
    });
  } else {
    each_segment(tables, plan, visit);
  }
  return needs;
}

LeastMemories least_of(const RowNeeds& needs) {
  LeastMemories least;
  if (needs.sram.back() != kNever) least.sram = needs.sram.back();
  if (needs.cbu.back() != kNever) least.cbu = needs.cbu.back();
  return least;
}

std::string allowed_text(const LeastMemories& least) {
  if (least.sram) return fmt::format("the SRAM must be at least {} bytes", *least.sram);
  if (least.cbu) return fmt::format("the CBU must be at least {} bytes", *least.cbu);
  return "no memory is enough";
}

/// Nothing of a memory that does not bound anything.
std::string cbu_text(const NodeNeed& need, const Tbu& tbu) {
  if (tbu.cbu_bytes == Tbu::kUnbounded) return "";
  return fmt::format(" and {} bytes of the CBU (there are {})", need.cbu, tbu.cbu_bytes);
}

}  // namespace

LeastMemories least_memories(const Tables& tables, const Tbu& tbu) {
  return least_of(needs_of(tables, tbu, tables.graph().compute_order(), false));
}

bool is_coverable(const Tables& tables, const Tbu& tbu) {
  const LeastMemories least = least_memories(tables, tbu);
  return least.sram && *least.sram <= tbu.sram_bytes;
}

void refuse_cover(const Tables& tables, const Tbu& tbu) {
  const std::vector<Node> order = tables.graph().compute_order();
  const RowNeeds needs = needs_of(tables, tbu, order, true);
  const std::string allowed = allowed_text(least_of(needs));
  const auto name_at = [&](std::uint32_t i) { return tables.graph()[order[i]].name; };
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    const NodeNeed& need = needs.nodes[i];
    if (need.fits) continue;
    if (need.sram == kNever) {
      throw engine::ModelError{
          fmt::format("graph \"{}\": node \"{}\" cannot be sliced along any dimension (a TBU needs chunk loops)",
                      tables.graph().name(), name_at(i))};
    }
    throw engine::ModelError{fmt::format("graph \"{}\": node \"{}\" needs {} bytes of SRAM (there are {}){}; {}",
                                         tables.graph().name(), name_at(i), need.sram, tbu.sram_bytes,
                                         cbu_text(need, tbu), allowed)};
  }
  std::uint32_t reached = 0;
  for (std::uint32_t i = 0; i <= order.size(); ++i) {
    if (needs.sram[i] <= tbu.sram_bytes) reached = i;
  }
  OCTOSIM_ASSERT(reached < order.size());
  const std::string cbu = tbu.cbu_bytes == Tbu::kUnbounded ? "" : fmt::format(" and {} of the CBU", tbu.cbu_bytes);
  throw engine::ModelError{
      fmt::format("graph \"{}\": no row of chunk loops reaches node \"{}\" in {} bytes of SRAM{}; {}",
                  tables.graph().name(), name_at(reached), tbu.sram_bytes, cbu, allowed)};
}

}  // namespace octosim::partition::chunk
