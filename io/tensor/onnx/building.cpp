#include "io/tensor/onnx/building.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace octosim::io::tensor::onnx {
namespace {

template <class T>
const T* attribute(const StoredNode& node, const char* name) {
  const auto found = node.attributes.find(name);
  if (found == node.attributes.end()) return nullptr;
  const T* value = std::get_if<T>(&found->second);
  if (value == nullptr) throw Unsupported{fmt::format("attribute {} has another type than ONNX gives it", name)};
  return value;
}

}  // namespace

Building::Building(models::tensor::Graph& graph, const StoredNode& node, std::int64_t opset, std::vector<Value*> in,
                   std::function<std::string(const std::string&)> unique)
    : graph_{&graph},
      node_{&node},
      opset_{opset},
      in_{std::move(in)},
      unique_{std::move(unique)},
      out_(node.outputs.size()) {}

const Value& Building::in(std::size_t i) const {
  if (!has(i)) throw Unsupported{fmt::format("input {} is missing", i)};
  return *in_[i];
}

Node Building::operand(std::size_t i) {
  const Value& value = in(i);
  if (!value.node) {
    in_[i]->node = graph_->add_constant(unique_(value.name), value.shape, bytes_of(value.type));
  }
  return *value.node;
}

std::vector<Node> Building::operands() {
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < inputs(); ++i) nodes.push_back(operand(i));
  return nodes;
}

const std::vector<double>& Building::known(std::size_t i, const char* what) const {
  const Value& value = in(i);
  if (!value.constant && !value.known) {
    throw Unsupported{fmt::format("{} \"{}\" depends on the inputs (must be constant)", what, value.name)};
  }
  if (!value.known) {
    throw Unsupported{
        fmt::format("{} \"{}\" has no values in this file (they are needed for a shape)", what, value.name)};
  }
  return *value.known;
}

std::vector<std::int64_t> Building::whole(std::size_t i, const char* what) const {
  constexpr double kMost = 4e18;  // beyond every extent; 2^63 - 1 stands for the end of a dimension
  std::vector<std::int64_t> values;
  for (const double value : known(i, what)) {
    if (std::isnan(value)) throw Unsupported{fmt::format("{} is not a number", what)};
    values.push_back(static_cast<std::int64_t>(std::clamp(value, -kMost, kMost)));
  }
  return values;
}

std::int64_t Building::integer(const char* name, std::int64_t absent) const {
  const auto* value = attribute<std::int64_t>(*node_, name);
  return value == nullptr ? absent : *value;
}

double Building::real(const char* name, double absent) const {
  const auto* value = attribute<double>(*node_, name);
  return value == nullptr ? absent : *value;
}

std::string Building::text(const char* name, const char* absent) const {
  const auto* value = attribute<std::string>(*node_, name);
  return value == nullptr ? absent : *value;
}

std::optional<std::vector<std::int64_t>> Building::integers(const char* name) const {
  const auto* value = attribute<std::vector<std::int64_t>>(*node_, name);
  return value == nullptr ? std::nullopt : std::optional{*value};
}

const StoredTensor* Building::tensor(const char* name) const { return attribute<StoredTensor>(*node_, name); }

std::optional<std::vector<std::int64_t>> Building::list(std::size_t i, const char* name) const {
  if (has(i)) return whole(i, name);
  return integers(name);
}

std::string Building::next_name() {
  std::string name = node_->name;
  for (std::size_t i = 0; name.empty() && i < node_->outputs.size(); ++i) name = node_->outputs[i];
  return unique_(name.empty() ? node_->op_type : name);
}

Node Building::add(const char* kind, const std::vector<Node>& operands, Attributes attributes, ElementType type) {
  return graph_->add(
      {.name = next_name(), .kind = kind, .attributes = std::move(attributes), .element_bytes = bytes_of(type)},
      operands);
}

Node Building::add_constant(const Shape& shape, ElementType type) {
  return graph_->add_constant(next_name(), shape, bytes_of(type));
}

void Building::give(std::size_t i, Node v, ElementType type) {
  if (i >= out_.size()) return;
  out_[i].shape = shape_of(v);
  out_[i].type = type == ElementType::kUndefined ? in(0).type : type;
  out_[i].node = v;
}

void Building::give_constant(Value value) {
  value.constant = true;
  out_.at(0) = std::move(value);
}

std::int64_t Building::normal(std::int64_t dimension, std::size_t rank) {
  const auto dimensions = static_cast<std::int64_t>(rank);
  if (dimension < -dimensions || dimension >= dimensions) {
    throw Unsupported{fmt::format("axis {} (must be from {} to {})", dimension, -dimensions, dimensions - 1)};
  }
  return dimension < 0 ? dimension + dimensions : dimension;
}

}  // namespace octosim::io::tensor::onnx
