#include "partition/chunk/estimate.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "partition/chunk/cuts.hpp"

namespace octosim::partition::chunk {

Estimator::Estimator(const Tables& tables, Accounting accounting) : tables_{&tables}, accounting_{accounting} {
  live_.position.assign(tables.size(), 0);
  live_.owner.assign(tables.size(), 0);
  live_.death.assign(tables.size(), 0);
}

void Estimator::place(const Plan& plan) {
  const std::size_t nodes = plan.order.size();
  for (std::uint32_t i = 0; i < nodes; ++i) live_.position[plan.order[i]] = i;
  live_.loop.assign(tables_->size(), 0);
  live_.is_buffer.assign(tables_->size(), 0);
  live_.before.resize(nodes);
  held_ = tables_->bytes;
  starts_.assign(nodes, nullptr);
  freed_.assign(nodes + 1, 0);
  freed_count_.assign(nodes + 1, 0);
  for (std::uint32_t k = 0; k < plan.chunks.size(); ++k) {
    const Chunk& chunk = plan.chunks[k];
    starts_[chunk.first] = &chunk;
    for (std::size_t i = 0; i < chunk.loop.size(); ++i) {
      const Node v = chunk.loop[i].node;
      live_.loop[v] = k + 1;
      held_[v] = is_deep(chunk) ? bytes_of_cuts(tables_->bytes[v], cuts_of_node(*tables_, chunk, i))
                                : tables_->bytes[v] / chunk.extent * chunk.size;
    }
    for (const SlicedNode& n : chunk.outputs) live_.is_buffer[n.node] = 1;
  }
}

/// The storage of each node, and the last position where any tensor in it is read.
void Estimator::find_deaths(const Plan& plan) {
  const auto end = static_cast<std::uint32_t>(plan.order.size());
  for (std::uint32_t i = 0; i < end; ++i) {
    const Node v = plan.order[i];
    const auto operands = tables_->operands(v);
    const bool shows = accounting_ == Accounting::kAliased && tables_->is_view[v] != 0 && live_.is_buffer[v] == 0;
    const Node first = shows ? operands[0] : v;
    live_.owner[v] = first == v || tables_->is_source[first] != 0 ? first : live_.owner[first];
    live_.death[v] = i;
    const std::uint32_t loop = live_.loop[v];
    for (const Node p : operands) {
      if (tables_->is_source[p] != 0) continue;
      const Node owner = live_.owner[p];
      const bool from_outside = loop != 0 && live_.loop[owner] != loop;
      live_.death[owner] = std::max(live_.death[owner], from_outside ? plan.chunks[loop - 1].last : i);
    }
    if (tables_->is_output[v] != 0) live_.death[live_.owner[v]] = end;
  }
}

/// Bytes of copies of permuted operands that the released estimator charges to v.
std::int64_t Estimator::copies(Node v) const {
  std::int64_t bytes = 0;
  if (accounting_ != Accounting::kReleased || tables_->reads_in_order[v] == 0) return bytes;
  for (const Node p : tables_->operands(v)) {
    if (tables_->is_permuted[p] == 0) continue;
    const bool sliced = live_.loop[p] != 0 && live_.loop[p] == live_.loop[v];
    bytes += sliced ? held_[p] : tables_->bytes[p];
  }
  return bytes;
}

void Estimator::sweep(const std::vector<Node>& order, Estimate& result) {
  std::int64_t live = 0;
  std::uint32_t count = 0;
  const auto allocate = [&](Node v, std::int64_t bytes) {
    live += bytes;
    freed_[live_.death[v]] += bytes;
    ++freed_count_[live_.death[v]];
    ++count;
  };
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    const Node v = order[i];
    live_.before[i] = live;
    if (starts_[i] != nullptr) {
      for (const SlicedNode& output : starts_[i]->outputs) allocate(output.node, tables_->bytes[output.node]);
    }
    if (live_.owner[v] == v && live_.is_buffer[v] == 0) allocate(v, held_[v]);
    result.peaks.push_back(live + copies(v));
    live -= freed_[i];
    count -= freed_count_[i];
    result.live.push_back(count);
  }
}

Estimate Estimator::estimate(const Plan& plan) {
  Estimate result;
  result.peaks.reserve(plan.order.size());
  result.live.reserve(plan.order.size());
  place(plan);
  find_deaths(plan);
  sweep(plan.order, result);
  const auto greatest = std::max_element(result.peaks.begin(), result.peaks.end());
  if (greatest != result.peaks.end()) {
    result.at = static_cast<std::uint32_t>(greatest - result.peaks.begin());
    result.peak = *greatest;
  }
  return result;
}

}  // namespace octosim::partition::chunk
