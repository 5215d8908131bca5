#include "partition/chunk/alive.hpp"

namespace octosim::partition::chunk {

std::vector<std::int64_t> alive_before(const Tables& tables, const std::vector<Node>& order) {
  const auto end = static_cast<std::uint32_t>(order.size());
  std::vector<Node> owner(tables.size());
  std::vector<std::uint32_t> born(tables.size(), 0), death(tables.size(), 0);
  std::vector<char> is_used(tables.size(), 0);
  for (Node v = 0; v < tables.size(); ++v) owner[v] = v;
  for (std::uint32_t i = 0; i < end; ++i) {
    const Node v = order[i];
    if (tables.is_view[v] != 0) owner[v] = owner[tables.operands(v)[0]];
    if (owner[v] == v) born[v] = i + 1;
    for (const Node p : tables.operands(v)) {
      death[owner[p]] = i;
      is_used[owner[p]] = 1;
    }
    if (tables.is_output[v] != 0) {
      death[owner[v]] = end;
      is_used[owner[v]] = 1;
    }
  }
  std::vector<std::int64_t> change(order.size() + 2, 0);
  for (Node v = 0; v < tables.size(); ++v) {
    if (owner[v] != v || is_used[v] == 0 || tables.is_constant[v] != 0) continue;
    change[born[v]] += tables.bytes[v];
    change[death[v] + 1] -= tables.bytes[v];
  }
  for (std::size_t i = 1; i < change.size(); ++i) change[i] += change[i - 1];
  return change;
}

}  // namespace octosim::partition::chunk
