#include "jobs/project/projection.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "jobs/project/poisson_maximum.hpp"

namespace octosim::jobs::project {

Projection::Projection(MeasuredRun run, const Machine& machine, double burst)
    : run_{std::move(run)}, machine_{machine}, burst_{burst} {
  if (run_.ranks < 2) {
    throw engine::ModelError{run_.name + ": ranks = 1 (must be 2 or more: a run of one rank has no windows)"};
  }
}

double Projection::growth(double ranks) const {
  const auto crossing = [this](double p) { return run_.topology == Topology::kRandom ? 1 - 1 / p : std::sqrt(p) - 1; };
  return crossing(ranks) / crossing(run_.ranks);
}

double Projection::peers(double ranks) const {
  if (ranks <= 1 || run_.messages + run_.cross_links <= 0) return 0;
  if (run_.topology == Topology::kMesh) return std::min(ranks - 1, 4 * (1 - 1 / std::sqrt(ranks)));
  if (run_.cross_links <= 0 || ranks <= 2) return ranks - 1;  // posts may go to any rank
  const double links = 2 * run_.cross_links * growth(ranks) / ranks;
  return (ranks - 1) * -std::expm1(links * std::log1p(-1 / (ranks - 1)));
}

Projected Projection::at(double ranks) const {
  OCTOSIM_EXPECT(ranks >= 1);
  const Machine& net = machine_;
  const double rounds = run_.rounds;
  const double per_event = run_.compute_seconds / run_.events;
  const double imbalance = run_.most_events * run_.ranks / run_.events;
  Projected row;
  row.ranks = ranks;
  row.events = run_.events / (rounds * ranks);
  row.busiest = row.events;
  if (ranks > 1) {
    const double most = burst_ * poisson_maximum(imbalance * row.events / burst_, ranks);
    row.busiest = std::min(row.events * ranks, most);
  }
  row.compute = rounds * per_event * row.busiest;
  row.peers = peers(ranks);
  if (row.peers > 0) {
    const double messages = std::min(run_.events, run_.messages * growth(ranks)) / ranks;
    const double size = run_.messages > 0 ? run_.bytes / run_.messages : 0;
    const double packing = run_.messages > 0 ? run_.send_seconds / run_.messages : 0;
    const double further = std::max(0.0, row.peers - 1) * std::max(net.gap, 2 * net.overhead);
    row.exchange = rounds * (net.latency + 2 * net.overhead + further) + messages * (size / net.bandwidth + packing);
  }
  row.reduction = run_.reductions * std::ceil(std::log2(ranks)) * (net.reduce_latency + 2 * net.overhead);
  row.seconds = row.compute + row.exchange + row.reduction;
  row.speed_up = run_.compute_seconds / row.seconds;
  row.efficiency = row.speed_up / ranks;
  return row;
}

std::string to_text(const Projection& projection, const std::vector<double>& ranks) {
  const MeasuredRun& run = projection.run();
  std::string text = fmt::format(
      "measured: {}: {:.0f} ranks, {:.6g} s, {:.0f} events in {:.0f} rounds, {:.1f} ns of computing each, {:.0f} "
      "messages\n",
      run.name, run.ranks, run.wall_seconds, run.events, run.rounds, run.compute_seconds / run.events * 1e9,
      run.messages);
  text += fmt::format("  {:>9} {:>12} {:>10} {:>10} {:>9} {:>9} {:>9} {:>12} {:>12} {:>8}\n", "ranks", "seconds",
                      "speed-up", "efficiency", "compute", "exchange", "reduction", "events/round", "busiest", "peers");
  for (const double count : ranks) {
    const Projected row = projection.at(count);
    const auto share = [&](double part) { return fmt::format("{:.1f} %", 100 * part / row.seconds); };
    text += fmt::format("  {:>9.0f} {:>12.6g} {:>10.2f} {:>10.3f} {:>9} {:>9} {:>9} {:>12.2f} {:>12.2f} {:>8.1f}\n",
                        row.ranks, row.seconds, row.speed_up, row.efficiency, share(row.compute), share(row.exchange),
                        share(row.reduction), row.events, row.busiest, row.peers);
  }
  return text;
}

std::string compare(const Projection& projection, const std::vector<MeasuredRun>& others) {
  std::string text =
      fmt::format("  {:>9} {:>12} {:>12} {:>9}  {}\n", "ranks", "predicted s", "measured s", "error", "measured in");
  for (const MeasuredRun& other : others) {
    if (other.events != projection.run().events) {
      throw engine::ModelError{
          fmt::format("--check {}: events = {:.0f} (must be the {:.0f} of {}: the same run on other "
                      "ranks)",
                      other.name, other.events, projection.run().events, projection.run().name)};
    }
    const double predicted = projection.at(other.ranks).seconds;
    text += fmt::format("  {:>9.0f} {:>12.6g} {:>12.6g} {:>8.1f}%  {}\n", other.ranks, predicted, other.wall_seconds,
                        100 * (predicted / other.wall_seconds - 1), other.name);
  }
  return text;
}

}  // namespace octosim::jobs::project
