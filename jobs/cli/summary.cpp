#include "jobs/cli/summary.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "engine/base/peak_memory.hpp"
#include "engine/kernel/sync_name.hpp"
#include "io/trace/digest.hpp"

namespace octosim::jobs::cli {
namespace {

constexpr std::array kHostValues{
    "ranks",          "wall_seconds",      "events_per_second", "rounds",   "lookahead_cycles", "peak_memory_bytes",
    "load_imbalance", "compute_imbalance", "null_ratio",        "restarts", "checkpoints",      "sync",
    "sync_reason"};

std::string_view reason_text(engine::EndReason reason) {
  switch (reason) {
    case engine::EndReason::kReleased:
      return "all streams delivered";
    case engine::EndReason::kOutOfEvents:
      return "nothing left to do";
    case engine::EndReason::kStopped:
      return "stopped at --until";
    case engine::EndReason::kInterrupted:
      return "interrupted";
    case engine::EndReason::kCheckpointed:
      return "checkpointed";
  }
  return "";
}

}  // namespace

io::trace::Summary summarise(const Prepared& prepared, const engine::RunReport& report, const Totals& totals,
                             const RunCosts& costs) {
  const auto& plan = prepared.program->plan();
  const double tbu_cycles = static_cast<double>(plan.hardware.tbu_count()) *
                            static_cast<double>(std::max<std::uint64_t>(1, report.end.cycle));
  const auto fraction = [&](std::uint64_t cycles) { return static_cast<double>(cycles) / tbu_cycles; };
  const auto count = [](auto value) { return static_cast<std::uint64_t>(value); };
  return {{"experiment", prepared.experiment.name},
          {"digest", io::trace::hex(report.digest)},
          {"functional_ok", totals.streams_failed == 0},
          {"end_reason", std::string{reason_text(report.reason)}},
          {"ranks", count(costs.ranks)},
          {"restarts", costs.restarts},
          {"checkpoints", costs.checkpoints},
          {"sync", std::string{name_of(report.sync)}},
          {"sync_reason", report.sync_reason},
          {"makespan_cycles", report.end.cycle},
          {"makespan_seconds", static_cast<double>(report.end.cycle) / static_cast<double>(plan.hardware.wafer.clock)},
          {"drained_cycles", report.drained.cycle},
          {"utilization", fraction(totals.busy)},
          {"configuring", fraction(totals.configuring)},
          {"loading", fraction(totals.loading)},
          {"starved", fraction(totals.starved)},
          {"blocked", fraction(totals.blocked)},
          {"waiting_for_port", fraction(totals.port)},
          {"streams", prepared.program->input().count()},
          {"streams_done", totals.streams_done},
          {"frames", prepared.program->input().frames()},
          {"tbu_packets", totals.tbu_packets},
          {"packets_made", totals.made},
          {"packets_delivered", totals.delivered},
          {"packets_absorbed", totals.absorbed},
          {"packets_in_flight", totals.in_flight},
          {"cluster_switches", totals.switches},
          {"balance_moves", totals.moves},
          {"balance_items", totals.moved_items},
          {"balance_bytes", totals.moved_bytes},
          {"balance_byte_hops", totals.moved_byte_hops},
          {"events", report.events},
          {"rounds", report.mine.rounds},
          {"lookahead_cycles", report.lookahead.count},
          {"load_imbalance", prepared.ranks.imbalance},
          {"compute_imbalance", costs.compute_imbalance},
          {"null_ratio", costs.null_ratio},
          {"peak_memory_bytes", engine::peak_memory_bytes()},
          {"wall_seconds", costs.wall_seconds},
          {"events_per_second", static_cast<double>(report.events) / std::max(costs.wall_seconds, 1e-9)}};
}

void add_control(io::trace::Summary& summary, const Totals& totals) {
  summary.emplace_back("control_messages", totals.control_messages);
  summary.emplace_back("control_byte_hops", totals.control_byte_hops);
  summary.emplace_back("control_port_bytes", totals.control_port_bytes);
  for (std::size_t kind = 0; kind < totals.control_bytes.size(); ++kind) {
    summary.emplace_back(fmt::format("control_bytes_{}", models::octopus::kControlKinds[kind]),
                         totals.control_bytes[kind]);
  }
}

io::trace::Summary for_trace(const io::trace::Summary& summary) {
  io::trace::Summary renamed = summary;
  for (auto& [name, value] : renamed) {
    if (std::find(kHostValues.begin(), kHostValues.end(), name) != kHostValues.end()) name = "host_" + name;
  }
  return renamed;
}

void print_summary(const io::trace::Summary& summary, const std::filesystem::path& directory) {
  std::size_t width = 0;
  for (const auto& [name, value] : summary) width = std::max(width, name.size());
  for (const auto& [name, value] : summary) {
    const std::string text = std::visit(
        [](const auto& plain) {
          using T = std::decay_t<decltype(plain)>;
          if constexpr (std::is_same_v<T, bool>) return std::string{plain ? "yes" : "NO"};
          if constexpr (std::is_same_v<T, double>) return fmt::format("{:.6g}", plain);
          if constexpr (!std::is_same_v<T, bool> && !std::is_same_v<T, double>) return fmt::format("{}", plain);
        },
        value);
    std::printf("  %-*s %s\n", static_cast<int>(width), name.c_str(), text.c_str());
  }
  std::printf("trace: %s\n", (directory / "trace.h5").c_str());
}

}  // namespace octosim::jobs::cli
