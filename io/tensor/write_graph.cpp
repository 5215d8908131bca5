#include "io/tensor/write_graph.hpp"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/tensor/graph_format.hpp"
#include "io/text/quoted.hpp"

namespace octosim::io::tensor {
namespace {

using models::tensor::Attribute;
using models::tensor::Graph;
using models::tensor::Node;
using models::tensor::Operator;

std::string value_text(const Operator& op, const std::string& name, const Attribute& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *whole);
  if (const auto* quoted = std::get_if<std::string>(&value)) return text::quoted(*quoted);
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&value)) {
    return fmt::format("[{}]", fmt::join(*list, ", "));
  }
  const double real = std::get<double>(value);
  if (!std::isfinite(real)) {
    throw engine::ModelError{
        fmt::format("node \"{}\": {} = {} cannot be written (must be finite)", op.name, name, real)};
  }
  return text::real_text(real);
}

/// Without a "shape" that is the output's: the key of that name says it.
std::string attributes_text(const Operator& op) {
  std::string out;
  for (const auto& [name, value] : op.attributes) {
    if (name == "shape" && value == Attribute{op.shape}) continue;
    out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", name, value_text(op, name, value));
  }
  return out;
}

std::string names_text(const Graph& graph, const std::vector<Node>& nodes) {
  std::string out;
  for (const Node v : nodes) out += (out.empty() ? "" : ", ") + text::quoted(graph[v].name);
  return "[" + out + "]";
}

/// Empty if they are the operators without users, which need not be said.
std::vector<Node> marked_outputs(const Graph& graph) {
  std::vector<Node> outputs;
  bool usual = true;
  for (Node v = 0; v < graph.size(); ++v) {
    if (graph.is_output(v)) outputs.push_back(v);
    usual = usual && graph.is_output(v) == (graph.users(v).empty() && !graph[v].source);
  }
  return usual ? std::vector<Node>{} : outputs;
}

}  // namespace

std::string write_graph(const Graph& graph) {
  std::string out = fmt::format("format = {}\nversion = {}\nname = {}\n", text::quoted(kGraphFormat), kGraphVersion,
                                text::quoted(graph.name()));
  const auto line = [&out](const char* key, const std::string& value) {
    fmt::format_to(std::back_inserter(out), "{} = {}\n", key, value);
  };
  if (!graph.made_by().empty()) line("made_by", text::quoted(graph.made_by()));
  if (const auto outputs = marked_outputs(graph); !outputs.empty()) line("outputs", names_text(graph, outputs));
  for (Node v = 0; v < graph.size(); ++v) {
    const Operator& op = graph[v];
    out += "\n[[node]]\n";
    line("name", text::quoted(op.name));
    line("kind", text::quoted(op.kind));
    if (!graph.operands(v).empty()) line("operands", names_text(graph, graph.operands(v)));
    if (const std::string attributes = attributes_text(op); !attributes.empty()) {
      line("attributes", "{ " + attributes + " }");
    }
    line("shape", models::tensor::text_of(op.shape));
    line("element_bytes", fmt::format("{}", op.element_bytes));
    if (op.weight_bytes != 0) line("weight_bytes", fmt::format("{}", op.weight_bytes));
  }
  return out;
}

}  // namespace octosim::io::tensor
