#include "partition/chunk/search_memo.hpp"

#include <algorithm>

namespace octosim::partition::chunk {
namespace {

constexpr std::uint32_t kRounds = 4;

}  // namespace

std::shared_ptr<const PricedCandidates> SearchMemo::search(const Plan& plan, const Positions& peak,
                                                           const Positions& window, Node at) {
  std::vector<std::uint32_t> key{peak.first, peak.last, window.first, at};
  key.insert(key.end(), plan.order.begin() + window.first, plan.order.begin() + window.last + 1);
  Entry& entry = entries_[std::move(key)];
  entry.used = round_;
  if (entry.found != nullptr) return entry.found;
  ++searches_;
  auto found = std::make_shared<PricedCandidates>();
  ChunkSearch search{*tables_, plan, {}};
  found->chunks = search.search({window.first, peak.first, peak.last, window.last}, at).chunks;
  for (const Chunk& chunk : found->chunks) found->costs.push_back(costs_->cost(chunk));
  entry.found = std::move(found);
  return entry.found;
}

void SearchMemo::next_round() {
  ++round_;
  std::erase_if(entries_, [this](const auto& entry) { return entry.second.used + kRounds < round_; });
}

}  // namespace octosim::partition::chunk
