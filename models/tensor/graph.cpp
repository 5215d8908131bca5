#include "models/tensor/graph.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/call.hpp"

namespace octosim::models::tensor {
namespace {

const char* type_text(AttributeType type) {
  switch (type) {
    case AttributeType::kInteger:
      return "an integer";
    case AttributeType::kNumber:
      return "a number";
    case AttributeType::kText:
      return "a text";
    case AttributeType::kIntegers:
      return "a list of integers";
  }
  return "";
}

bool has_type(const Attribute& value, AttributeType type) {
  switch (type) {
    case AttributeType::kInteger:
      return std::holds_alternative<std::int64_t>(value);
    case AttributeType::kNumber:
      return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
    case AttributeType::kText:
      return std::holds_alternative<std::string>(value);
    case AttributeType::kIntegers:
      return std::holds_alternative<std::vector<std::int64_t>>(value);
  }
  return false;
}

void check_attributes(const Call& call, const Rule& rule) {
  for (const AttributeRule& allowed : rule.attributes) {
    const auto found = call.op.attributes.find(allowed.name);
    if (found == call.op.attributes.end()) {
      if (allowed.required)
        refuse(call, fmt::format("{} is missing (must be {})", allowed.name, type_text(allowed.type)));
    } else if (!has_type(found->second, allowed.type)) {
      refuse(call, fmt::format("{} has another type (must be {})", allowed.name, type_text(allowed.type)));
    }
  }
  for (const auto& [name, value] : call.op.attributes) {
    const auto is_it = [&n = name](const AttributeRule& allowed) { return allowed.name == n; };
    if (std::none_of(rule.attributes.begin(), rule.attributes.end(), is_it)) {
      std::string names;
      for (const AttributeRule& allowed : rule.attributes) names += (names.empty() ? "" : ", ") + allowed.name;
      refuse(call, fmt::format("attribute {} is not of this kind (it has {})", name, names.empty() ? "none" : names));
    }
  }
}

void check_operands(const Call& call, const Rule& rule) {
  if (call.in.size() >= rule.least_operands && call.in.size() <= rule.most_operands) return;
  const std::string allowed = rule.most_operands == std::numeric_limits<std::size_t>::max()
                                  ? fmt::format("{} or more", rule.least_operands)
                              : rule.least_operands == rule.most_operands
                                  ? fmt::format("{}", rule.least_operands)
                                  : fmt::format("from {} to {}", rule.least_operands, rule.most_operands);
  refuse(call, fmt::format("{} operands (must be {})", call.in.size(), allowed));
}

void check_size(const Call& call) {
  for (const std::int64_t extent : call.op.shape) {
    if (extent < 1)
      refuse(call, fmt::format("its shape is {} (every extent must be at least 1)", text_of(call.op.shape)));
  }
  if (elements_of(call.op.shape) >= kMostElements / call.op.element_bytes)
    refuse(call, "bytes (must be less than 2^62)");
}

void check_work(const Call& call) {
  if (call.op.flops >= kMostElements) refuse(call, "operations (must be less than 2^62)");
  if (call.op.weight_bytes >= kMostElements) refuse(call, "bytes of weights (must be less than 2^62)");
}

}  // namespace

Node Graph::add(Operator op, const std::vector<Node>& operands) {
  std::vector<Shape> shapes;
  for (const Node p : operands) {
    OCTOSIM_EXPECT(p < size());
    shapes.push_back((*this)[p].shape);
  }
  const Call call{.op = op, .in = shapes};
  if (op.name.empty()) refuse(call, "the name is empty (must be unique in the graph)");
  if (by_name_.contains(op.name)) refuse(call, "the name is taken (must be unique in the graph)");
  const Rule& rule = rule_of(op.kind);
  check_operands(call, rule);
  check_attributes(call, rule);
  if (op.element_bytes == 0 && !operands.empty()) op.element_bytes = (*this)[operands[0]].element_bytes;
  if (op.element_bytes < 1 || op.element_bytes > 64) {
    refuse(call, fmt::format("element_bytes = {} (must be from 1 to 64)", op.element_bytes));
  }
  op.view = rule.view;
  op.source = rule.source;
  op.shape = rule.shape(call);
  check_size(call);
  op.flops = rule.flops ? rule.flops(call) : 0;
  op.weight_bytes = rule.weights ? elements_of({rule.weights(call), op.element_bytes}) : 0;
  check_work(call);
  op.gemm = rule.gemm ? rule.gemm(call) : std::nullopt;

  const Node v = size();
  by_name_.emplace(op.name, v);
  boost::add_vertex(op, adjacency_);
  for (std::uint32_t i = 0; i < operands.size(); ++i) {
    boost::add_edge(operands[i], v, OperandEdge{i}, adjacency_);
    std::vector<Node>& users = users_[operands[i]];
    if (users.empty() || users.back() != v) users.push_back(v);
  }
  operands_.push_back(operands);
  users_.emplace_back();
  marked_.push_back(false);
  return v;
}

Node Graph::add(std::string name, std::string kind, const std::vector<Node>& operands, Attributes attributes) {
  return add({.name = std::move(name), .kind = std::move(kind), .attributes = std::move(attributes)}, operands);
}

Node Graph::add_input(std::string name, const Shape& shape, std::int64_t element_bytes) {
  return add(
      {.name = std::move(name), .kind = "input", .attributes = {{"shape", shape}}, .element_bytes = element_bytes}, {});
}

Node Graph::add_constant(std::string name, const Shape& shape, std::int64_t element_bytes) {
  return add(
      {.name = std::move(name), .kind = "constant", .attributes = {{"shape", shape}}, .element_bytes = element_bytes},
      {});
}

void Graph::mark_output(Node v) {
  OCTOSIM_EXPECT(v < size());
  marked_[v] = true;
  any_marked_ = true;
}

bool Graph::is_output(Node v) const { return any_marked_ ? marked_[v] : users_[v].empty() && !(*this)[v].source; }

std::optional<Node> Graph::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<Node> Graph::compute_order() const {
  std::vector<Node> order;
  for (Node v = 0; v < size(); ++v) {
    if (!(*this)[v].source) order.push_back(v);
  }
  return order;
}

Flow Graph::back(Node v, int dim) const {
  const Operator& op = (*this)[v];
  OCTOSIM_EXPECT(!op.source && dim >= 0 && at(dim) < op.shape.size());
  std::vector<Shape> shapes;
  for (const Node p : operands(v)) shapes.push_back((*this)[p].shape);
  Flow flow = rule_of(op.kind).back({.op = op, .in = shapes}, dim);
  OCTOSIM_ASSERT(!flow || flow->size() == shapes.size());
  return flow;
}

std::optional<Halo> Graph::halo(Node v, int dim) const {
  const Operator& op = (*this)[v];
  const Rule& rule = rule_of(op.kind);
  if (!rule.halo) return {};
  std::vector<Shape> shapes;
  for (const Node p : operands(v)) shapes.push_back((*this)[p].shape);
  return rule.halo({.op = op, .in = shapes}, dim);
}

}  // namespace octosim::models::tensor
