#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <vector>

#include "engine/comm/plain_bytes.hpp"
#include "engine/kernel/synchroniser.hpp"

namespace octosim::engine {
namespace {

/// What goes before the events of a batch.
struct Promise {
  std::uint64_t until = 0;     ///< no later batch has an event before it
  std::uint64_t held = 0;      ///< somebody holds at this time, or released then
  std::uint64_t progress = 0;  ///< somebody made progress at this time
  std::uint64_t creep = 0;     ///< promises in a row that came of promises alone
};

/// Chandy, Misra and Bryant's null messages (IEEE Trans. Software Eng. 5(5), 1979), between ranks that share links
/// only. A rank handles what lies before all its peers' promises, then sends each peer one batch: the events it is owed
/// and a promise, the least of two bounds: what is pending here cannot reach the peer sooner, nor can what will arrive
/// here, after the promises made to this rank, on any path through it.
///
/// No rank waits for all.  But ranks that are blocked (and every rank each 50 ms) contribute to a non-blocking
/// reduction, a wave.  If nobody handled, sent or received an event between two waves, and as many events were received
/// as sent, the second one describes one state of the whole run (Mattern's four-counter method, Distributed Computing
/// 2, 1987): idle time is then jumped over, and the end, a stall or a deadline is seen by all.  Promises that come of
/// nothing but promises stop after kMostCreep in a row: from there on the wave is faster.
class Neighbor final : public Synchroniser {
 public:
  explicit Neighbor(Team& team) : team_{team}, peers_(team.share.peers.size()) {
    for (Outbox& box : team_.simulator.outboxes()) box.restart(sizeof(Promise));
  }

  Agreed advance(const Bounds& bounds, const Agreed& known) override {
    if (known.stable) learn(known);
    const auto agreed = run_to_agreement(bounds, Until::kNews);
    return agreed;
  }

  SimTime meet(const Bounds& bounds) override {
    // Nobody handles anything between the end of the wave that asked for this and the end of this reduction.
    const std::uint64_t cut = team_.agree_now().last_handled + 1;
    Bounds up_to_cut = bounds;
    up_to_cut.stop = std::min(bounds.stop, cut);
    while (true) {
      const Agreed agreed = run_to_agreement(up_to_cut, Until::kQuiet);
      if (agreed.next >= up_to_cut.stop) break;
      learn(agreed);
    }
    return SimTime{cut};
  }

  void finish() override {
    std::vector<Communicator::Bytes> counts;
    for (const Side& peer : peers_) counts.push_back(to_bytes(peer.sent));
    const auto owed = team_.comm.exchange(team_.share.peer_ranks, counts);
    for (std::size_t p = 0; p < owed.size(); ++p) {
      const auto sent = value_from_bytes<std::uint64_t>(owed[p]);
      Stopwatch watch{team_.statistics.synchronise_ns};
      for (std::uint32_t tries = 0; peers_[p].received < sent; ++tries) {
        if (!receive(watch)) team_.comm.pause(tries);
      }
    }
  }

 private:
  enum class Until : std::uint8_t { kNews, kQuiet };
  static constexpr std::uint64_t kMostCreep = 16;              // chosen: a few times the ranks across a small wafer
  static constexpr std::uint64_t kMostSlice = 1U << 14U;       // events between two batches
  static constexpr std::chrono::microseconds kSliceTime{100};  // chosen: a hundred times what a batch costs
  static constexpr std::int64_t kWaveEvery = 50;  // questions to at_edge; chosen: 50 ms, nothing beside its work
  static constexpr std::uint32_t kBlocked = 8;    // turns without anything to do before a wave; chosen: microseconds

  /// What lies between this rank and a peer.
  struct Side {
    std::uint64_t passed_on = 0;  ///< nothing that comes from it will be passed on before
    std::uint64_t in = 0;         ///< its promise
    std::uint64_t in_creep = 0;
    std::uint64_t out = 0;  ///< ours
    std::uint64_t told_held = 0, told_progress = 0;
    std::uint64_t sent = 0, received = 0;  ///< batches
  };

  /// What a stable wave said is true for good.
  void learn(const Agreed& known) {
    for (Side& peer : peers_) {
      if (known.arrival <= peer.in) continue;
      peer.in = known.arrival;
      peer.in_creep = 0;
    }
    progress_ = std::max(progress_, known.last_progress);
    held_ = std::max(held_, known.held && !known.released ? known.next : known.last_release);
  }

  std::uint64_t least_promise() const {
    std::uint64_t least = kNever.cycle;
    for (const Side& peer : peers_) least = std::min(least, peer.in);
    return least;
  }

  /// Notes when this rank holds: until its next event at least.
  void note_own() {
    const Simulator& simulator = team_.simulator;
    const std::uint64_t next = std::min(simulator.next_time(), least_promise());
    if (next < kNever.cycle || simulator.holds() == 0) {
      held_ = std::max(held_, simulator.holds() > 0 ? next : simulator.last_release());
    }
    progress_ = std::max(progress_, simulator.last_progress());
  }

  Agreed run_to_agreement(const Bounds& bounds, Until until) {
    Simulator& simulator = team_.simulator;
    RankStatistics& statistics = team_.statistics;
    Stopwatch watch{statistics.synchronise_ns};
    std::uint32_t blocked = 0;
    bool fresh = true;
    while (true) {
      bool worked = false, heard = false;
      while (receive(watch)) heard = true;
      worked = received_events_;
      received_events_ = false;
      note_own();
      const std::uint64_t bound = std::min(least_promise(), bounds.end(held_, progress_));
      if (simulator.next_time() < bound) {
        watch.charge(statistics.compute_ns);
        const std::uint64_t before = simulator.events();
        const auto began = watch.now();
        simulator.handle_until(bound, slice_);
        worked = simulator.events() != before;
        handled_ = handled_ || worked;
        watch.charge(statistics.synchronise_ns);
        fit_slice(simulator.events() - before, watch.now() - began);
        note_own();
      }
      changed_ = changed_ || worked;
      const bool spoke = (fresh || worked || heard) && send_all(bounds, watch);
      fresh = false;
      if (worked || heard || spoke) ++statistics.rounds;
      if ((heard || spoke) && !worked) ++statistics.idle_rounds;
      watch.charge(statistics.synchronise_ns);
      team_.ask(watch);
      blocked = worked ? 0 : blocked + 1;
      if (const auto agreed = turn_wave(blocked, watch)) {
        const bool asked = until == Until::kNews && agreed->request != Request::kNothing;
        if (agreed->stable || asked) return *agreed;
      }
      if (blocked > 0) team_.comm.pause(heard || spoke ? 0 : blocked);
    }
  }

  /// A slice is to last about kSliceTime, so that promises are fresh however long an event takes.
  void fit_slice(std::uint64_t events, Stopwatch::Clock::duration took) {
    if (took > 2 * kSliceTime) slice_ = std::max<std::uint64_t>(1, slice_ / 2);
    if (took < kSliceTime / 2 && events >= slice_) slice_ = std::min(2 * slice_, kMostSlice);
  }

  bool receive(Stopwatch& watch) {
    Rank from{};
    if (!team_.comm.next_batch(from, batch_)) return false;
    watch.charge(team_.statistics.send_ns);
    const auto& ranks = team_.share.peer_ranks;
    Side& peer = peers_[static_cast<std::size_t>(std::lower_bound(ranks.begin(), ranks.end(), from) - ranks.begin())];
    Promise promise;
    std::memcpy(&promise, batch_.data(), sizeof promise);
    if (promise.until > peer.in) {
      peer.in = promise.until;
      peer.in_creep = promise.creep;
    }
    held_ = std::max(held_, promise.held);
    progress_ = std::max(progress_, promise.progress);
    ++peer.received;
    const auto events = std::span{batch_}.subspan(sizeof promise);
    if (!events.empty()) {
      team_.simulator.take_in(events, from);
      received_events_ = true;
    }
    watch.charge(team_.statistics.synchronise_ns);
    return true;
  }

  /// One batch for each peer that is owed events, or can use the promise.
  bool send_all(const Bounds& bounds, Stopwatch& watch) {
    watch.charge(team_.statistics.send_ns);
    const std::uint64_t any = team_.simulator.earliest_arrival();
    const std::uint64_t next = team_.simulator.next_time();
    bool spoke = false;
    for (std::size_t p = 0; p < peers_.size(); ++p) {
      peers_[p].passed_on = std::max(peers_[p].in, team_.simulator.silent_until_all(team_.share.peers[p].entries));
    }
    for (std::size_t p = 0; p < peers_.size(); ++p) {
      Side& peer = peers_[p];
      Outbox& box = team_.simulator.outboxes()[p];
      const Promise promise = promise_to(p, any, next);
      const bool better = promise.until > peer.out && (promise.creep <= kMostCreep || promise.until >= kNever.cycle);
      const bool news = bounds.watched && (held_ > peer.told_held + bounds.drain / 2 ||
                                           progress_ > peer.told_progress + bounds.stall_limit / 2);
      if (box.events == 0 && !better && !news) continue;
      peer.out = std::max(peer.out, promise.until);
      peer.told_held = held_;
      peer.told_progress = progress_;
      std::memcpy(box.bytes.data(), &promise, sizeof promise);
      changed_ = changed_ || box.events > 0;
      ++peer.sent;
      ++team_.statistics.batches_sent;
      if (box.events == 0) ++team_.statistics.null_batches;
      team_.statistics.bytes_sent += box.bytes.size();
      team_.comm.send_batch(team_.share.peer_ranks[p], box.bytes);
      box.restart(sizeof promise);
      spoke = true;
    }
    if (spoke) handled_ = false;
    watch.charge(team_.statistics.synchronise_ns);
    return spoke;
  }

  /// `any`: least arrival anywhere of what is pending here; `next`: the least pending time here.
  Promise promise_to(std::size_t to, std::uint64_t any, std::uint64_t next) const {
    const Peer& path = team_.share.peers[to];
    Promise promise{std::max({any, Bounds::sum(next, path.out), peers_[to].out}), held_, progress_, 0};
    if (path.out >= kNever.cycle) promise.until = kNever.cycle;
    for (std::size_t from = 0; from < peers_.size(); ++from) {
      const std::uint64_t through = path.through.empty() ? path.out : path.through[from];
      const std::uint64_t relayed = Bounds::sum(peers_[from].passed_on, through);
      if (relayed >= promise.until) continue;
      promise.until = relayed;
      promise.creep = peers_[from].in_creep + 1;
    }
    if (handled_) promise.creep = 0;
    return promise;
  }

  /// Takes the result of the wave that is under way, or starts one.
  std::optional<Agreed> turn_wave(std::uint32_t blocked, const Stopwatch& watch) {
    if (waving_ && team_.comm.reduced()) {
      waving_ = false;
      waved_ = watch.now();
      return agreed_by(wave_);
    }
    if (!waving_ &&
        (blocked >= kBlocked || watch.now() - waved_ > kWaveEvery * std::chrono::nanoseconds{team_.options.edge_ns})) {
      wave_ = contribution(team_.simulator, team_.request, !changed_);
      changed_ = false;
      team_.comm.start_reduce(wave_);
      waving_ = true;
      ++team_.statistics.reductions;
    }
    return std::nullopt;
  }

  Team& team_;
  std::vector<Side> peers_;
  Communicator::Bytes batch_;
  Reduction wave_;
  bool waving_ = false;
  Stopwatch::Clock::time_point waved_ = Stopwatch::Clock::now();
  bool changed_ = true;   // an event was handled, sent or received since the last contribution
  bool handled_ = false;  // an event was handled since the last batch was sent
  bool received_events_ = false;
  std::uint64_t slice_ = 64;               // events
  std::uint64_t held_ = 0, progress_ = 0;  // the latest times at which it is known that somebody held, made progress
};

}  // namespace

std::unique_ptr<Synchroniser> make_neighbor(Team& team) { return std::make_unique<Neighbor>(team); }

}  // namespace octosim::engine
