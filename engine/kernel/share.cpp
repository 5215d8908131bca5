#include "engine/kernel/share.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <queue>
#include <span>

#include <fmt/format.h>

#include "engine/base/hash.hpp"

namespace octosim::engine {
namespace {

/// A link whose ends are on two ranks, as its sender tells its receiver.
struct CrossLink {
  std::uint32_t from, to;
  std::uint32_t out_port, in_port;
};

template <class T>
Communicator::Bytes to_bytes(const std::vector<T>& items) {
  const auto bytes = std::as_bytes(std::span{items});
  return {bytes.begin(), bytes.end()};
}
template <class T>
std::vector<T> from_bytes(const Communicator::Bytes& bytes) {
  std::vector<T> items(bytes.size() / sizeof(T));
  if (!items.empty()) std::memcpy(items.data(), bytes.data(), bytes.size());
  return items;
}

std::string describe(const Blueprint& model, ComponentId id) {
  return fmt::format("component {} ({})", index(id), model.ports_of(id).component);
}

void check_link(const Blueprint& model, const Link& link) {
  const auto count = model.component_count();
  if (index(link.to) >= count) {
    throw ModelError{fmt::format("link from {} ends at component {}, but the model has {}", describe(model, link.from),
                                 index(link.to), count)};
  }
  const auto& out = model.ports_of(link.from).out;
  const auto& in = model.ports_of(link.to).in;
  if (link.out_port >= out.size()) {
    throw ModelError{
        fmt::format("{} has no output port {} (it has {})", describe(model, link.from), link.out_port, out.size())};
  }
  if (link.in_port >= in.size()) {
    throw ModelError{
        fmt::format("{} has no input port {} (it has {})", describe(model, link.to), link.in_port, in.size())};
  }
  const auto name = [&] {
    return fmt::format("link {}.{} -> {}.{}", describe(model, link.from), out[link.out_port].name,
                       describe(model, link.to), in[link.in_port].name);
  };
  if (link.latency < 1_cy) throw ModelError{name() + ": latency = 0 (must be at least 1 cycle)"};
  if (out[link.out_port].kind != in[link.in_port].kind) {
    throw ModelError{
        fmt::format("{}: carries {} into a port for {}", name(), out[link.out_port].kind, in[link.in_port].kind)};
  }
}

/// Dijkstra from the links that leave the rank, against the direction of the local ones.  O(links log components).
void find_reach(Share& share) {
  struct Back {
    std::uint32_t from;
    std::uint64_t latency;
  };
  std::vector<std::vector<Back>> into(share.owned.size());
  using Entry = std::pair<std::uint64_t, std::uint32_t>;  // (reach, place)
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> nearest;
  for (std::uint32_t place = 0; place < share.owned.size(); ++place) {
    Owned& owned = share.owned[place];
    owned.reach = kNever.cycle;
    for (std::size_t port = 0; port < owned.ports->out.size(); ++port) {
      const OutLink& link = share.links[owned.first_link + port];
      if (link.in_port == OutLink::kUnconnected) continue;
      if (link.peer == OutLink::kLocal) {
        into[link.target].push_back({place, link.latency});
      } else {
        owned.reach = std::min(owned.reach, link.latency);
      }
    }
    if (owned.reach < kNever.cycle) nearest.emplace(owned.reach, place);
  }
  share.least_reach = nearest.empty() ? kNever.cycle : nearest.top().first;
  while (!nearest.empty()) {
    const auto [reach, place] = nearest.top();
    nearest.pop();
    if (reach > share.owned[place].reach) continue;
    for (const Back& back : into[place]) {
      Owned& from = share.owned[back.from];
      if (reach + back.latency >= from.reach) continue;
      from.reach = reach + back.latency;
      nearest.emplace(from.reach, back.from);
    }
  }
}

class Builder {
 public:
  Builder(const Blueprint& model, const Partition& owner, Communicator& comm)
      : model_{model}, owner_{owner}, comm_{comm} {}

  Share build() {
    agree(comm_, [&] { build_local(); });
    find_peers();
    connect_ranks();
    find_reach(share_);
    std::array<std::int64_t, 2> least{static_cast<std::int64_t>(share_.lookahead.count),
                                      -static_cast<std::int64_t>(share_.longest.count)};
    comm_.min(least);
    share_.lookahead.count = static_cast<std::uint64_t>(least[0]);
    share_.longest.count = static_cast<std::uint64_t>(-least[1]);
    return std::move(share_);
  }

 private:
  void build_local() {
    share_.lookahead.count = kNever.cycle;
    const std::uint32_t count = model_.component_count();
    for (std::uint32_t id = 0; id < count; ++id) {
      const Rank rank = owner_(ComponentId{id});
      if (index(rank) < 0 || index(rank) >= comm_.size()) {
        throw ModelError{fmt::format("component {} is given to rank {} of {}", id, index(rank), comm_.size())};
      }
      if (rank == comm_.rank()) local_.push_back(id);
    }
    share_.owned.reserve(local_.size());
    for (const std::uint32_t id : local_) {
      Owned owned;
      owned.id = ComponentId{id};
      owned.component = model_.make(owned.id);
      owned.ports = &owned.component->ports();
      if (owned.ports != &model_.ports_of(owned.id)) {
        throw ModelError{describe(model_, owned.id) + ": make() and ports_of() give different port tables"};
      }
      owned.first_link = static_cast<std::uint32_t>(share_.links.size());
      share_.links.resize(share_.links.size() + owned.ports->out.size());
      share_.owned.push_back(std::move(owned));
    }
    taken_.resize(local_.size());
    for (std::size_t place = 0; place < local_.size(); ++place) {
      taken_[place].resize(share_.owned[place].ports->in.size());
    }
    for (const auto& owned : share_.owned) {
      for (const Link& link : model_.links_from(owned.id)) add_link(owned, link);
    }
  }

  void add_link(const Owned& owned, const Link& link) {
    if (link.from != owned.id) throw ModelError{describe(model_, owned.id) + " lists a link of another component"};
    check_link(model_, link);
    OutLink& out = share_.links[owned.first_link + link.out_port];
    if (out.in_port != OutLink::kUnconnected) {
      throw ModelError{
          fmt::format("two links leave {}.{}", describe(model_, link.from), owned.ports->out[link.out_port].name)};
    }
    out.in_port = static_cast<std::uint16_t>(link.in_port);
    out.latency = link.latency.count;
    share_.longest = std::max(share_.longest, link.latency);
    const Rank rank = owner_(link.to);
    if (rank == comm_.rank()) {
      out.target = place_of(index(link.to));
      take(out.target, link.in_port);
      return;
    }
    share_.lookahead = std::min(share_.lookahead, link.latency);
    ++share_.cross_links;
    crossing_.push_back({rank, {index(link.from), index(link.to), link.out_port, link.in_port}});
  }

  std::uint32_t place_of(std::uint32_t id) const {
    return static_cast<std::uint32_t>(std::lower_bound(local_.begin(), local_.end(), id) - local_.begin());
  }

  void take(std::uint32_t place, std::uint32_t port) {
    if (taken_[place][port]) {
      throw ModelError{fmt::format("two links end at {}.{}", describe(model_, share_.owned[place].id),
                                   share_.owned[place].ports->in[port].name)};
    }
    taken_[place][port] = true;
  }

  void find_peers() {
    std::vector<std::int32_t> mine;
    for (const auto& [rank, link] : crossing_) mine.push_back(index(rank));
    std::sort(mine.begin(), mine.end());
    mine.erase(std::unique(mine.begin(), mine.end()), mine.end());
    const auto all = comm_.gather_all(to_bytes(mine));
    const auto me = index(comm_.rank());
    for (std::int32_t rank = 0; rank < comm_.size(); ++rank) {
      const auto theirs = from_bytes<std::int32_t>(all[static_cast<std::size_t>(rank)]);
      const bool linked =
          std::binary_search(mine.begin(), mine.end(), rank) || std::binary_search(theirs.begin(), theirs.end(), me);
      if (rank != me && linked) share_.peers.push_back(Rank{rank});
    }
  }

  /// Tells every peer the links that end there; learns the target's place of each of our own.
  void connect_ranks() {
    std::vector<std::vector<CrossLink>> out(share_.peers.size());
    for (const auto& [rank, link] : crossing_) {
      const auto peer = std::lower_bound(share_.peers.begin(), share_.peers.end(), rank) - share_.peers.begin();
      out[static_cast<std::size_t>(peer)].push_back(link);
    }
    std::vector<Communicator::Bytes> mail;
    for (const auto& links : out) mail.push_back(to_bytes(links));
    const auto received = comm_.exchange(share_.peers, mail);
    std::vector<Communicator::Bytes> answers(share_.peers.size());
    agree(comm_, [&] {
      for (std::size_t peer = 0; peer < received.size(); ++peer) {
        std::vector<std::uint32_t> places;
        for (const CrossLink& link : from_bytes<CrossLink>(received[peer])) {
          const auto place = place_of(link.to);
          if (place == local_.size() || local_[place] != link.to) {
            throw ModelError{
                fmt::format("rank {} takes component {} for one of rank {}: the partition is not the same "
                            "on every rank",
                            index(share_.peers[peer]), link.to, index(comm_.rank()))};
          }
          take(place, link.in_port);
          places.push_back(place);
        }
        answers[peer] = to_bytes(places);
      }
    });
    const auto places = comm_.exchange(share_.peers, answers);
    for (std::size_t peer = 0; peer < out.size(); ++peer) {
      const auto targets = from_bytes<std::uint32_t>(places[peer]);
      for (std::size_t k = 0; k < out[peer].size(); ++k) {
        const auto& owned = share_.owned[place_of(out[peer][k].from)];
        OutLink& link = share_.links[owned.first_link + out[peer][k].out_port];
        link.target = targets[k];
        link.peer = static_cast<std::uint32_t>(peer);
      }
    }
  }

  const Blueprint& model_;
  const Partition& owner_;
  Communicator& comm_;
  Share share_;
  std::vector<std::uint32_t> local_;      // ids owned here, increasing
  std::vector<std::vector<bool>> taken_;  // [place][in port]
  std::vector<std::pair<Rank, CrossLink>> crossing_;
};

}  // namespace

Share build_share(const Blueprint& model, const Partition& owner, Communicator& comm) {
  return Builder{model, owner, comm}.build();
}

}  // namespace octosim::engine
