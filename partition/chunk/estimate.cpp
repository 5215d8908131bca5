#include "partition/chunk/estimate.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {

Estimator::Estimator(const Tables& tables, Accounting accounting)
    : tables_{&tables},
      accounting_{accounting},
      position_(tables.size(), 0),
      loop_of_(tables.size(), 0),
      owner_(tables.size(), 0),
      death_(tables.size(), 0),
      is_buffer_(tables.size(), 0),
      slice_(tables.size()) {}

void Estimator::place(const std::vector<Node>& order) {
  for (std::uint32_t i = 0; i < order.size(); ++i) position_[order[i]] = i;
  chunks_.assign(1, nullptr);
  starts_.assign(order.size(), nullptr);
  freed_.assign(order.size() + 1, Line{});
  freed_count_.assign(order.size() + 1, 0);
  peaks_.resize(order.size());
  live_.resize(order.size());
}

void Estimator::enter(const Chunk& chunk, std::uint32_t number) {
  chunks_.push_back(&chunk);
  starts_[chunk.first] = &chunk;
  for (const SlicedNode& n : chunk.loop) {
    const std::int64_t each = tables_->bytes[n.node] / chunk.extent;
    loop_of_[n.node] = number;
    slice_[n.node] = &chunk == trial_ ? Line{0, each} : Line{each * chunk.size, 0};
  }
  for (const SlicedNode& n : chunk.outputs) is_buffer_[n.node] = 1;
}

void Estimator::leave(const Chunk& chunk) {
  for (const SlicedNode& n : chunk.loop) {
    loop_of_[n.node] = 0;
    is_buffer_[n.node] = 0;
  }
}

/// The storage of each node, and the last position where any tensor in it is read.
void Estimator::find_deaths(const std::vector<Node>& order) {
  const auto end = static_cast<std::uint32_t>(order.size());
  for (std::uint32_t i = 0; i < end; ++i) {
    const Node v = order[i];
    const auto operands = tables_->operands(v);
    const bool shows = accounting_ == Accounting::kAliased && tables_->is_view[v] != 0 && is_buffer_[v] == 0;
    const Node first = shows ? operands[0] : v;
    owner_[v] = first == v ? v : tables_->is_source[first] != 0 ? first : owner_[first];
    death_[v] = i;
    const std::uint32_t loop = loop_of_[v];
    for (const Node p : operands) {
      if (tables_->is_source[p] != 0) continue;
      const Node owner = owner_[p];
      const bool from_outside = loop != 0 && loop_of_[owner] != loop;
      death_[owner] = std::max(death_[owner], from_outside ? chunks_[loop]->last : i);
    }
    if (tables_->is_output[v] != 0) death_[owner_[v]] = end;
  }
}

/// Copies of permuted operands that the released estimator charges to v.
std::int64_t Estimator::copies(Node v, Line& line) const {
  std::int64_t count = 0;
  if (accounting_ != Accounting::kReleased || tables_->reads_in_order[v] == 0) return count;
  for (const Node p : tables_->operands(v)) {
    if (tables_->is_permuted[p] == 0) continue;
    const bool sliced = loop_of_[p] != 0 && loop_of_[p] == loop_of_[v];
    line.fixed += sliced ? slice_[p].fixed : tables_->bytes[p];
    line.each += sliced ? slice_[p].each : 0;
    ++count;
  }
  return count;
}

void Estimator::sweep(const std::vector<Node>& order) {
  Line live;
  std::uint32_t count = 0;
  const auto allocate = [&](Node v, const Line& size) {
    live.fixed += size.fixed;
    live.each += size.each;
    Line& freed = freed_[death_[v]];
    freed.fixed += size.fixed;
    freed.each += size.each;
    ++freed_count_[death_[v]];
    ++count;
  };
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    const Node v = order[i];
    if (starts_[i] != nullptr) {
      for (const SlicedNode& output : starts_[i]->outputs) allocate(output.node, {tables_->bytes[output.node], 0});
    }
    if (owner_[v] == v && is_buffer_[v] == 0) allocate(v, loop_of_[v] != 0 ? slice_[v] : Line{tables_->bytes[v], 0});
    Line peak = live;
    copies(v, peak);
    peaks_[i] = peak.fixed;
    if (trial_ != nullptr && i >= trial_->first && i <= trial_->last) trial_peaks_.push_back(peak);
    live.fixed -= freed_[i].fixed;
    live.each -= freed_[i].each;
    count -= freed_count_[i];
    live_[i] = count;
  }
}

Estimate Estimator::estimate(const Plan& plan) {
  trial_ = nullptr;
  place(plan.order);
  for (std::uint32_t k = 0; k < plan.chunks.size(); ++k) enter(plan.chunks[k], k + 1);
  find_deaths(plan.order);
  sweep(plan.order);
  for (const Chunk& chunk : plan.chunks) leave(chunk);
  Estimate result{.peaks = peaks_, .live = live_};
  const auto greatest = std::max_element(peaks_.begin(), peaks_.end());
  if (greatest != peaks_.end()) {
    result.at = static_cast<std::uint32_t>(greatest - peaks_.begin());
    result.peak = *greatest;
  }
  return result;
}

const std::vector<Line>& Estimator::region_peaks(const std::vector<Node>& order, const std::vector<Chunk>& chunks,
                                                 const Chunk& chunk) {
  trial_ = &chunk;
  trial_peaks_.clear();
  place(order);
  for (std::uint32_t k = 0; k < chunks.size(); ++k) enter(chunks[k], k + 1);
  enter(chunk, static_cast<std::uint32_t>(chunks.size()) + 1);
  find_deaths(order);
  sweep(order);
  for (const Chunk& other : chunks) leave(other);
  leave(chunk);
  OCTOSIM_ASSERT(trial_peaks_.size() == chunk.last - chunk.first + 1);
  return trial_peaks_;
}

}  // namespace octosim::partition::chunk
