#include <algorithm>

#include "models/schedule/balance.hpp"

namespace octosim::models::schedule {
namespace {

/// Items of one sub-OWG in every cluster, as they will be.
class Piles {
 public:
  Piles(const MachineLoad& load, std::uint32_t sub_owg) : capacity_{load.capacity[sub_owg]} {
    for (std::size_t cluster = 0; cluster < load.owner.size(); ++cluster) {
      items_.push_back(load.items[cluster * load.sub_owgs + sub_owg]);
    }
  }
  std::uint64_t at(std::uint32_t cluster) const { return items_[cluster]; }
  std::uint64_t all() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t items : items_) sum += items;
    return sum;
  }
  /// The least full of those that `may` take some, the first of equal ones; kNobody if all are full.
  template <class May>
  std::uint32_t least(May&& may) const {
    std::uint32_t best = kNobody;
    for (std::uint32_t cluster = 0; cluster < items_.size(); ++cluster) {
      if (!may(cluster) || items_[cluster] >= capacity_) continue;
      if (best == kNobody || items_[cluster] < items_[best]) best = cluster;
    }
    return best;
  }
  std::uint64_t room(std::uint32_t cluster) const { return capacity_ - std::min(capacity_, items_[cluster]); }
  void move(std::uint32_t from, std::uint32_t to, std::uint64_t items) {
    items_[from] -= items;
    items_[to] += items;
  }

 private:
  std::uint64_t capacity_;
  std::vector<std::uint64_t> items_;
};

/// Idle clusters get a sub-OWG of which they hold items that were admitted before, and could go on now; else the one
/// with the most waiting work for each cluster that works on it.  Of equal ones the most upstream.
void assign(const MachineLoad& load, std::vector<std::uint32_t>& owner) {
  std::vector<double> work(load.sub_owgs, 0), clusters(load.sub_owgs, 0);
  for (std::uint32_t sub = 0; sub < load.sub_owgs; ++sub) {
    work[sub] = static_cast<double>(Piles{load, sub}.all()) * std::max(1.0, load.cycles[sub]);
  }
  for (std::size_t cluster = 0; cluster < owner.size(); ++cluster)
    clusters[owner[cluster]] += load.idle[cluster] ? 0 : 1;
  for (std::size_t cluster = 0; cluster < owner.size(); ++cluster) {
    if (!load.idle[cluster]) continue;
    std::uint32_t best = owner[cluster];
    const auto first = load.stranded.begin() + static_cast<std::ptrdiff_t>(cluster * load.sub_owgs);
    const auto stranded = std::find(first, first + load.sub_owgs, true);
    if (stranded != first + load.sub_owgs) {
      owner[cluster] = static_cast<std::uint32_t>(stranded - first);
      ++clusters[owner[cluster]];
      continue;
    }
    for (std::uint32_t sub = 0; sub < load.sub_owgs; ++sub) {
      const double here = work[sub] / (clusters[sub] + 1), there = work[best] / (clusters[best] + 1);
      if (here > there || (here == there && here > 0 && sub < best)) best = sub;
    }
    owner[cluster] = best;
    ++clusters[best];
  }
}

/// From every cluster that does not work on it to the least loaded ones that do; then from the fullest of those to the
/// emptiest, until no move of an item would help.
void even_out(const MachineLoad& load, std::uint32_t sub, const std::vector<std::uint32_t>& owner, Piles& piles) {
  const auto works = [&](std::uint32_t cluster) { return owner[cluster] == sub || owner[cluster] == kNobody; };
  const auto clusters = static_cast<std::uint32_t>(load.owner.size());
  for (std::uint32_t from = 0; from < clusters; ++from) {
    while (!works(from) && piles.at(from) > 0) {
      const std::uint32_t to = piles.least(works);
      if (to == kNobody) return;
      piles.move(from, to, std::min(piles.at(from), piles.room(to)));
    }
  }
  for (;;) {
    std::uint32_t most = kNobody;
    for (std::uint32_t cluster = 0; cluster < clusters; ++cluster) {
      if (works(cluster) && (most == kNobody || piles.at(cluster) > piles.at(most))) most = cluster;
    }
    const std::uint32_t least = piles.least(works);
    if (most == kNobody || least == kNobody || piles.at(most) < piles.at(least) + 2) return;
    piles.move(most, least, std::min(piles.room(least), (piles.at(most) - piles.at(least)) / 2));
  }
}

/// What leads there.  All orders are carried out at once: none counts on items that another one brings.
void move(const MachineLoad& load, std::uint32_t sub, Orders& orders) {
  const Piles now{load, sub};
  Piles then = now;
  even_out(load, sub, orders.owner, then);
  const auto clusters = static_cast<std::uint32_t>(load.owner.size());
  std::uint32_t to = 0;
  std::uint64_t came = 0;  // to that one
  for (std::uint32_t from = 0; from < clusters; ++from) {
    for (std::uint64_t left = now.at(from) - std::min(now.at(from), then.at(from)); left > 0;) {
      while (then.at(to) <= now.at(to) + came) {
        ++to;
        came = 0;
      }
      const std::uint64_t items = std::min(left, then.at(to) - now.at(to) - came);
      orders.moves.push_back({.from = from, .to = to, .sub_owg = sub, .items = items});
      left -= items;
      came += items;
    }
  }
}

}  // namespace

/// The baseline of the paper's challenge 2: idle clusters are given other work, and items are moved to those who work
/// on them, however far.  Loads are counted in expected work, which a central controller can know.  The paper does not
/// say how its baseline chooses: assumed.
Orders react(const MachineLoad& load) {
  Orders orders{.owner = load.owner};
  const bool owned = !orders.owner.empty() && orders.owner.front() != kNobody;
  if (owned) assign(load, orders.owner);
  for (std::uint32_t sub = 0; sub < load.sub_owgs; ++sub) move(load, sub, orders);
  return orders;
}

}  // namespace octosim::models::schedule
