#include "jobs/cli/partition_report.hpp"

#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace octosim::jobs::cli {
namespace {

namespace quality = partition::quality;
using nlohmann::ordered_json;

std::string one_line(const Judged& judged) {
  return fmt::format("load imbalance {:.3f}, predicted efficiency {:.3f}, speed-up {:.2f}", judged.quality.imbalance,
                     judged.forecast.efficiency, judged.forecast.speedup);
}

ordered_json json_of(const Judged& judged) {
  return {{"imbalance", judged.quality.imbalance},
          {"cut_weight", judged.quality.cut_weight},
          {"cut_links", judged.quality.cut_links},
          {"lookahead_cycles", judged.quality.lookahead.count},
          {"events_per_window", judged.forecast.events_per_window},
          {"predicted_speedup", judged.forecast.speedup},
          {"predicted_efficiency", judged.forecast.efficiency}};
}

}  // namespace

std::string as_text(const PartitionReport& report, const models::plan::Plan& plan,
                    const partition::wafer::RankMap& map) {
  const quality::Quality& now = report.now.quality;
  std::string text = partition::wafer::print_rank_map(plan, map);
  text += fmt::format("method {}, loads: {}\n", partition::methods::name_of(report.method), report.loads);
  const double mean = std::accumulate(now.load.begin(), now.load.end(), 0.0) / now.ranks;
  for (std::size_t rank = 0; rank < now.load.size(); ++rank) {
    text += fmt::format("  rank {}: {} clusters, {:.1f} % of the mean load, {} neighbours\n", rank, now.vertices[rank],
                        100 * static_cast<double>(now.load[rank]) / mean, now.neighbours[rank]);
  }
  for (const quality::Border& border : now.borders) {
    text += fmt::format("  from rank {} to {}: {} links, lookahead {} cycles\n", border.from, border.to, border.links,
                        border.lookahead.count);
  }
  text += fmt::format("cut: {} links, weight {:.3f}; lookahead {} cycles\n", now.cut_links, now.cut_weight,
                      now.lookahead.count);
  text += fmt::format("forecast with {:g} ns an event, {:g} ns a window and rank, {:.4g} events a cycle:\n",
                      report.costs.event_ns, report.costs.sync_ns, report.costs.events_per_cycle);
  if (report.before)
    text += fmt::format("  before: {}\n  after:  {}\n", one_line(*report.before), one_line(report.now));
  if (!report.before) text += fmt::format("  {}\n", one_line(report.now));
  return text;
}

std::string as_json(const PartitionReport& report, const partition::wafer::RankMap& map) {
  const quality::Quality& now = report.now.quality;
  ordered_json json{{"experiment", report.experiment},
                    {"ranks", now.ranks},
                    {"clusters", map.rank_of_cluster.size()},
                    {"method", partition::methods::name_of(report.method)},
                    {"loads", report.loads},
                    {"event_ns", report.costs.event_ns},
                    {"sync_ns", report.costs.sync_ns},
                    {"events_per_cycle", report.costs.events_per_cycle}};
  json.update(json_of(report.now));
  if (report.before) json["before"] = json_of(*report.before);
  json["rank"] = ordered_json::array();
  for (std::size_t rank = 0; rank < now.load.size(); ++rank) {
    json["rank"].push_back({{"rank", rank},
                            {"clusters", now.vertices[rank]},
                            {"tbus", map.tbus_of[rank]},
                            {"load", now.load[rank]},
                            {"neighbours", now.neighbours[rank]}});
  }
  json["border"] = ordered_json::array();
  for (const quality::Border& border : now.borders) {
    json["border"].push_back({{"from", border.from},
                              {"to", border.to},
                              {"links", border.links},
                              {"lookahead_cycles", border.lookahead.count}});
  }
  json["rank_of_cluster"] = map.rank_of_cluster;
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace octosim::jobs::cli
