#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <span>
#include <vector>

#include "engine/kernel/synchroniser.hpp"

namespace octosim::engine {
namespace {

/// Bulk-synchronous windows.  All ranks know a horizon before which nothing can arrive from another rank: they handle
/// what lies before it, start to reduce what they know, exchange batches with the ranks they share links with, and go
/// on with what is safe in any case while the reduction is under way.  Where ranks are few and each shares links with
/// every other, the words of the reduction travel with the batches instead.
///
/// The next horizon is the least, over all pending events of all ranks, of time + reach: whatever an event causes on
/// another rank travels a path of at least that length, and events that are not pending yet are caused by pending ones.
/// The overlap: once a rank has the batches of a window that ended at h, every event pending anywhere is at h or later,
/// so nothing can arrive before h + the least reach of any rank.  The next horizon is at least that far.
class Window final : public Synchroniser {
 public:
  explicit Window(Team& team) : team_{team}, told_{all_are_peers(team)}, early_(team.share.peers.size()) {
    for (Outbox& box : team_.simulator.outboxes()) box.restart(header());
  }

  Agreed advance(const Bounds& bounds, const Agreed& known) override {
    Simulator& simulator = team_.simulator;
    RankStatistics& statistics = team_.statistics;
    const bool open = known.arrival >= kNever.cycle;  // nothing will ever cross: only signals need an end of the window
    const bool alone = open && simulator.holds() > 0;  // nor can the run end before this rank lets it
    const std::uint64_t end = bounds.end(alone ? kNever.cycle : known.next, known.last_progress);
    const std::uint64_t horizon = std::min(known.arrival, end);
    const std::uint64_t before = simulator.events();
    Stopwatch watch{statistics.compute_ns};
    simulator.handle_until(horizon, open ? kSlice : kNever.cycle, alone);
    ++statistics.rounds;
    watch.charge(statistics.synchronise_ns);
    team_.ask(watch);
    words_ = contribution(simulator, team_.request, true);
    bool done = told_ && !open;
    if (!done) team_.comm.start_reduce(words_);
    if (!open) exchange(watch);
    if (!open && !done) {
      const std::uint64_t safe = std::min(Bounds::sum(horizon, team_.share.least_reach_of_all), end);
      done = team_.comm.reduced();
      if (!done && simulator.next_time() < safe) {
        watch.charge(statistics.compute_ns);
        simulator.handle_until(safe);
        watch.charge(statistics.synchronise_ns);
      }
    }
    for (std::uint32_t tries = 0; !done && !team_.comm.reduced(); ++tries) team_.comm.pause(tries);
    ++statistics.reductions;
    if (simulator.events() == before) ++statistics.idle_rounds;
    Agreed agreed = agreed_by(words_);
    agreed.stable = true;
    return agreed;
  }

  /// What the fastest rank has handled is safe for the others: it lies before what they computed as safe alike.
  SimTime meet(const Bounds&) override {
    const Agreed latest = team_.agree_now();
    team_.simulator.handle_until(latest.last_handled + 1);
    team_.exchange_now();
    return SimTime{latest.last_handled + 1};
  }

 private:
  static constexpr std::uint64_t kSlice = 1U << 18U;  // chosen: a tenth of a second
  static constexpr std::int32_t kFew = 8;  // ranks that tell one another instead of reducing; chosen, measured on 2

  /// The same on every rank.  Collective.
  static bool all_are_peers(Team& team) {
    std::array<std::int64_t, 1> fewest{static_cast<std::int64_t>(team.share.peers.size())};
    team.comm.min(fewest);
    return team.comm.size() <= kFew && fewest[0] + 1 == team.comm.size();
  }
  std::size_t header() const { return told_ ? sizeof(Reduction) : 0; }

  void exchange(Stopwatch& watch) {
    const auto& ranks = team_.share.peer_ranks;
    watch.charge(team_.statistics.send_ns);
    heard_ = words_;
    for (std::size_t peer = 0; peer < ranks.size(); ++peer) {
      Outbox& box = team_.simulator.outboxes()[peer];
      team_.statistics.bytes_sent += box.bytes.size();
      ++team_.statistics.batches_sent;
      if (box.events == 0) ++team_.statistics.null_batches;
      if (told_) std::memcpy(box.bytes.data(), &words_, sizeof words_);
      team_.comm.send_batch(ranks[peer], box.bytes);
      box.restart(header());
    }
    std::size_t missing = 0;
    for (std::size_t peer = 0; peer < ranks.size(); ++peer) {
      if (early_[peer].empty()) {
        ++missing;
      } else {
        unpack(early_[peer].front(), ranks[peer]);
        early_[peer].pop_front();
        got_[peer] = true;
      }
    }
    watch.charge(team_.statistics.synchronise_ns);
    for (std::uint32_t tries = 0; missing > 0; ++tries) {
      Rank from{};
      if (!team_.comm.next_batch(from, batch_)) {
        team_.comm.pause(tries);
        continue;
      }
      tries = 0;
      const auto peer = static_cast<std::size_t>(std::lower_bound(ranks.begin(), ranks.end(), from) - ranks.begin());
      if (got_[peer]) {  // it is a window ahead
        early_[peer].push_back(std::move(batch_));
        batch_ = {};
        continue;
      }
      got_[peer] = true;
      --missing;
      if (batch_.empty()) continue;  // neither words nor events
      watch.charge(team_.statistics.send_ns);
      unpack(batch_, from);
      watch.charge(team_.statistics.synchronise_ns);
    }
    std::fill(got_.begin(), got_.end(), false);
    if (told_) words_ = heard_;
  }

  /// What a batch brings: the words of its sender, if they are told so, and events.
  void unpack(std::span<const std::byte> batch, Rank from) {
    if (told_) {
      Reduction theirs;
      std::memcpy(&theirs, batch.data(), sizeof theirs);
      heard_.add(theirs);
    }
    team_.simulator.take_in(batch.subspan(header()), from);
  }

  Team& team_;
  const bool told_;  // all ranks are peers, and few: the words of the reduction travel with the batches
  Reduction words_;
  Reduction heard_;
  Communicator::Bytes batch_;
  std::vector<std::deque<Communicator::Bytes>> early_;        // by peer: batches of the next window
  std::vector<bool> got_ = std::vector<bool>(early_.size());  // by peer: its batch of this window
};

}  // namespace

std::unique_ptr<Synchroniser> make_window(Team& team) { return std::make_unique<Window>(team); }

}  // namespace octosim::engine
