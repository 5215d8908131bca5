/// \file slow_mesh.hpp  The rules of FlitMesh once more, written to be read: objects, loops, no sets of bits.
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/base/hash.hpp"
#include "models/network/flit/mesh_config.hpp"
#include "models/network/side.hpp"

namespace octosim::test {

/// A whole mesh, a cycle at a time, after the rules of BookSim2's `iq` router (commit 28f4329), with iSLIP of one
/// iteration, a router's ports in the order of Side and then its terminals.  Shares no code with FlitMesh.
class SlowMesh {
 public:
  struct Packet {
    std::uint64_t id = 0, made = 0;
    int from = 0, to = 0, flits = 1;
  };

  explicit SlowMesh(const models::network::flit::MeshConfig& config)
      : c_{config}, ports_{static_cast<int>(config.ports())}, vcs_{static_cast<int>(config.vcs)} {
    const auto depth = static_cast<int>(c_.depth);
    routers_.resize(std::size_t{c_.rows} * c_.cols);
    for (Router& router : routers_) {
      router.in.resize(static_cast<std::size_t>(ports_), Input{std::vector<InputVc>(c_.vcs)});
      router.out.resize(static_cast<std::size_t>(ports_), Output{std::vector<OutputVc>(c_.vcs, OutputVc{depth})});
    }
    terminals_.resize(routers_.size() * c_.locals, Terminal{{}, std::vector<int>(c_.vcs, depth)});
  }

  SlowMesh(const SlowMesh&) = delete;
  SlowMesh& operator=(const SlowMesh&) = delete;

  void inject(const Packet& packet) { terminals_[static_cast<std::size_t>(packet.from)].queue.push_back(packet); }
  const std::map<std::uint64_t, std::uint64_t>& arrivals() const { return arrivals_; }  ///< packet to cycle

  void step(std::uint64_t now) {
    now_ = now;
    clock_ = now * c_.pipeline.speedup;
    for (auto [at, end] = flits_.equal_range(now); at != end; ++at) receive(at->second);
    for (auto [at, end] = credits_.equal_range(now); at != end; ++at) ++*at->second;
    flits_.erase(now);
    credits_.erase(now);
    for (std::size_t t = 0; t < terminals_.size(); ++t) send(static_cast<int>(t));
    for (int step = 0; step < static_cast<int>(c_.pipeline.speedup); ++step, ++clock_) {
      for (std::size_t r = 0; r < routers_.size(); ++r) allocate(static_cast<int>(r), step);
    }
  }

 private:
  enum class Stage : std::uint8_t { kIdle, kRoute, kVc, kSwitch };
  using Way = std::pair<int, int>;  // port, VC

  struct Flit {
    Packet packet;
    bool head = false, tail = false;
  };
  struct InputVc {
    std::deque<Flit> buffer;
    Stage stage = Stage::kIdle;
    std::uint64_t since = 0;  // first allocation step in the stage
    int port = 0, vc = 0;     // given
    Way accept{0, 0};         // where its round robin begins
  };
  struct Input {
    std::vector<InputVc> vcs;
    int first_vc = 0, accept = 0;  // round robins
    std::uint64_t credit_free = 0;
  };
  struct OutputVc {
    int credits = 0;
    bool taken = false;
    Way grant{0, 0};
  };
  struct Output {
    std::vector<OutputVc> vcs;
    int grant = 0;
    std::uint64_t link_free = 0;
  };
  struct Router {
    std::vector<Input> in;
    std::vector<Output> out;
  };
  struct Terminal {
    std::deque<Packet> queue;
    std::vector<int> credits;
    int sent = 0, vc = -1;  // flits of the first packet; VC used last
  };
  struct Moving {
    Flit flit;
    int router = 0, port = 0, vc = 0;
  };
  struct Bid {
    int vc = -1;
    bool guess = false;
  };

  static InputVc& at(Router& router, Way way) {
    return router.in[static_cast<std::size_t>(way.first)].vcs[static_cast<std::size_t>(way.second)];
  }
  static OutputVc& out_at(Router& router, Way way) {
    return router.out[static_cast<std::size_t>(way.first)].vcs[static_cast<std::size_t>(way.second)];
  }
  Way after(Way way) const {
    if (++way.second == vcs_) way = {way.first + 1, 0};
    return way.first == ports_ ? Way{0, 0} : way;
  }
  /// The first of `set` from `start` on, around.  \pre not empty
  template <class T>
  static T round_robin(const std::set<T>& set, const T& start) {
    const auto found = set.lower_bound(start);
    return found == set.end() ? *set.begin() : *found;
  }
  void enter(InputVc& vc, Stage stage, std::uint64_t first) {
    vc.stage = stage == Stage::kRoute && c_.pipeline.route == 0 ? Stage::kVc : stage;
    vc.since = first;
  }
  bool passed(const InputVc& vc, Stage stage, std::uint32_t cycles) const {
    return vc.stage == stage && !vc.buffer.empty() && clock_ + 1 >= vc.since + cycles;
  }

  void receive(const Moving& moving) {
    InputVc& vc = at(routers_[static_cast<std::size_t>(moving.router)], {moving.port, moving.vc});
    const bool was_empty = vc.buffer.empty();
    vc.buffer.push_back(moving.flit);
    if (vc.stage == Stage::kIdle) enter(vc, Stage::kRoute, clock_);
    if (vc.stage == Stage::kSwitch && was_empty) vc.since = clock_;
  }

  /// Of ordered packets: they stay on it.
  int channel_of(const Packet& packet) const {
    return static_cast<int>(
        engine::mix(static_cast<std::uint64_t>(packet.from), static_cast<std::uint64_t>(packet.to)) % c_.vcs);
  }
  int room_for(const Packet& packet) const {
    return c_.switching == models::network::flit::Switching::kWormhole
               ? 1
               : std::min(packet.flits, static_cast<int>(c_.depth));
  }

  void send(int index) {
    Terminal& terminal = terminals_[static_cast<std::size_t>(index)];
    if (terminal.queue.empty()) return;
    const Packet& packet = terminal.queue.front();
    if (terminal.sent == 0) {
      int tries = 1;
      const auto next = [&] { return (terminal.vc + tries) % vcs_; };
      if (c_.ordered) terminal.vc = channel_of(packet) - 1;
      while (tries <= vcs_ && terminal.credits[static_cast<std::size_t>(next())] < room_for(packet)) ++tries;
      if (tries > (c_.ordered ? 1 : vcs_)) return;
      terminal.vc = next();
    }
    int& credits = terminal.credits[static_cast<std::size_t>(terminal.vc)];
    if (credits == 0) return;
    --credits;
    ++terminal.sent;
    const bool tail = terminal.sent == packet.flits;
    const auto locals = static_cast<int>(c_.locals);
    const Moving moving{{packet, terminal.sent == 1, tail}, index / locals, 4 + index % locals, terminal.vc};
    if (c_.entry == 0) {
      receive(moving);
    } else {
      flits_.insert({now_ + c_.entry, moving});
    }
    if (!tail) return;
    terminal.sent = 0;
    terminal.queue.pop_front();
  }

  // slow_mesh_router.hpp
  std::vector<int> ports_of(int router, const Packet& packet) const;
  std::set<Way> candidates(int router, const InputVc& vc);
  std::map<Way, Way> give_vcs(int router);
  std::vector<std::pair<Way, int>> give_switch(int router, const std::map<Way, Way>& given);
  void allocate(int router, int step);
  void pass(int router, Way from, int step);

  models::network::flit::MeshConfig c_;
  int ports_, vcs_;
  std::uint64_t now_ = 0, clock_ = 0;  // cycle; allocation steps
  std::vector<Router> routers_;
  std::vector<Terminal> terminals_;
  std::multimap<std::uint64_t, Moving> flits_;
  std::multimap<std::uint64_t, int*> credits_;  // by cycle: the count that rises
  std::map<std::uint64_t, std::uint64_t> arrivals_;
};

}  // namespace octosim::test

#include "tests/models/network/flit/slow_mesh_router.hpp"  // IWYU pragma: export
