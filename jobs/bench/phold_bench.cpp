#include "jobs/bench/phold_bench.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/bench/phold.hpp"

namespace octosim::jobs::bench {

PholdResult run_phold(const PholdBench& bench, engine::Communicator& comm) {
  check(bench.phold, comm.size());
  const PholdModel model{bench.phold};
  engine::RunOptions options;
  options.stop = engine::SimTime{bench.phold.until};
  options.sync = bench.sync;
  options.lookahead = bench.lookahead;
  options.profile = bench.profile;
  const auto owner = choose_owner(bench.cut, model, comm, bench.phold.seed);
  return {bench, measure(model, owner, comm, options)};
}

std::string to_text(const PholdResult& result) {
  const Measurement& m = result.measured;
  const nlohmann::ordered_json json = to_json(m);
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    text += fmt::format("  {:<18} {}\n", name, value);
  };
  line("ranks", fmt::to_string(m.ranks.size()));
  line("synchroniser", fmt::format("{}{}{}", json["sync"].get<std::string>(), m.report.sync_reason.empty() ? "" : ": ",
                                   m.report.sync_reason));
  line("events", fmt::to_string(m.report.events));
  line("wall seconds", fmt::format("{:.6f} (event loop of the slowest rank)", m.wall_seconds()));
  line("build seconds", fmt::format("{:.6f}", m.build_seconds()));
  line("events per second", fmt::format("{:.4g}", m.events_per_second()));
  line("rounds", fmt::to_string(m.rounds()));
  line("digest", json["digest"].get<std::string>());
  line("peak memory", fmt::format("{:.1f} MiB (greatest rank)", static_cast<double>(m.peak_rss_bytes()) / 1048576));
  text += fmt::format("  {:>6} {:>12} {:>10} {:>12} {:>12} {:>12} {:>12} {:>12}\n", "rank", "events", "rounds",
                      "compute s", "synchron. s", "send s", "messages", "null batches");
  for (std::size_t rank = 0; rank < m.ranks.size(); ++rank) {
    const engine::RankStatistics& s = m.ranks[rank].statistics;
    const auto seconds = [](std::uint64_t ns) { return static_cast<double>(ns) * 1e-9; };
    text += fmt::format("  {:>6} {:>12} {:>10} {:>12.6f} {:>12.6f} {:>12.6f} {:>12} {:>12}\n", rank, s.events, s.rounds,
                        seconds(s.compute_ns), seconds(s.synchronise_ns), seconds(s.send_ns), s.messages_sent,
                        s.null_batches);
  }
  for (const engine::ClassCost& cost : m.report.classes) {
    text += fmt::format(
        "  rank 0, {}: {} components, {} events, {:.1f} ns each\n", cost.component, cost.components, cost.events,
        static_cast<double>(cost.nanoseconds) / static_cast<double>(std::max<std::uint64_t>(1, cost.events)));
  }
  return text;
}

nlohmann::ordered_json to_json(const PholdResult& result) {
  nlohmann::ordered_json json;
  const PholdSettings& s = result.bench.phold;
  json["bench"] = "phold";
  json["settings"] = {{"lps", s.lps},
                      {"population", s.population},
                      {"remote", s.remote},
                      {"neighbors", s.neighbors},
                      {"lookahead", s.lookahead},
                      {"mean", s.mean},
                      {"until", s.until},
                      {"seed", s.seed},
                      {"work", s.work},
                      {"skew", s.skew},
                      {"skew_period", s.skew_period},
                      {"partition", name_of(result.bench.cut)}};
  json.update(to_json(result.measured));
  if (result.bench.profile) {
    auto& classes = json["classes"] = nlohmann::ordered_json::array();
    for (const engine::ClassCost& cost : result.measured.report.classes) {
      classes.push_back({{"component", cost.component},
                         {"components", cost.components},
                         {"events", cost.events},
                         {"seconds", static_cast<double>(cost.nanoseconds) * 1e-9}});
    }
  }
  return json;
}

}  // namespace octosim::jobs::bench
