#include "jobs/cli/chunk_loops.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/text/quoted.hpp"

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;
using models::tensor::Graph;
using nlohmann::ordered_json;

/// The nodes that a loop's region had hoisted.
ordered_json hoisted_of(const Graph& graph, const chunk::Planned& planned, const chunk::ChunkLoop& loop) {
  ordered_json names = ordered_json::array();
  for (const chunk::Chunk& each : planned.plan.chunks) {
    if (each.first != loop.first) continue;
    for (const auto v : each.hoisted) names.push_back(graph[v].name);
  }
  return names;
}

ordered_json body_json(const Graph& graph, const chunk::ChunkLoop& loop) {
  ordered_json all = ordered_json::array();
  for (std::size_t i = 0; i < loop.body.size(); ++i) {
    ordered_json one{{"node", graph[loop.body[i].node].name}, {"dim", loop.body[i].dim}};
    if (loop.inner) one["inner_dim"] = loop.inner->dims[i];
    if (!loop.windows.empty()) {
      one["stride"] = loop.windows[i].stride;
      one["before"] = loop.windows[i].before;
      one["after"] = loop.windows[i].after;
    }
    all.push_back(std::move(one));
  }
  return all;
}

ordered_json outputs_json(const Graph& graph, const chunk::ChunkLoop& loop) {
  ordered_json all = ordered_json::array();
  for (const chunk::SlicedNode& output : loop.outputs) {
    ordered_json one{{"node", graph[output.node].name}, {"dim", output.dim}};
    if (loop.inner) {
      const auto node = std::find(loop.body.begin(), loop.body.end(), output);
      one["inner_dim"] = loop.inner->dims[static_cast<std::size_t>(node - loop.body.begin())];
    }
    all.push_back(std::move(one));
  }
  return all;
}

/// A whole operand has no "dim", one that the inner loop needs whole no "inner_dim".
ordered_json inputs_json(const Graph& graph, const chunk::ChunkLoop& loop) {
  ordered_json all = ordered_json::array();
  for (std::size_t i = 0; i < loop.inputs.size(); ++i) {
    const chunk::LoopInput& input = loop.inputs[i];
    ordered_json one{
        {"tensor", graph[input.producer].name}, {"node", graph[input.consumer].name}, {"operand", input.operand}};
    if (chunk::is_sliced(input.cut)) one["dim"] = static_cast<int>(input.cut);
    if (loop.inner && chunk::is_sliced(loop.inner->cuts[i])) one["inner_dim"] = static_cast<int>(loop.inner->cuts[i]);
    all.push_back(std::move(one));
  }
  return all;
}

std::string toml_value(const ordered_json& value) {
  std::string out;
  if (value.is_string()) return io::text::quoted(value.get<std::string>());
  if (value.is_array()) {
    for (const ordered_json& each : value) out += (out.empty() ? "" : ", ") + toml_value(each);
    return "[" + out + "]";
  }
  if (value.is_object()) {
    for (const auto& [key, each] : value.items()) {
      out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", key, toml_value(each));
    }
    return "{ " + out + " }";
  }
  OCTOSIM_EXPECT(!value.is_null());
  return value.dump();
}

bool is_tables(const ordered_json& value) { return value.is_array() && !value.empty() && value[0].is_object(); }

/// Keys, each on a line.
std::string toml_lines(const ordered_json& object) {
  std::string out;
  for (const auto& [key, value] : object.items()) out += fmt::format("{} = {}\n", key, toml_value(value));
  return out;
}

}  // namespace

ordered_json loops_json(const Graph& graph, const chunk::Planned& planned) {
  ordered_json loops = ordered_json::array();
  for (const chunk::Step& step : planned.program.steps) {
    if (!step.loop) continue;
    const chunk::ChunkLoop& loop = *step.loop;
    ordered_json one{{"first", graph[loop.body.front().node].name},
                     {"last", graph[loop.body.back().node].name},
                     {"dim", loop.body.back().dim},
                     {"extent", loop.extent},
                     {"size", loop.size},
                     {"count", loop.count},
                     {"hoisted", hoisted_of(graph, planned, loop)},
                     {"body", body_json(graph, loop)},
                     {"inputs", inputs_json(graph, loop)},
                     {"outputs", outputs_json(graph, loop)},
                     {"keeps_weights", loop.pinned.weights},
                     {"keeps_whole_operands", loop.pinned.whole_operands},
                     {"sram_bytes", loop.sram},
                     {"cbu_bytes", loop.cbu},
                     {"cycles", loop.cycles},
                     {"traffic_bytes", loop.traffic}};
    if (loop.inner) {
      one["inner"] = {
          {"extent", loop.inner->extent}, {"size", loop.inner->size}, {"count", chunk::count_of(*loop.inner)}};
    }
    loops.push_back(std::move(one));
  }
  return loops;
}

ordered_json program_json(const Graph& graph, const chunk::Planned& planned) {
  ordered_json order = ordered_json::array();
  for (const auto v : planned.program.order) order.push_back(graph[v].name);
  return {{"format", "octosim-loops"},
          {"version", 1},
          {"graph", graph.name()},
          {"order", order},
          {"loop", loops_json(graph, planned)}};
}

std::string toml_text(const ordered_json& json) {
  std::string keys, tables;
  for (const auto& [key, value] : json.items()) {
    if (!is_tables(value)) {
      keys += fmt::format("{} = {}\n", key, toml_value(value));
      continue;
    }
    for (const ordered_json& each : value) tables += fmt::format("\n[[{}]]\n{}", key, toml_lines(each));
  }
  return keys + tables;
}

}  // namespace octosim::jobs::cli
