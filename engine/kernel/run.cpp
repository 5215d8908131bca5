#include "engine/kernel/run.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/kernel/synchroniser.hpp"

namespace octosim::engine {
namespace {

class Run {
 public:
  Run(const Blueprint& model, const Partition& owner, Communicator& comm, const RunOptions& options)
      : comm_{comm},
        options_{options},
        share_{build_share(model, owner, comm, options.lookahead)},
        simulator_{share_, model, options, comm.rank()},
        team_{comm, options, share_, simulator_, statistics_} {
    if (options.resume != nullptr) last_cut_ = options.resume->head.cut;
  }

  RunReport run() {
    if (options_.resume != nullptr) {
      agree(comm_, [&] { simulator_.restore(*options_.resume); });
    } else {
      simulator_.start();
    }
    watch_.charge(loop_ns_);
    team_.exchange_now();
    choice_ = choose_sync(options_.sync, share_, comm_);
    const auto synchroniser = comm_.size() == 1                 ? make_alone(team_)
                              : choice_.sync == Sync::kNeighbor ? make_neighbor(team_)
                                                                : make_window(team_);
    Agreed agreed = team_.agree_now();
    next_save_ = multiple_after(agreed.next);
    while (true) {
      if (agreed.stable) {
        sample_behind(agreed);
        if (finished(agreed)) return end(agreed, *synchroniser);
        check_progress(agreed);
        if (agreed.next >= next_save_) save_on_the_way(agreed);
      }
      if (agreed.request != Request::kNothing) {
        // Not before where it was saved last, or goes on from: idle cycles may lie between the last event and that.
        const SimTime cut = std::max(synchroniser->meet(bounds_of(agreed)), last_cut_);
        // What at_edge asked for since then, and is more, is for the next agreement.
        if (team_.request <= agreed.request) team_.request = Request::kNothing;
        const Request request =
            agreed.request == Request::kCheckpointAndStop && !options_.save ? Request::kStop : agreed.request;
        agreed = team_.agree_now();
        if (finished(agreed)) continue;
        if (request == Request::kStop) return end_early(agreed, EndReason::kInterrupted, cut, *synchroniser);
        save(agreed, cut);
        if (request == Request::kCheckpointAndStop) {
          return end_early(agreed, EndReason::kCheckpointed, cut, *synchroniser);
        }
        agreed.request = Request::kNothing;
      }
      Bounds bounds = bounds_of(agreed);
      bounds.stop = std::min(bounds.stop, next_save_);
      agreed = synchroniser->advance(bounds, agreed);
    }
  }

 private:
  /// Time from the last release to the end: the same on every partition, and long enough not to shorten windows much.
  std::uint64_t drain() const { return std::max(kDrain.count, share_.longest.count); }

  Bounds bounds_of(const Agreed& agreed) const {
    Bounds bounds;
    bounds.stop = options_.stop.cycle;
    if (agreed.released) bounds.stop = std::min(bounds.stop, agreed.last_release + drain() + 1);
    bounds.watched = agreed.held && !agreed.released;
    bounds.drain = drain();
    bounds.stall_limit = options_.stall_limit.count;
    return bounds;
  }
  bool finished(const Agreed& agreed) const {
    return agreed.next >= bounds_of(agreed).stop || agreed.next >= kNever.cycle;
  }
  /// Takes the samples that no rank can still disturb.
  void sample_behind(const Agreed& agreed) { simulator_.sample_up_to(std::min(agreed.last_handled, agreed.next)); }

  void check_progress(const Agreed& agreed) {
    if (!agreed.held || agreed.released) return;
    if (agreed.next <= Bounds::sum(agreed.last_progress, options_.stall_limit.count)) return;
    throw_stalled(fmt::format("no progress since cycle {}, for {} cycles", agreed.last_progress,
                              agreed.next - agreed.last_progress));
  }

  /// \throws StallError on every rank, naming who still holds.
  [[noreturn]] void throw_stalled(const std::string& what) {
    const std::string mine = simulator_.holders();
    const auto* text = reinterpret_cast<const std::byte*>(mine.data());
    std::string who;
    for (const auto& part : comm_.gather_all({text, text + mine.size()})) {
      if (part.empty() || who.size() > 400) continue;
      if (!who.empty()) who += ", ";
      who.append(reinterpret_cast<const char*>(part.data()), part.size());
    }
    throw StallError{"stalled: " + what + "; " + who};
  }

  std::uint64_t events_before() const { return options_.resume != nullptr ? options_.resume->head.events : 0; }

  /// Of RunOptions::save_every.
  std::uint64_t multiple_after(std::uint64_t time) const {
    const std::uint64_t every = options_.save_every.count;
    return every == 0 || !options_.save || time >= kNever.cycle ? kNever.cycle
                                                                : Bounds::sum(time - time % every, every);
  }
  /// No event at or after next_save_ was handled: nobody went beyond it.  None is in flight, and the next is later.
  void save_on_the_way(const Agreed& agreed) {
    save(agreed, SimTime{agreed.next - agreed.next % options_.save_every.count});
    next_save_ = multiple_after(agreed.next);
  }

  /// \throws LocalError for an exception of RunOptions::save.
  void save(const Agreed& agreed, SimTime cut) {
    const Stopwatch watch{statistics_.io_ns};
    last_cut_ = cut;
    std::array<std::uint64_t, 1> events{simulator_.events()};
    comm_.sum(events);
    simulator_.sample_up_to(cut.cycle - 1);  // there is an event to come: the run does not end before it
    ImageHead head;
    head.cut = cut;
    head.events = events[0] + events_before();
    head.last_release = agreed.last_release;
    head.last_progress = agreed.last_progress;
    head.last_handled = agreed.last_handled;
    head.next_sample = simulator_.next_sample();
    head.ever_held = agreed.held ? 1 : 0;
    if (!options_.save) return;
    const Image image = simulator_.save(head);
    try {
      options_.save(image);
    } catch (const std::exception& error) {
      throw LocalError{fmt::format("rank {}: {}", index(comm_.rank()), error.what())};
    }
    ++checkpoints_;
  }

  RunReport end(const Agreed& agreed, Synchroniser& synchroniser) {
    if (agreed.released && agreed.last_release < options_.stop.cycle) {
      return report(agreed, EndReason::kReleased, SimTime{agreed.last_release}, synchroniser);
    }
    if (agreed.next >= kNever.cycle) {
      if (agreed.held && !agreed.released) throw_stalled("nothing is pending");
      return report(agreed, EndReason::kOutOfEvents, SimTime{agreed.last_handled}, synchroniser);
    }
    return report(agreed, EndReason::kStopped, options_.stop, synchroniser);
  }
  RunReport end_early(const Agreed& agreed, EndReason reason, SimTime cut, Synchroniser& synchroniser) {
    return report(agreed, reason, reason == EndReason::kCheckpointed ? cut : SimTime{agreed.last_handled},
                  synchroniser);
  }

  RunReport report(const Agreed& agreed, EndReason reason, SimTime end, Synchroniser& synchroniser) {
    synchroniser.finish();
    RunReport report;
    report.reason = reason;
    report.end = end;
    report.drained = reason == EndReason::kReleased ? end + Cycles{drain()} : end;
    if (reason == EndReason::kStopped && end.cycle > 0) simulator_.sample_up_to(end.cycle - 1);
    if (reason != EndReason::kCheckpointed) {
      simulator_.sample_up_to(agreed.last_handled);
      simulator_.finish(report.drained);
    }
    std::array<std::uint64_t, 2> sums{simulator_.events(), simulator_.digest()};
    comm_.sum(sums);
    report.events = sums[0] + events_before();
    report.digest = sums[1];
    report.lookahead.count = share_.lookahead.count >= kNever.cycle ? 0 : share_.lookahead.count;
    report.sync = choice_.sync;
    report.sync_reason = choice_.reason;
    report.checkpoints = checkpoints_;
    report.mine = statistics_;
    report.mine.events = simulator_.events();
    report.mine.most_pending = simulator_.most_pending();
    report.mine.messages_sent = simulator_.messages_sent();
    report.mine.components = share_.owned.size();
    for (const OutLink& link : share_.links) report.mine.links += link.in_port != OutLink::kUnconnected ? 1 : 0;
    report.mine.cross_links = share_.cross_links;
    report.classes = simulator_.classes();
    if (options_.count_events) {
      report.component_events.reserve(share_.owned.size());
      for (const Owned& owned : share_.owned) report.component_events.emplace_back(owned.id, owned.events);
    }
    watch_.charge(loop_ns_);
    report.build_ns = build_ns_;
    report.loop_ns = loop_ns_;
    return report;
  }

  std::uint64_t build_ns_ = 0, loop_ns_ = 0;
  Stopwatch watch_{build_ns_};  // begins before anything else is made
  Communicator& comm_;
  const RunOptions& options_;
  Share share_;
  Simulator simulator_;
  RankStatistics statistics_;
  Team team_;
  SyncChoice choice_;
  std::uint64_t checkpoints_ = 0;
  SimTime last_cut_{};
  std::uint64_t next_save_ = kNever.cycle;  // a multiple of RunOptions::save_every
};

}  // namespace

RunReport run(const Blueprint& model, const Partition& owner, Communicator& comm, const RunOptions& options) {
  return Run{model, owner, comm, options}.run();
}

}  // namespace octosim::engine
