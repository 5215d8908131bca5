#include "jobs/bench/noc/monitor.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace octosim::jobs::bench::noc {

using engine::Context;

namespace {
/// Times most_periods after which even too few packets are enough.  Chosen.
constexpr std::uint64_t kMostForPackets = 20;
}  // namespace

Monitor::Ports::Ports(std::uint32_t tiles) {
  names_.reserve(tiles);
  for (std::uint32_t tile = 0; tile < tiles; ++tile) {
    names_.push_back(fmt::format("tile{}", tile));
    in_.push_back(engine::in_port<&Monitor::on_report>(names_.back()));
    out_.push_back(engine::out_port<EndOfMeasuring>(names_.back()));
  }
  table_ = {"monitor", in_, out_};
}

void Monitor::on_report(Context& context, const Report& report) {
  sum_.packets += report.packets;
  sum_.latency += report.latency;
  sum_.waiting += report.waiting;
  sum_.age += report.age;
  sum_.accepted += report.accepted;
  sum_.entered += report.entered & ~kMoreWillEnter;
  more_ = more_ || (report.entered & kMoreWillEnter) != 0;
  context.settle();  // all of them come in one cycle
}

void Monitor::settle(Context& context) {
  if (ended_) return;  // reports on their way
  if (until_ == 0) {
    end_of_period(context);
  } else if (settings_.mode == Mode::kThroughput) {
    end(context, NocStatus::kMeasured);
  } else if (!more_ && sum_.entered == sum_.packets) {
    const auto limit = settings_.latency_limit * static_cast<double>(sum_.packets);
    end(context, static_cast<double>(sum_.latency) > limit ? NocStatus::kUnstable : NocStatus::kStable);
  } else if (context.now().cycle > until_ + settings_.most_drain) {
    end(context, NocStatus::kUndrained);
  }
  sum_ = {};
  more_ = false;
}

/// The rule of BookSim2's TrafficManager: changes of the means since the end of the warm-up.
void Monitor::end_of_period(Context& context) {
  ++periods_;
  const bool warming = periods_ <= settings_.warmup;
  const std::uint64_t counted = warming ? periods_ : periods_ - settings_.warmup;
  const double latency = sum_.packets == 0 ? 0 : static_cast<double>(sum_.latency) / static_cast<double>(sum_.packets);
  const double accepted = static_cast<double>(sum_.accepted) / static_cast<double>(counted * settings_.period);
  const auto all = static_cast<double>(sum_.packets + sum_.waiting);
  if (settings_.mode == Mode::kLatency &&
      static_cast<double>(sum_.latency + sum_.age) > settings_.latency_limit * all) {
    return end(context, NocStatus::kUnstable);
  }
  const bool same =
      std::abs(latency - last_latency_) < 0.01 * latency && std::abs(accepted - last_accepted_) < 0.01 * accepted;
  last_latency_ = latency;
  last_accepted_ = accepted;
  settled_ = same && !warming ? settled_ + 1 : 0;
  const bool settled = settled_ >= 3 || periods_ >= settings_.most_periods;
  const bool enough = sum_.packets >= settings_.least_packets || periods_ >= kMostForPackets * settings_.most_periods;
  if (!settled || !enough) return;
  until_ = context.now().cycle + kWordLatency + 1;
  for (std::uint32_t tile = 0; tile < ports_.table().out.size(); ++tile) {
    send(context, tile, EndOfMeasuring{periods_});
  }
}

void Monitor::end(Context& context, NocStatus status) {
  if (until_ == 0) until_ = context.now().cycle;
  status_ = status;
  ended_ = true;
  context.release();
}

void Monitor::finish(Context& context) {
  const std::array<std::uint64_t, 3> row{static_cast<std::uint64_t>(status_), settings_.warmup * settings_.period,
                                         until_};
  context.record(kMonitorRecord, row);
}

}  // namespace octosim::jobs::bench::noc
