#include "io/tensor/read_graph.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/owg/checked_table.hpp"
#include "io/tensor/graph_format.hpp"

namespace octosim::io::tensor {
namespace {

using engine::ModelError;
using models::tensor::Attribute;
using models::tensor::Attributes;
using models::tensor::Graph;
using models::tensor::Node;
using models::tensor::Operator;
using models::tensor::Rule;
using models::tensor::Shape;
using owg::CheckedTable;

constexpr std::int64_t kMost = models::tensor::kMostElements;
constexpr std::array<std::string_view, 7> kNodeKeys{"name",  "kind",          "operands",    "attributes",
                                                    "shape", "element_bytes", "weight_bytes"};

const Rule& kind_of(const CheckedTable& table) {
  const std::string kind = table.text("kind");
  const std::vector<std::string> known = models::tensor::kinds();
  const std::vector<std::string_view> names{known.begin(), known.end()};
  if (std::find(known.begin(), known.end(), kind) == known.end()) {
    table.refuse("kind", fmt::format("must be one of {}{}; \"unknown\" with a shape is an operator that stays whole",
                                     text::listed(names), text::did_you_mean(kind, names)));
  }
  return models::tensor::rule_of(kind);
}

/// Whether the kind has an attribute "shape": then the key of that name gives it, unless the attribute is there.
bool takes_shape(const Rule& rule) {
  for (const auto& attribute : rule.attributes) {
    if (attribute.name == "shape") return true;
  }
  return false;
}

Attribute read_attribute(const CheckedTable& attributes, std::string_view name, const toml::node& node) {
  if (const auto whole = node.value_exact<std::int64_t>()) return *whole;
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (node.is_array()) return attributes.wholes(name, -kMost, kMost);
  const auto real = node.value_exact<double>();
  if (!real || !std::isfinite(*real)) {
    attributes.refuse(name, "must be a finite number, a text, or an array of whole numbers");
  }
  return *real;
}

Attributes read_attributes(const CheckedTable& table) {
  Attributes attributes;
  if (!table.has("attributes")) return attributes;
  const CheckedTable given = table.table("attributes", table.what() + ": attributes");
  for (const auto& [key, node] : given.entries()) {
    attributes.emplace(key.str(), read_attribute(given, key.str(), node));
  }
  return attributes;
}

std::vector<Node> read_operands(const CheckedTable& table, const Graph& graph, const std::set<std::string>& all) {
  std::vector<Node> operands;
  if (!table.has("operands")) return operands;
  for (const std::string& name : table.texts("operands")) {
    const auto found = graph.find(name);
    if (!found && all.contains(name)) {
      table.refuse("operands",
                   fmt::format("\"{}\" is not above this node; operands must come before their users", name));
    }
    if (!found) {
      std::vector<std::string_view> names;
      for (Node v = 0; v < graph.size(); ++v) names.emplace_back(graph[v].name);
      table.refuse("operands", fmt::format("no [[node]] is called \"{}\"{}", name, text::did_you_mean(name, names)));
    }
    operands.push_back(*found);
  }
  return operands;
}

void read_node(CheckedTable& table, Graph& graph, const std::set<std::string>& all) {
  Operator op{.name = table.text("name")};
  table.call_it(fmt::format("[[node]] \"{}\"", op.name));
  table.allow_only(kNodeKeys, kNodeKeys, "a [[node]]");
  const Rule& rule = kind_of(table);
  op.kind = rule.kind;
  op.attributes = read_attributes(table);
  op.element_bytes = static_cast<std::int64_t>(table.whole_or("element_bytes", 0, 1, 64));
  const std::vector<Node> operands = read_operands(table, graph, all);
  if (operands.empty() && op.element_bytes == 0) table.refuse("key \"element_bytes\" is missing: it has no operand");
  Shape shape;
  if (table.has("shape")) shape = table.wholes("shape", 1, kMost);
  if (takes_shape(rule) && table.has("shape")) op.attributes.try_emplace("shape", shape);
  Node v = 0;
  try {
    v = graph.add(std::move(op), operands);
  } catch (const ModelError& error) {
    table.refuse(error.what());
  }
  if (table.has("shape") && shape != graph[v].shape) {
    table.refuse("shape", fmt::format("must be {}, or be left out", models::tensor::text_of(graph[v].shape)));
  }
  if (table.has("weight_bytes") &&
      table.whole_or("weight_bytes", 0, 0, kMost) != static_cast<std::uint64_t>(graph[v].weight_bytes)) {
    table.refuse("weight_bytes", fmt::format("must be {}, or be left out", graph[v].weight_bytes));
  }
}

Graph read_document(const toml::table& document, const std::string& file) {
  static constexpr std::array<std::string_view, 6> kKeys{"format", "version", "name", "made_by", "outputs", "node"};
  const CheckedTable top{document, file, "graph"};
  if (top.text("format") != kGraphFormat) top.refuse("format", fmt::format("must be \"{}\"", kGraphFormat));
  if (!top.has("version")) top.refuse(fmt::format("key \"version\" is missing; must be version = {}", kGraphVersion));
  top.whole_or("version", kGraphVersion, kGraphVersion, kGraphVersion);
  top.allow_only(kKeys, kKeys, "a graph file");
  Graph graph{top.text_or("name", "graph")};
  graph.note_made_by(top.text_or("made_by", ""));
  std::vector<CheckedTable> nodes = top.tables("node");
  if (nodes.empty()) top.refuse("there is no [[node]]");
  std::set<std::string> all;
  for (const CheckedTable& table : nodes) {
    if (table.has("name")) all.insert(table.text("name"));
  }
  for (CheckedTable& table : nodes) read_node(table, graph, all);
  if (!top.has("outputs")) return graph;
  for (const std::string& name : top.texts("outputs")) {
    const auto found = graph.find(name);
    if (!found) top.refuse("outputs", fmt::format("no [[node]] is called \"{}\"", name));
    graph.mark_output(*found);
  }
  return graph;
}

}  // namespace

std::string bytes_of_file(const std::filesystem::path& path, const char* what) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw ModelError(fmt::format("cannot read {} \"{}\": it is a directory", what, path.string()));
  }
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    throw ModelError(
        fmt::format("cannot read {} \"{}\": it must exist, be readable and not be empty", what, path.string()));
  }
  return text.str();
}

Graph read_graph(const std::filesystem::path& path) {
  return parse_graph(bytes_of_file(path, "graph file"), path.string());
}

Graph parse_graph(std::string_view text, const std::string& name_for_errors) {
  toml::table document;
  try {
    document = toml::parse(text, name_for_errors);
  } catch (const toml::parse_error& error) {
    throw ModelError(fmt::format("{}:{}:{}: not valid TOML: {}", name_for_errors, error.source().begin.line,
                                 error.source().begin.column, error.description()));
  }
  return read_document(document, name_for_errors);
}

}  // namespace octosim::io::tensor
