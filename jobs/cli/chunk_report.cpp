#include "jobs/cli/chunk_report.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/chunk_loops.hpp"
#include "jobs/cli/chunk_options.hpp"

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;
using chunk::Method;
using nlohmann::ordered_json;

bool has_budget(Method method) { return method != Method::kTbu && method != Method::kMemory; }

double percent_of_whole(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 100 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

/// More of `after` than of `before`, in percent.
double predicted_loss(const chunk::Planned& planned) {
  return percent_of_whole(planned.cycles_after, planned.cycles_before) - 100;
}

std::string title(const ChunkReport& report) {
  const std::string head = fmt::format("{}, {}", report.graph->name(), name_of(report.request.method));
  if (report.request.method == Method::kTbu) {
    return fmt::format("{}: {} B of SRAM, {} B of CBU\n", head, report.request.tbu.sram_bytes,
                       report.request.tbu.cbu_bytes);
  }
  if (report.request.method == Method::kMemory) return head + "\n";
  return fmt::format("{}: budget {} B\n", head, report.request.budget);
}

/// What is inside a slice: slices of a nested loop, rows that are computed again, or nothing of these.
std::string inside_of(const ordered_json& loop) {
  if (loop.contains("inner")) {
    return fmt::format("{} of {}", loop["inner"]["size"].get<std::int64_t>(),
                       loop["inner"]["extent"].get<std::int64_t>());
  }
  return loop["body"][0].contains("stride") ? "halo" : "-";
}

std::string loop_rows(const ChunkReport& report) {
  const ordered_json loops = loops_json(*report.graph, report.planned);
  if (loops.empty()) return "no loops: the graph fits as it is\n";
  std::size_t width = 6;
  for (const auto& loop : loops) {
    width = std::max(width, loop["first"].get_ref<const std::string&>().size() + 2 +
                                loop["last"].get_ref<const std::string&>().size());
  }
  std::string text = fmt::format("{:<{}} {:>3} {:>8} {:>8} {:>8} {:>14} {:>12} {:>14}  hoisted\n", "loop", width, "dim",
                                 "slice", "of", "slices", "inside", "SRAM B", "cycles");
  for (const auto& loop : loops) {
    std::string hoisted;
    for (const auto& name : loop["hoisted"]) {
      if (!hoisted.empty()) hoisted += ' ';
      hoisted += name.get_ref<const std::string&>();
    }
    text += fmt::format("{:<{}} {:>3} {:>8} {:>8} {:>8} {:>14} {:>12} {:>14}  {}\n",
                        loop["first"].get<std::string>() + ".." + loop["last"].get<std::string>(), width,
                        loop["dim"].get<int>(), loop["size"].get<std::int64_t>(), loop["extent"].get<std::int64_t>(),
                        loop["count"].get<std::int64_t>(), inside_of(loop), loop["sram_bytes"].get<std::int64_t>(),
                        loop["cycles"].get<std::int64_t>(), hoisted.empty() ? "-" : hoisted);
  }
  return text;
}

std::string longest_line(const ChunkReport& report) {
  if (!report.longest) return fmt::format("longest sequence: not known ({})\n", report.no_longest);
  const auto [before, after] = *report.longest;
  const std::string room = report.memory ? fmt::format("in {} B", *report.memory) : "in these memories";
  const std::string more =
      before == 0 ? "" : fmt::format(", {:.2f} times", static_cast<double>(after) / static_cast<double>(before));
  return fmt::format("longest sequence {}: {} without a plan, {} with one{}\n", room, before, after, more);
}

}  // namespace

std::string chunk_table(const ChunkReport& report) {
  const chunk::Planned& planned = report.planned;
  std::string text = title(report) + loop_rows(report);
  text += fmt::format("peak of activations: {} B before, {} B after ({:.2f} %)\n", planned.peak_before,
                      planned.peak_after, percent_of_whole(planned.peak_after, planned.peak_before));
  text += fmt::format("predicted cycles: {} before, {} after ({:+.2f} %)\n", planned.cycles_before,
                      planned.cycles_after, predicted_loss(planned));
  if (report.least_sram) text += fmt::format("least SRAM that has a plan: {} B\n", *report.least_sram);
  return text + longest_line(report) + execution_lines(report.execution);
}

std::string chunk_json(const ChunkReport& report) {
  const chunk::Planned& planned = report.planned;
  const Method method = report.request.method;
  ordered_json loops = loops_json(*report.graph, planned);
  ordered_json json{{"peak_before_bytes", planned.peak_before},
                    {"peak_after_bytes", planned.peak_after},
                    {"regions", loops.size()},
                    {"cycles_before", planned.cycles_before},
                    {"cycles_after", planned.cycles_after},
                    {"graph", report.graph->name()},
                    {"select", name_of(method)},
                    {"predicted_loss", predicted_loss(planned) / 100}};
  if (has_budget(method)) json["budget_bytes"] = report.request.budget;
  if (method == Method::kCost) json["cost"] = planned.cost;
  if (method == Method::kTbu) {
    json["sram_bytes"] = report.request.tbu.sram_bytes;
    json["cbu_bytes"] = report.request.tbu.cbu_bytes;
  }
  if (report.least_sram) json["least_sram_bytes"] = *report.least_sram;
  if (report.memory) json["memory_bytes"] = *report.memory;
  if (report.longest) {
    json["max_sequence_before"] = report.longest->before;
    json["max_sequence_after"] = report.longest->after;
  }
  add_execution(json, report.execution);
  json["loops"] = std::move(loops);
  return json.dump(2) + "\n";
}

}  // namespace octosim::jobs::cli
