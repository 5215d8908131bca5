#include "engine/kernel/share.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/comm/plain_bytes.hpp"
#include "engine/kernel/event_record.hpp"
#include "engine/kernel/paths.hpp"

namespace octosim::engine {
namespace {

/// A link whose ends are on two ranks, as its sender tells its receiver.
struct CrossLink {
  std::uint32_t from, to;
  std::uint32_t out_port, in_port;
};

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
  if (link.latency.count > OutLink::kMostLatency) {
    throw ModelError{
        fmt::format("{}: latency = {} (must be at most {} cycles)", name(), link.latency.count, OutLink::kMostLatency)};
  }
  if (out[link.out_port].kind != in[link.in_port].kind) {
    throw ModelError{
        fmt::format("{}: carries {} into a port for {}", name(), out[link.out_port].kind, in[link.in_port].kind)};
  }
}

class Builder {
 public:
  Builder(const Blueprint& model, const Partition& owner, Communicator& comm, const Lookahead& widen)
      : model_{model}, owner_{owner}, comm_{comm}, widen_{widen} {}

  Share build() {
    agree(comm_, [&] { build_local(); });
    find_peers();
    connect_ranks();
    if (comm_.size() > 1) find_paths();
    std::array<std::int64_t, 3> least{static_cast<std::int64_t>(share_.lookahead.count),
                                      -static_cast<std::int64_t>(share_.longest.count),
                                      static_cast<std::int64_t>(share_.least_reach)};
    comm_.min(least);
    share_.lookahead.count = static_cast<std::uint64_t>(least[0]);
    share_.longest.count = static_cast<std::uint64_t>(-least[1]);
    share_.least_reach_of_all = static_cast<std::uint64_t>(least[2]);
    return std::move(share_);
  }

 private:
  void build_local() {
    share_.lookahead.count = kNever.cycle;
    share_.least_reach = kNever.cycle;
    share_.least_post = model_.least_post_delay().count == 0 ? kNever.cycle : model_.least_post_delay().count;
    take_ownership();
    std::size_t in_ports = 0;
    for (const Owned& owned : share_.owned) {
      first_in_.push_back(in_ports);
      in_ports += owned.ports->in.size();
    }
    taken_.resize(in_ports);
    for (const Owned& owned : share_.owned) {
      for (const Link& link : model_.links_from(owned.id)) add_link(owned, link);
    }
    if (share_.posts_cross) {
      share_.lookahead = std::min(share_.lookahead, Cycles{share_.least_post});
    }
  }

  /// Asks who owns each component, once: makes those of this rank, and notes the others if the model posts.
  void take_ownership() {
    const std::uint32_t count = model_.component_count();
    const bool posts = share_.least_post < kNever.cycle;
    share_.components = count;
    std::uint32_t mine = 0;
    Rank first{};
    for (std::uint32_t id = 0; id < count; ++id) {
      const Rank rank = owner_(ComponentId{id});
      if (id == 0) first = rank;
      share_.posts_cross = share_.posts_cross || (posts && rank != first);
      if (index(rank) < 0 || index(rank) >= comm_.size()) {
        throw ModelError{fmt::format("component {} is given to rank {} of {}", id, index(rank), comm_.size())};
      }
      mine += rank == comm_.rank() ? 1 : 0;
    }
    share_.owned.reserve(mine);
    Rank last{-1};
    for (std::uint32_t id = 0; id < count; ++id) {
      const Rank rank = owner_(ComponentId{id});
      if (posts && rank != last) {
        share_.where.push_back({id, peer_if_all(rank), share_.count()});
        last = rank;
      }
      if (rank == comm_.rank()) make(ComponentId{id});
    }
    share_.holds.resize(mine);
  }

  /// In a model that posts, every other rank is a peer.
  std::uint32_t peer_if_all(Rank rank) const {
    if (rank == comm_.rank()) return IdRun::kHere;
    return static_cast<std::uint32_t>(index(rank) - (index(rank) > index(comm_.rank()) ? 1 : 0));
  }

  void make(ComponentId id) {
    Owned owned;
    owned.id = id;
    owned.component = model_.make(id);
    owned.ports = &owned.component->ports();
    if (owned.ports != &model_.ports_of(id)) {
      throw ModelError{describe(model_, id) + ": make() and ports_of() give different port tables"};
    }
    if (owned.ports->in.size() > kMostPorts) {
      throw ModelError{
          fmt::format("{} has {} input ports (at most {})", describe(model_, id), owned.ports->in.size(), kMostPorts)};
    }
    if (owned.ports->posts && share_.least_post == kNever.cycle) {
      throw ModelError{describe(model_, id) + ": posts, but the model's least_post_delay() is 0"};
    }
    owned.first_link = static_cast<std::uint32_t>(share_.links.size());
    share_.links.resize(share_.links.size() + owned.ports->out.size());
    share_.owned.push_back(std::move(owned));
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
    out.latency = static_cast<std::uint32_t>(link.latency.count);
    share_.longest = std::max(share_.longest, link.latency);
    const Rank rank = owner_(link.to);
    if (rank == comm_.rank()) {
      out.target = share_.place_of(link.to);
      take(out.target, link.in_port);
      return;
    }
    share_.lookahead = std::min(share_.lookahead, link.latency);
    ++share_.cross_links;
    crossing_.push_back({rank, {index(link.from), index(link.to), link.out_port, link.in_port}});
  }

  void take(std::uint32_t place, std::uint32_t port) {
    if (taken_[first_in_[place] + port]) {
      throw ModelError{fmt::format("two links end at {}.{}", describe(model_, share_.owned[place].id),
                                   share_.owned[place].ports->in[port].name)};
    }
    taken_[first_in_[place] + port] = true;
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
      const bool linked = share_.posts_cross || std::binary_search(mine.begin(), mine.end(), rank) ||
                          std::binary_search(theirs.begin(), theirs.end(), me);
      if (rank != me && linked) share_.peer_ranks.push_back(Rank{rank});
    }
    for (const Rank rank : share_.peer_ranks) share_.peers.push_back({rank, kNever.cycle, kNever.cycle, {}, {}});
    entries_.resize(share_.peers.size());
  }

  /// Tells every peer the links that end there; learns the target's place of each of our own.
  void connect_ranks() {
    agree(comm_, [&] {
      if (crossing_.empty() || share_.peers.size() < OutLink::kLocal) return;
      throw ModelError{fmt::format("rank {} shares links with {} ranks (at most {})", index(comm_.rank()),
                                   share_.peers.size(), OutLink::kLocal - 1)};
    });
    std::vector<std::vector<CrossLink>> out(share_.peers.size());
    const auto& ranks = share_.peer_ranks;
    for (const auto& [rank, link] : crossing_) {
      const auto peer = std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin();
      out[static_cast<std::size_t>(peer)].push_back(link);
    }
    std::vector<Communicator::Bytes> mail;
    for (const auto& links : out) mail.push_back(to_bytes(links));
    const auto received = comm_.exchange(ranks, mail);
    std::vector<Communicator::Bytes> answers(share_.peers.size());
    agree(comm_, [&] {
      for (std::size_t peer = 0; peer < received.size(); ++peer) {
        for (const CrossLink& link : from_bytes<CrossLink>(received[peer])) {
          const Rank owner = owner_(ComponentId{link.to});
          if (owner != comm_.rank()) {
            throw ModelError{
                fmt::format("rank {} takes component {} for one of rank {}: the partition is not the same "
                            "on every rank",
                            index(ranks[peer]), link.to, index(comm_.rank()))};
          }
          const std::uint32_t place = share_.place_of(ComponentId{link.to});
          take(place, link.in_port);
          entries_[peer].push_back(place);
        }
        answers[peer] = to_bytes(entries_[peer]);
      }
    });
    const auto places = comm_.exchange(ranks, answers);
    for (std::size_t peer = 0; peer < out.size(); ++peer) {
      const auto targets = from_bytes<std::uint32_t>(places[peer]);
      for (std::size_t k = 0; k < out[peer].size(); ++k) {
        const auto& owned = share_.owned[share_.place_of(ComponentId{out[peer][k].from})];
        OutLink& link = share_.links[owned.first_link + out[peer][k].out_port];
        link.target = targets[k];
        link.peer = static_cast<std::uint16_t>(peer);
      }
    }
  }

  /// How soon an event here can matter elsewhere, and what arrives be passed on.
  void find_paths() {
    const Paths paths{share_};
    share_.reach = widen_.hops ? paths.to(Paths::kAnyPeer) : std::vector<std::uint64_t>(share_.count(), paths.direct());
    const auto least = [](const std::vector<std::uint64_t>& times) {
      return times.empty() ? kNever.cycle : *std::min_element(times.begin(), times.end());
    };
    share_.least_reach = least(share_.reach);
    std::vector<std::uint64_t> beyond(share_.peers.size());
    for (std::size_t from = 0; from < beyond.size(); ++from) beyond[from] = least_at(share_.reach, from);
    constexpr std::size_t kMostExact = 64;  // chosen: the cost is one shortest-path search a peer
    const bool exact = widen_.pairs && widen_.hops && share_.peers.size() <= kMostExact && !share_.posts_cross;
    for (std::uint32_t to = 0; to < share_.peers.size(); ++to) {
      Peer& peer = share_.peers[to];
      const auto reach = exact ? paths.to(to) : std::vector<std::uint64_t>{};
      peer.out = exact ? least(reach) : widen_.pairs ? paths.direct(to) : share_.least_reach;
      for (std::size_t from = 0; exact && from < share_.peers.size(); ++from) {
        peer.through.push_back(least_at(reach, from));
      }
    }
    tell_beyond(beyond);
    for (std::size_t from = 0; share_.where.empty() && from < share_.peers.size(); ++from) {
      auto& entries = share_.peers[from].entries;
      entries = std::move(entries_[from]);
      std::sort(entries.begin(), entries.end());
      entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    }
  }

  /// Least of `reach` over the components that a link from that peer ends at; over all if it may post.
  std::uint64_t least_at(const std::vector<std::uint64_t>& reach, std::size_t from) const {
    if (!share_.where.empty()) return share_.least_reach;
    std::uint64_t least = kNever.cycle;
    for (const std::uint32_t place : entries_[from]) least = std::min(least, reach[place]);
    return least;
  }

  void tell_beyond(const std::vector<std::uint64_t>& beyond) {
    std::vector<Communicator::Bytes> mail;
    for (const std::uint64_t one : beyond) mail.push_back(to_bytes(one));
    const auto told = comm_.exchange(share_.peer_ranks, mail);
    for (std::size_t peer = 0; peer < told.size(); ++peer) {
      share_.peers[peer].beyond = value_from_bytes<std::uint64_t>(told[peer]);
    }
  }

  const Blueprint& model_;
  const Partition& owner_;
  Communicator& comm_;
  const Lookahead& widen_;
  Share share_;
  std::vector<std::size_t> first_in_;  // by place, into taken_
  std::vector<bool> taken_;            // input ports with a link
  std::vector<std::pair<Rank, CrossLink>> crossing_;
  std::vector<std::vector<std::uint32_t>> entries_;  // by peer: places where its links end
};

}  // namespace

std::uint32_t Share::place_of(ComponentId id) const {
  if (!owned.empty()) {
    const std::uint32_t first = index(owned.front().id);
    if (index(owned.back().id) - first + 1 == count()) {  // neighbours: no search
      const std::uint32_t place = index(id) - first;
      if (place < count()) return place;
    } else {
      const auto at = std::lower_bound(owned.begin(), owned.end(), id,
                                       [](const Owned& one, ComponentId wanted) { return one.id < wanted; });
      if (at != owned.end() && at->id == id) return static_cast<std::uint32_t>(at - owned.begin());
    }
  }
  throw LogicError{fmt::format("component {} is not on this rank", index(id))};
}

const IdRun& Share::run_of(ComponentId id) const {
  const auto after = std::upper_bound(where.begin(), where.end(), index(id),
                                      [](std::uint32_t wanted, const IdRun& run) { return wanted < run.first_id; });
  return *(after - 1);
}

Share build_share(const Blueprint& model, const Partition& owner, Communicator& comm, const Lookahead& widen) {
  return Builder{model, owner, comm, widen}.build();
}

}  // namespace octosim::engine
