/// \file slow_mesh_router.hpp  What a router of SlowMesh does in a cycle.
#pragma once
#include "tests/models/network/flit/slow_mesh.hpp"

namespace octosim::test {

/// That a packet may leave through: dimension order's first, then the other productive one if it may choose.
inline std::vector<int> SlowMesh::ports_of(int router, const Packet& packet) const {
  using namespace models::network;
  const auto cols = static_cast<int>(c_.cols), locals = static_cast<int>(c_.locals);
  const int x = router % cols, y = router / cols;
  const int to_x = packet.to / locals % cols, to_y = packet.to / locals / cols;
  std::vector<int> ports;
  if (to_x != x) ports.push_back(to_x > x ? kEast : kWest);
  if (to_y != y) ports.push_back(to_y > y ? kSouth : kNorth);
  if (ports.empty()) ports.push_back(4 + packet.to % locals);
  if (c_.routing == flit::Routing::kDimensionOrder) ports.resize(1);
  return ports;
}

/// Output VCs that the head may be given: without an owner, with room; adaptive: nothing else's flits in their buffer,
/// and VC 0 only in dimension order.
inline std::set<SlowMesh::Way> SlowMesh::candidates(int router, const InputVc& vc) {
  std::set<Way> found;
  const Packet& packet = vc.buffer.front().packet;
  const auto ports = ports_of(router, packet);
  const bool atomic = c_.routing != models::network::flit::Routing::kDimensionOrder && ports[0] < 4;
  for (const int port : ports) {
    for (int v = port == ports[0] ? 0 : 1; v < vcs_; ++v) {
      const OutputVc& out = out_at(routers_[static_cast<std::size_t>(router)], {port, v});
      if (c_.ordered && v != channel_of(packet)) continue;
      if (out.taken || (atomic && out.credits < static_cast<int>(c_.depth))) continue;
      const bool wormhole = c_.switching == models::network::flit::Switching::kWormhole;
      if (wormhole || out.credits >= room_for(packet)) found.insert({port, v});
    }
  }
  return found;
}

/// iSLIP: output VCs grant, input VCs accept, pointers move past what was accepted.  Input VC to output VC.
inline std::map<SlowMesh::Way, SlowMesh::Way> SlowMesh::give_vcs(int index) {
  Router& router = routers_[static_cast<std::size_t>(index)];
  std::map<Way, std::set<Way>> asked, granted;
  for (int port = 0; port < ports_; ++port) {
    for (int v = 0; v < vcs_; ++v) {
      const InputVc& vc = at(router, {port, v});
      if (!passed(vc, Stage::kVc, c_.pipeline.vc_alloc)) continue;
      for (const Way& way : candidates(index, vc)) asked[way].insert({port, v});
    }
  }
  for (const auto& [way, by] : asked) granted[round_robin(by, out_at(router, way).grant)].insert(way);
  std::map<Way, Way> given;
  for (const auto& [by, ways] : granted) {
    const Way way = round_robin(ways, at(router, by).accept);
    given[by] = way;
    at(router, by).accept = after(way);
    out_at(router, way).grant = after(by);
  }
  return given;
}

/// The input VCs that pass the switch, with the output ports they won.
inline std::vector<std::pair<SlowMesh::Way, int>> SlowMesh::give_switch(int index, const std::map<Way, Way>& given) {
  Router& router = routers_[static_cast<std::size_t>(index)];
  const auto& stages = c_.pipeline;
  std::map<int, std::map<int, Bid>> bids;  // by output port, input port
  const auto bid = [&](int in, int vc, int out, bool guess) {
    auto& old = bids[out].try_emplace(in, Bid{vc, guess}).first->second;
    const int first = router.in[static_cast<std::size_t>(in)].first_vc;
    const auto rank = [&](int v) { return (v - first + vcs_) % vcs_; };
    if (guess != old.guess ? old.guess : rank(vc) < rank(old.vc)) old = {vc, guess};
  };
  for (int in = 0; in < ports_; ++in) {
    for (int v = 0; v < vcs_; ++v) {
      const InputVc& vc = at(router, {in, v});
      if (passed(vc, Stage::kSwitch, stages.switch_alloc) && out_at(router, {vc.port, vc.vc}).credits > 0) {
        bid(in, v, vc.port, false);
      }
      if (!stages.speculative || !passed(vc, Stage::kVc, stages.vc_alloc)) continue;
      for (const Way& way : candidates(index, vc)) {
        if (out_at(router, way).credits > 0) bid(in, v, way.first, true);
      }
    }
  }
  std::map<int, std::set<int>> granted;  // by input port
  for (const auto& [out, by] : bids) {
    std::set<int> inputs;
    for (const auto& [in, unused] : by) inputs.insert(in);
    granted[round_robin(inputs, router.out[static_cast<std::size_t>(out)].grant)].insert(out);
  }
  std::vector<std::pair<Way, int>> passes;
  for (const auto& [in, outs] : granted) {
    Input& input = router.in[static_cast<std::size_t>(in)];
    const int out = round_robin(outs, input.accept);
    const Bid won = bids[out][in];
    input.accept = (out + 1) % ports_;
    input.first_vc = (won.vc + 1) % vcs_;
    router.out[static_cast<std::size_t>(out)].grant = (in + 1) % ports_;
    const Way from{in, won.vc};
    if (won.guess) {
      const auto got = given.find(from);
      if (got == given.end() || got->second.first != out || out_at(router, got->second).credits == 0) continue;
    }
    passes.emplace_back(from, out);
  }
  return passes;
}

inline void SlowMesh::allocate(int index, int step) {
  Router& router = routers_[static_cast<std::size_t>(index)];
  const auto given = give_vcs(index);
  const auto passes = give_switch(index, given);
  for (Input& input : router.in) {
    for (InputVc& vc : input.vcs) {
      if (passed(vc, Stage::kRoute, c_.pipeline.route)) enter(vc, Stage::kVc, clock_ + 1);
    }
  }
  for (const auto& [from, to] : given) {
    InputVc& vc = at(router, from);
    vc.port = to.first;
    vc.vc = to.second;
    out_at(router, to).taken = true;
    enter(vc, Stage::kSwitch, clock_ + 1);
  }
  for (const auto& [from, out] : passes) pass(index, from, step);
}

/// A flit goes through the switch, over the link, and its room back.
inline void SlowMesh::pass(int index, Way from, int step) {
  using namespace models::network;
  Router& router = routers_[static_cast<std::size_t>(index)];
  InputVc& vc = at(router, from);
  const Flit flit = vc.buffer.front();
  vc.buffer.pop_front();
  Output& output = router.out[static_cast<std::size_t>(vc.port)];
  OutputVc& to = output.vcs[static_cast<std::size_t>(vc.vc)];
  --to.credits;
  const auto cols = static_cast<int>(c_.cols), locals = static_cast<int>(c_.locals);
  const auto beyond = [&](int side) {
    return index + (side == kNorth ? -cols : side == kSouth ? cols : side == kEast ? 1 : -1);
  };
  const auto back = [](int side) {
    return side == kNorth ? kSouth : side == kSouth ? kNorth : side == kEast ? kWest : kEast;
  };

  const bool two = c_.pipeline.speedup == 2;
  std::uint64_t leaves = now_ + (two ? static_cast<std::uint64_t>(step) : c_.pipeline.traversal);
  if (two) leaves = std::max(leaves, output.link_free);  // in turn, one flit a cycle
  output.link_free = leaves + 1;
  if (vc.port < 4) {
    flits_.insert({leaves + 1 + c_.link_latency, Moving{flit, beyond(vc.port), back(vc.port), vc.vc}});
  } else {
    if (flit.tail) arrivals_[flit.packet.id] = leaves + 2;
    credits_.insert({leaves + 4, &to.credits});
  }

  Input& input = router.in[static_cast<std::size_t>(from.first)];
  std::uint64_t credit = now_;
  if (two) credit = std::max(credit, input.credit_free);
  input.credit_free = credit + 1;
  if (from.first < 4) {
    Router& before = routers_[static_cast<std::size_t>(beyond(from.first))];
    credits_.insert({credit + 1 + c_.link_latency, &out_at(before, {back(from.first), from.second}).credits});
  } else {
    Terminal& terminal = terminals_[static_cast<std::size_t>(index * locals + from.first - 4)];
    credits_.insert({credit + 2, &terminal.credits[static_cast<std::size_t>(from.second)]});
  }

  if (!flit.tail) {
    vc.since = clock_ + 1;
    return;
  }
  to.taken = false;
  enter(vc, vc.buffer.empty() ? Stage::kIdle : Stage::kRoute, clock_ + 1);
}

}  // namespace octosim::test
