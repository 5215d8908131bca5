#include "partition/chunk/halo.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/error.hpp"
#include "partition/chunk/cuts.hpp"

namespace octosim::partition::chunk {
namespace {

using models::tensor::Halo;

/// Indices of one dimension of a tensor: from first to last, in the whole of it.
struct Rows {
  int dim = 0;
  std::int64_t first = 0, last = 0;
  std::int64_t count() const { return last - first + 1; }
};

/// What one slice of the last node needs of every tensor on the way.
using Needs = std::map<Node, Rows>;

void widen(Needs& needs, Node v, const Rows& rows) {
  const auto [place, is_new] = needs.emplace(v, rows);
  if (is_new) return;
  place->second.first = std::min(place->second.first, rows.first);
  place->second.last = std::max(place->second.last, rows.last);
}

/// `edges`: whether rows beyond the image are left out, as in its first and last slice.
std::optional<Needs> needs_of(const Tables& tables, const std::vector<Node>& order, std::uint32_t first,
                              std::uint32_t last, const Rows& slice, bool edges) {
  Needs needs{{order[last], slice}};
  for (std::uint32_t i = last + 1; i-- > first;) {
    const Node v = order[i];
    if (!needs.contains(v)) return {};
    const Rows own = needs.at(v);
    const auto operands = tables.operands(v);
    if (const std::optional<Halo> halo = tables.graph().halo(v, own.dim)) {
      Rows rows{own.dim, own.first * halo->stride - halo->padding,
                own.last * halo->stride - halo->padding + halo->kernel - 1};
      if (edges) {
        rows.first = std::max<std::int64_t>(rows.first, 0);
        rows.last = std::min(rows.last, tables.extent(operands[0], own.dim) - 1);
      }
      widen(needs, operands[0], rows);
      continue;
    }
    if (!tables.is_legal(v, own.dim)) return {};
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const Cut cut = tables.flow(v, own.dim)[k];
      if (!is_sliced(cut)) return {};
      if (const auto known = needs.find(operands[k]); known != needs.end() && known->second.dim != cut) return {};
      widen(needs, operands[k], {cut, own.first, own.last});
    }
  }
  return needs;
}

std::int64_t bytes_of_rows(const Tables& tables, Node v, const Rows& rows) {
  return tables.bytes[v] / tables.extent(v, rows.dim) * rows.count();
}

}  // namespace

namespace {

/// A node of a loop that grows to the left.
struct Grown {
  int dim = 0;
  RowWindow window{};
};

/// Adds what node v needs of its operands; false: it cannot be sliced so.
bool add_needs(const Tables& tables, Node v, const Grown& own, std::map<Node, Grown>& grown) {
  const auto operands = tables.operands(v);
  const bool has_halo = tables.graph().halo(v, own.dim).has_value();
  if (!has_halo && !tables.is_legal(v, own.dim)) return false;
  for (std::uint32_t k = 0; k < operands.size(); ++k) {
    const Node p = operands[k];
    const OperandRows rows = rows_of_operand(tables, v, k, own.dim, own.window);
    if (tables.is_source[p] != 0) continue;
    if (!is_sliced(rows.cut)) {
      if (grown.contains(p)) return false;
      continue;
    }
    const auto [known, is_new] = grown.emplace(p, Grown{rows.cut, rows.window});
    if (is_new) continue;
    RowWindow& window = known->second.window;
    if (known->second.dim != rows.cut || window.stride != rows.window.stride) return false;
    window.before = std::max(window.before, rows.window.before);
    window.after = std::max(window.after, rows.window.after);
  }
  return true;
}

Chunk chunk_of_rows(const Tables& tables, const std::vector<Node>& order, std::uint32_t first, std::uint32_t last,
                    const std::map<Node, Grown>& grown) {
  const Grown& end = grown.at(order[last]);
  Chunk chunk;
  chunk.begin = chunk.first = first;
  chunk.last = last;
  chunk.dim = end.dim;
  chunk.extent = tables.extent(order[last], end.dim);
  chunk.outputs.push_back({order[last], end.dim});
  const std::set<Node> inside(order.begin() + first, order.begin() + last + 1);
  for (std::uint32_t i = first; i <= last; ++i) {
    const Node v = order[i];
    const Grown& own = grown.at(v);
    chunk.loop.push_back({v, own.dim});
    chunk.windows.push_back(own.window);
    const auto operands = tables.operands(v);
    for (std::uint32_t k = 0; k < operands.size(); ++k) {
      if (inside.contains(operands[k])) continue;
      const Cut cut = rows_of_operand(tables, v, k, own.dim, own.window).cut;
      chunk.inputs.push_back({operands[k], v, k, is_sliced(cut) ? cut : kWhole});
    }
  }
  return chunk;
}

}  // namespace

void each_halo(const Tables& tables, const std::vector<Node>& order, std::uint32_t last, int dim,
               const std::function<void(const Chunk&)>& visit) {
  if (tables.extent(order[last], dim) < 2) return;
  std::map<Node, Grown> grown{{order[last], {.dim = dim}}};
  std::set<Node> inside;
  bool has_halo = false;
  for (std::uint32_t i = last + 1; i-- > 0;) {
    const Node v = order[i];
    const auto users = tables.users(v);
    const bool seen = tables.is_output[v] != 0 ||
                      std::any_of(users.begin(), users.end(), [&](Node u) { return !inside.contains(u); });
    const auto own = grown.find(v);
    if ((seen && i != last) || own == grown.end()) return;
    inside.insert(v);
    has_halo = has_halo || tables.graph().halo(v, own->second.dim).has_value();
    if (!add_needs(tables, v, Grown{own->second}, grown)) return;
    if (has_halo) visit(chunk_of_rows(tables, order, i, last, grown));
  }
}

std::optional<HaloCost> slice_with_halo(const Tables& tables, const std::vector<Node>& order, std::uint32_t first,
                                        std::uint32_t last, int dim, std::int64_t size, const Tbu& tbu) {
  OCTOSIM_EXPECT(first <= last && last < order.size() && size >= 1);
  std::map<Node, std::uint32_t> position;
  for (std::uint32_t i = first; i <= last; ++i) position[order[i]] = i;
  std::map<Node, std::uint32_t> last_use;
  for (std::uint32_t i = first; i <= last; ++i) {
    for (const Node p : tables.operands(order[i])) last_use[p] = i;
    const auto users = tables.users(order[i]);
    const bool seen = tables.is_output[order[i]] != 0 ||
                      std::any_of(users.begin(), users.end(), [&](Node u) { return !position.contains(u); });
    if (i != last && seen) return {};
  }
  const std::int64_t extent = tables.extent(order[last], dim);
  OCTOSIM_EXPECT(size <= extent);
  HaloCost cost{.size = size, .count = (extent + size - 1) / size};
  const std::optional<Needs> inner = needs_of(tables, order, first, last, {dim, 0, size - 1}, false);
  if (!inner) return {};

  std::int64_t io = 0, live = 0, most = 0, inputs = 0, kernels = 0;
  for (const auto& [v, rows] : *inner) {
    if (position.contains(v) && v != order[last]) continue;
    io += bytes_of_rows(tables, v, rows);
    if (v != order[last]) inputs += tables.bytes[v];
  }
  for (std::uint32_t i = first; i <= last; ++i) {
    const Node v = order[i];
    if (i != last) live += bytes_of_rows(tables, v, inner->at(v));
    most = std::max(most, live);
    for (const auto& [p, use] : last_use) {
      if (use == i && position.contains(p)) live -= bytes_of_rows(tables, p, inner->at(p));
    }
    if (const auto& gemm = tables.graph()[v].gemm; gemm && tables.weight_bytes[v] > 0)
      kernels += gemm->n * gemm->k * tables.graph()[v].element_bytes;
  }
  cost.sram = (cost.count == 1 ? 1 : 2) * io + most + (kernels > 0 ? tbu.tile_bytes : 0);
  cost.weight_traffic = kernels * cost.count;
  std::int64_t read = 0;
  for (std::int64_t begin = 0; begin < extent; begin += size) {
    const Rows slice{dim, begin, std::min(begin + size, extent) - 1};
    const std::optional<Needs> needs = needs_of(tables, order, first, last, slice, true);
    for (const auto& [v, rows] : *needs) {
      if (!position.contains(v)) read += bytes_of_rows(tables, v, rows);
    }
  }
  cost.reread = inputs > 0 ? static_cast<double>(read) / static_cast<double>(inputs) : 0;
  return cost;
}

}  // namespace octosim::partition::chunk
