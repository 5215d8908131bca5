#include "engine/kernel/run.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "engine/kernel/simulator.hpp"

namespace octosim::engine {
namespace {

/// Adds the wall time of a block to a counter.
class Stopwatch {
 public:
  explicit Stopwatch(std::uint64_t& total) : total_{total}, start_{Clock::now()} {}
  ~Stopwatch() {
    total_ +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start_).count());
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  std::uint64_t& total_;
  Clock::time_point start_;
};

/// What all ranks know after a reduction.
struct Agreed {
  std::uint64_t next = 0;     ///< least pending time
  std::uint64_t arrival = 0;  ///< nothing pending anywhere can cause an arrival on another rank before it
  bool released = false;      ///< nobody holds, and somebody did
  bool held = false;          ///< somebody ever held
  std::uint64_t last_release = 0, last_progress = 0, last_handled = 0;
  bool interrupt = false;
};

class WindowRun {
 public:
  WindowRun(const Blueprint& model, const Partition& owner, Communicator& comm, const RunOptions& options)
      : comm_{comm},
        options_{options},
        share_{build_share(model, owner, comm)},
        simulator_{share_, model, options, comm.rank()} {}

  RunReport run() {
    simulator_.start();
    exchange();
    std::uint64_t next_sample = options_.sample_interval.count == 0 ? kNever.cycle : options_.sample_interval.count;
    while (true) {
      const Agreed agreed = agree_on_state();
      const std::uint64_t end = agreed.released ? agreed.last_release + drain() + 1 : kNever.cycle;
      const std::uint64_t stop = std::min(options_.stop.cycle, end);
      while (next_sample <= agreed.next && next_sample < stop && agreed.next < kNever.cycle) {
        simulator_.sample(SimTime{next_sample});
        next_sample += options_.sample_interval.count;
      }
      if (agreed.next >= stop || agreed.next >= kNever.cycle || agreed.interrupt) return report(agreed);
      check_progress(agreed);
      const bool alone = comm_.size() == 1;
      handle(std::min({horizon(agreed), next_sample, stop}), alone ? kSlice : kNever.cycle, alone && !agreed.released);
      exchange();
    }
  }

 private:
  static constexpr std::uint64_t kSlice = 1U << 14U;  ///< events between two edges of a single rank
  static constexpr std::uint64_t kEdgeEvery = 64;     ///< windows between two questions to at_edge

  /// Time from the last release to the end: the same on every partition, and long enough not to shorten windows much.
  std::uint64_t drain() const { return std::max(kDrain.count, share_.longest.count); }

  /// First cycle that may not be handled before the ranks have met again.
  std::uint64_t horizon(const Agreed& agreed) const {
    std::uint64_t end = kNever.cycle;
    // The run ends `drain` after its last release, which may be in this window: the window is no longer than that.
    if (comm_.size() > 1) end = std::min(agreed.arrival, agreed.next + drain());
    // No event beyond the stall limit is handled before it is known whether there was progress: the same everywhere.
    if (agreed.held && !agreed.released) {
      end = std::min(end, agreed.last_progress + options_.stall_limit.count + 1);
    }
    return end;
  }

  void handle(std::uint64_t end, std::uint64_t slice, bool until_released) {
    const Stopwatch watch{statistics_.compute_ns};
    const std::uint64_t before = simulator_.events();
    simulator_.handle_until(end, slice, until_released);
    ++statistics_.rounds;
    if (simulator_.events() == before) ++statistics_.idle_rounds;
  }

  void exchange() {
    if (share_.lookahead.count >= kNever.cycle) return;  // no link crosses: known to all ranks
    const Stopwatch watch{statistics_.synchronise_ns};
    auto& out = simulator_.outboxes();
    for (const auto& box : out) statistics_.bytes_sent += box.size();
    const auto in = comm_.exchange(share_.peers, out);
    for (auto& box : out) box.clear();
    for (const auto& box : in) simulator_.take_in(box);
  }

  bool ask_at_edge() {
    try {
      return options_.at_edge({SimTime{simulator_.last_handled()}, simulator_.events()}) != Request::kNothing;
    } catch (const std::exception& error) {
      throw LocalError{fmt::format("rank {}: {}", index(comm_.rank()), error.what())};
    }
  }

  Agreed agree_on_state() {
    bool interrupt = false;
    if (options_.at_edge && (comm_.size() == 1 || statistics_.rounds % kEdgeEvery == 0)) {
      interrupt = ask_at_edge();
    }
    const Stopwatch watch{statistics_.synchronise_ns};
    const auto negative = [](std::uint64_t value) { return -static_cast<std::int64_t>(value); };
    std::array<std::int64_t, 8> words{static_cast<std::int64_t>(simulator_.next_time()),
                                      simulator_.holds() == 0 ? 1 : 0,
                                      simulator_.ever_held() ? -1 : 0,
                                      negative(simulator_.last_release()),
                                      negative(simulator_.last_progress()),
                                      negative(simulator_.last_handled()),
                                      interrupt ? -1 : 0,
                                      static_cast<std::int64_t>(simulator_.earliest_arrival())};
    comm_.min(words);
    const auto positive = [](std::int64_t value) { return static_cast<std::uint64_t>(-value); };
    Agreed agreed;
    agreed.next = static_cast<std::uint64_t>(words[0]);
    agreed.held = words[2] != 0;
    agreed.released = agreed.held && words[1] == 1;
    agreed.last_release = positive(words[3]);
    agreed.last_progress = positive(words[4]);
    agreed.last_handled = positive(words[5]);
    agreed.interrupt = words[6] != 0;
    agreed.arrival = static_cast<std::uint64_t>(words[7]);
    return agreed;
  }

  void check_progress(const Agreed& agreed) {
    if (!agreed.held || agreed.released) return;
    if (agreed.next <= agreed.last_progress + options_.stall_limit.count) return;
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

  RunReport report(const Agreed& agreed) {
    RunReport report;
    if (agreed.released) {
      report.reason = EndReason::kReleased;
      report.end = SimTime{agreed.last_release};
    } else if (agreed.interrupt) {
      report.reason = EndReason::kInterrupted;
      report.end = SimTime{agreed.last_handled};
    } else if (agreed.next >= kNever.cycle) {
      if (agreed.held) throw_stalled("nothing is pending");
      report.reason = EndReason::kOutOfEvents;
      report.end = SimTime{agreed.last_handled};
    } else {
      report.reason = EndReason::kStopped;
      report.end = options_.stop;
    }
    report.drained = agreed.released ? report.end + Cycles{drain()} : report.end;
    simulator_.finish(report.drained);
    std::array<std::uint64_t, 2> sums{simulator_.events(), simulator_.digest()};
    comm_.sum(sums);
    report.events = sums[0];
    report.digest = sums[1];
    report.lookahead.count = share_.lookahead.count >= kNever.cycle ? 0 : share_.lookahead.count;
    report.mine = statistics_;
    report.mine.events = simulator_.events();
    report.mine.messages_sent = simulator_.messages_sent();
    report.mine.components = share_.owned.size();
    for (const OutLink& link : share_.links) report.mine.links += link.in_port != OutLink::kUnconnected ? 1 : 0;
    report.mine.cross_links = share_.cross_links;
    return report;
  }

  Communicator& comm_;
  const RunOptions& options_;
  Share share_;
  Simulator simulator_;
  RankStatistics statistics_;
};

}  // namespace

RunReport run(const Blueprint& model, const Partition& owner, Communicator& comm, const RunOptions& options) {
  return WindowRun{model, owner, comm, options}.run();
}

}  // namespace octosim::engine
