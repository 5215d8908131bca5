#include "io/modelbox/graph.hpp"

#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "engine/base/error.hpp"
#include "io/modelbox/unit_library.hpp"

namespace octosim::io::modelbox {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream text;
  if (in && !fs::is_directory(file)) text << in.rdbuf();
  if (!in || fs::is_directory(file)) throw engine::ModelError{fmt::format("{}: cannot read this graph", file.string())};
  return text.str();
}

[[noreturn]] void refuse(const fs::path& file, const toml::node* node, const std::string& what) {
  if (node == nullptr) throw engine::ModelError{fmt::format("{}: {}", file.string(), what)};
  throw engine::ModelError{fmt::format("{}:{}: {}", file.string(), node->source().begin.line, what)};
}

toml::table parse(const fs::path& file, const std::string& text) {
  try {
    return toml::parse(text, file.string());
  } catch (const toml::parse_error& error) {
    throw engine::ModelError{fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description())};
  }
}

/// The strings of a string or a list of strings.
std::vector<std::string> strings(const fs::path& file, const toml::node& node, const char* key) {
  if (const auto one = node.value_exact<std::string>()) return {*one};
  std::vector<std::string> all;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& element : *array) {
      const auto value = element.value_exact<std::string>();
      if (!value) refuse(file, &element, fmt::format("{} must hold strings only", key));
      all.push_back(*value);
    }
    return all;
  }
  refuse(file, &node, fmt::format("{} must be a string or a list of strings", key));
}

/// The line of the file that the first line of a string's value is on: TOML drops a line break after `"""`.
int line_of_value(const std::string& text, const toml::node& node) {
  const auto line = static_cast<int>(node.source().begin.line);
  std::istringstream lines{text};
  std::string written;
  for (int i = 0; i < line; ++i) std::getline(lines, written);
  while (!written.empty() && (written.back() == '\r' || written.back() == ' ')) written.pop_back();
  return written.ends_with(R"(""")") || written.ends_with("'''") ? line + 1 : line;
}

DotGraph read_digraph(const fs::path& file, const std::string& text, const toml::table& document) {
  const toml::table* graph = document["graph"].as_table();
  if (graph == nullptr) refuse(file, nullptr, "no table [graph]: this is not a ModelBox graph");
  if (const toml::node* format = graph->get("format"); format != nullptr) {
    if (format->value_exact<std::string>() != "graphviz") refuse(file, format, "graph.format must be \"graphviz\"");
  }
  const toml::node* conf = graph->get("graphconf");
  if (conf == nullptr) refuse(file, graph, "[graph] has no graphconf, the digraph");
  std::string dot;
  for (const std::string& part : strings(file, *conf, "graph.graphconf")) dot += (dot.empty() ? "" : "\n") + part;
  return read_dot(dot, file.string(), line_of_value(text, *conf));
}

/// Folders of `[driver] dir` that exist.
std::vector<fs::path> driver_folders(const fs::path& file, const toml::table& document) {
  std::vector<fs::path> folders;
  const toml::node* dir = document.at_path("driver.dir").node();
  if (dir == nullptr) return folders;
  for (const std::string& name : strings(file, *dir, "driver.dir")) {
    std::error_code error;
    const fs::path folder = file.parent_path() / name;
    if (!name.empty() && fs::is_directory(folder, error)) folders.push_back(folder);
  }
  return folders;
}

UnitLibrary find_units(const fs::path& file, const toml::table& document, const std::vector<fs::path>& flowunit_dirs) {
  UnitLibrary units;
  for (const fs::path& folder : flowunit_dirs) units.add_folder(folder);
  for (const fs::path& folder : driver_folders(file, document)) units.add_folder(folder);
  const fs::path beside = file.parent_path() / "flowunit";
  if (fs::is_directory(beside)) units.add_folder(beside);
  return units;
}

std::string attribute(const Attributes& attributes, const std::string& key) {
  const auto it = attributes.find(key);
  return it == attributes.end() ? std::string{} : it->second;
}

NodeKind kind_of(const DotNode& node) {
  const std::string type = attribute(node.attributes, "type");
  if (type == "flowunit" || (type.empty() && !attribute(node.attributes, "flowunit").empty())) {
    return NodeKind::kFlowUnit;
  }
  return type == "input" ? NodeKind::kInput : type == "output" ? NodeKind::kOutput : NodeKind::kUntyped;
}

void bind_unit(Graph& graph, Node& node, const UnitLibrary& units) {
  const auto fail = [&](const std::string& what) {
    throw engine::ModelError{fmt::format("{}:{}: node {}: {}", graph.file.string(), node.line, node.name, what)};
  };
  const std::string name = attribute(node.attributes, "flowunit");
  if (name.empty()) fail("type=flowunit needs flowunit=..., the name of the unit");
  const std::string device = attribute(node.attributes, "device");
  const FlowUnit* unit = units.find(name, device);
  if (unit == nullptr) fail(fmt::format("unknown flow unit {}: {}", name, units.explain_missing(name)));
  node.unit = *unit;
  if (!device.empty() && !unit->device.empty() && unit->device != device) {
    graph.notes.push_back(fmt::format("node {}: unit {} is described for device {} only, not for {}", node.name, name,
                                      unit->device, device));
  }
  if (node.unit.kind == UnitKind::kCondition && node.unit.outputs.size() < 2) {
    node.unit.kind = UnitKind::kPlain;
    graph.notes.push_back(
        fmt::format("node {}: condition unit {} has fewer than two out-ports and decides nothing", node.name, name));
  }
}

}  // namespace

Graph read_graph(const fs::path& file, const std::vector<fs::path>& flowunit_dirs) {
  const std::string text = read_text(file);
  const toml::table document = parse(file, text);
  const DotGraph dot = read_digraph(file, text, document);
  const UnitLibrary units = find_units(file, document, flowunit_dirs);
  Graph graph;
  graph.file = file;
  graph.name = document.at_path("flow.name").value_or(dot.name.empty() ? file.stem().string() : dot.name);
  graph.description = document.at_path("flow.desc").value_or(std::string{});
  graph.strict = document.at_path("graph.strict").value_or(true);
  std::map<std::string, std::uint32_t> index;
  for (const DotNode& written : dot.nodes) {
    index[written.name] = static_cast<std::uint32_t>(graph.nodes.size());
    Node node{.name = written.name,
              .kind = kind_of(written),
              .unit = {},
              .attributes = written.attributes,
              .line = written.line};
    for (const char* key : {"batch_size", "queue_size", "deviceid", "need_check_output"}) {
      const auto it = dot.attributes.find(key);
      if (it != dot.attributes.end()) node.attributes.try_emplace(key, it->second);
    }
    if (node.kind == NodeKind::kFlowUnit) bind_unit(graph, node, units);
    if (node.kind == NodeKind::kInput) node.unit.outputs = {node.name};
    if (node.kind == NodeKind::kOutput) node.unit.inputs = {node.name};
    graph.nodes.push_back(std::move(node));
  }
  for (const DotEdge& edge : dot.edges) {
    const std::uint32_t from = index.at(edge.from), to = index.at(edge.to);
    graph.edges.push_back({from, to, graph.nodes[from].kind == NodeKind::kInput ? edge.from : edge.from_port,
                           graph.nodes[to].kind == NodeKind::kOutput ? edge.to : edge.to_port, edge.line});
  }
  return graph;
}

}  // namespace octosim::io::modelbox
