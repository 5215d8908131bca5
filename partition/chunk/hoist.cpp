#include "partition/chunk/hoist.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "partition/chunk/legality.hpp"

namespace octosim::partition::chunk {
namespace {

bool is_topological(const Tables& tables, const std::vector<Node>& order) {
  std::vector<char> done(tables.size(), 0);
  for (const Node v : order) {
    for (const Node p : tables.operands(v)) {
      if (tables.is_source[p] == 0 && done[p] == 0) return false;
    }
    done[v] = 1;
  }
  return true;
}

bool is_loop_sound(const Tables& tables, const Plan& plan, const Chunk& chunk) {
  if (chunk.begin > chunk.first || chunk.first > chunk.last || chunk.last >= plan.order.size()) return false;
  if (chunk.last - chunk.first + 1 != chunk.loop.size() || chunk.size < 1 || chunk.size > chunk.extent) return false;
  std::vector<char> is_loop(tables.size(), 0);
  for (std::size_t i = 0; i < chunk.loop.size(); ++i) {
    const SlicedNode& n = chunk.loop[i];
    const bool same_extent = !chunk.windows.empty() || tables.extent(n.node, n.dim) == chunk.extent;
    if (plan.order[chunk.first + i] != n.node || !same_extent) return false;
    is_loop[n.node] = 1;
  }
  return std::all_of(chunk.hoisted.begin(), chunk.hoisted.end(), [&](Node v) {
    const auto operands = tables.operands(v);
    return std::none_of(operands.begin(), operands.end(), [&](Node p) { return is_loop[p] != 0; });
  });
}

}  // namespace

void hoist(const Tables& tables, std::vector<Node>& order, Chunk& chunk) {
  OCTOSIM_EXPECT(chunk.last - chunk.begin + 1 == chunk.hoisted.size() + chunk.loop.size());
  std::uint32_t next = chunk.begin;
  for (const Node v : chunk.hoisted) order[next++] = v;
  chunk.first = next;
  for (const SlicedNode& n : chunk.loop) order[next++] = n.node;
  OCTOSIM_ASSERT(tables.size() >= order.size());
}

void restore(std::vector<Node>& order, const std::vector<Node>& old, const Chunk& chunk) {
  std::copy(old.begin() + chunk.begin, old.begin() + chunk.last + 1, order.begin() + chunk.begin);
}

bool is_sound(const Tables& tables, const Plan& plan) {
  if (!is_topological(tables, plan.order)) return false;
  for (std::size_t i = 0; i < plan.chunks.size(); ++i) {
    const std::vector<Chunk> others(plan.chunks.begin(), plan.chunks.begin() + static_cast<std::ptrdiff_t>(i));
    const Chunk& chunk = plan.chunks[i];
    if (!keeps_disjointness(chunk.first, chunk.last, others) || !is_loop_sound(tables, plan, chunk)) return false;
  }
  return true;
}

}  // namespace octosim::partition::chunk
