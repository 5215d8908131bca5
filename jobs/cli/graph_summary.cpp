#include "jobs/cli/graph_summary.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/tensor/summary.hpp"

namespace octosim::jobs::cli {
namespace {

/// Bytes in binary units.
std::string size_text(std::int64_t bytes) {
  const char* const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(units); ++unit) value /= 1024;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.3f} {}", value, units[unit]);
}

}  // namespace

std::string summary_line(const models::tensor::Graph& graph) {
  const auto sum = models::tensor::summarise(graph);
  return fmt::format(
      "{}: {} operators ({} views); weights {}, inputs {}, activations {}, the largest {} ({}); {:.3f} GFLOP\n",
      graph.name(), sum.nodes, sum.views, size_text(sum.weight_bytes), size_text(sum.input_bytes),
      size_text(sum.activation_bytes), size_text(sum.largest_bytes), sum.largest.empty() ? "none" : sum.largest,
      static_cast<double>(sum.flops) / 1e9);
}

std::string summary_json(const models::tensor::Graph& graph) {
  const auto sum = models::tensor::summarise(graph);
  nlohmann::ordered_json json;
  json["name"] = graph.name();
  json["nodes"] = sum.nodes;
  json["views"] = sum.views;
  json["weight_bytes"] = sum.weight_bytes;
  json["input_bytes"] = sum.input_bytes;
  json["activation_bytes"] = sum.activation_bytes;
  json["largest_bytes"] = sum.largest_bytes;
  json["largest"] = sum.largest;
  json["flops"] = sum.flops;
  return json.dump(2) + "\n";
}

}  // namespace octosim::jobs::cli
