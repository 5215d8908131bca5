#include "models/plan/task_graph.hpp"

#include <algorithm>

namespace octosim::models::plan {

using workload::BlockKind;

TaskGraph::TaskGraph(const workload::Owg& owg) : next(owg.blocks.size()), previous(owg.blocks.size()) {
  std::vector<std::vector<std::uint32_t>> out(owg.blocks.size());
  for (const auto& flow : owg.flows) out[flow.from].push_back(flow.to);
  for (std::uint32_t from = 0; from < owg.blocks.size(); ++from) {
    const BlockKind kind = owg.blocks[from].kind;
    if (kind != BlockKind::kTask && kind != BlockKind::kSource) continue;
    std::vector<bool> seen(owg.blocks.size(), false);
    std::vector<std::uint32_t> pending = out[from];
    while (!pending.empty()) {
      const std::uint32_t block = pending.back();
      pending.pop_back();
      if (seen[block]) continue;
      seen[block] = true;
      if (owg.blocks[block].kind == BlockKind::kTask) {
        next[from].push_back(block);
        previous[block].push_back(from);
      } else {
        pending.insert(pending.end(), out[block].begin(), out[block].end());
      }
    }
    std::sort(next[from].begin(), next[from].end());
  }
}

}  // namespace octosim::models::plan
