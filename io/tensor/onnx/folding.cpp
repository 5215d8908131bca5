#include "io/tensor/onnx/folding.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "io/tensor/onnx/read_onnx.hpp"
#include "models/tensor/rules.hpp"

namespace octosim::io::tensor::onnx {
namespace {

using models::tensor::Graph;
using models::tensor::Operator;
using models::tensor::Tensor;

Value list_value(const std::vector<std::int64_t>& list) {
  return {.shape = {static_cast<std::int64_t>(list.size())},
          .type = ElementType::kInt64,
          .known = std::vector<double>(list.begin(), list.end())};
}

void give_constant_node(Building& b) {
  const auto& attributes = b.node().attributes;
  if (attributes.contains("value")) {
    const StoredTensor& tensor = *b.tensor("value");
    b.give_constant({.shape = tensor.shape, .type = tensor.type, .known = tensor.values});
  } else if (attributes.contains("value_int")) {
    b.give_constant(
        {.type = ElementType::kInt64, .known = std::vector<double>{static_cast<double>(b.integer("value_int", 0))}});
  } else if (attributes.contains("value_float")) {
    b.give_constant({.type = ElementType::kFloat, .known = std::vector<double>{b.real("value_float", 0)}});
  } else if (const auto list = b.integers("value_ints")) {
    b.give_constant(list_value(*list));
  } else {
    throw Unsupported{"its value is neither a tensor nor a number"};
  }
}

void give_shape(Building& b) {
  Shape shape = b.in(0).shape;
  const auto rank = static_cast<std::int64_t>(shape.size());
  const auto bound = [&](std::int64_t value) {
    return std::clamp<std::int64_t>(value < 0 ? value + rank : value, 0, rank);
  };
  const std::int64_t start = bound(b.integer("start", 0)), end = std::max(start, bound(b.integer("end", rank)));
  b.give_constant(list_value({shape.begin() + start, shape.begin() + end}));
}

void give_size(Building& b) {
  b.give_constant({.type = ElementType::kInt64,
                   .known = std::vector<double>{static_cast<double>(models::tensor::elements_of(b.in(0).shape))}});
}

void give_filled(Building& b) {
  const StoredTensor* value = b.tensor("value");
  Value filled{.shape = b.whole(0, "shape"), .type = value == nullptr ? ElementType::kFloat : value->type};
  for (const std::int64_t extent : filled.shape) {
    if (extent < 0) throw Unsupported{fmt::format("extent {} (must be at least 0)", extent)};
  }
  const std::int64_t elements = models::tensor::elements_of(filled.shape);
  const double each = value == nullptr || !value->values || value->values->empty() ? 0 : (*value->values)[0];
  if (elements <= kMostValues) filled.known = std::vector<double>(static_cast<std::size_t>(elements), each);
  b.give_constant(std::move(filled));
}

void give_range(Building& b) {
  const double start = b.known(0, "start").at(0), limit = b.known(1, "limit").at(0), step = b.known(2, "delta").at(0);
  const double count = std::max(0.0, std::ceil((limit - start) / step));
  if (!(count < 1e15)) throw Unsupported{fmt::format("from {} to {} by {}", start, limit, step)};
  Value range{.shape = {static_cast<std::int64_t>(count)}, .type = b.in(0).type};
  if (count <= static_cast<double>(kMostValues)) {
    range.known.emplace();
    for (double i = 0; i < count; ++i) range.known->push_back(start + i * step);
  }
  b.give_constant(std::move(range));
}

/// Operators whose outputs are constants whatever their operands are, or that only constants have.
Import teller_of(const std::string& op_type) {
  if (op_type == "Constant") return give_constant_node;
  if (op_type == "Shape") return give_shape;
  if (op_type == "Size") return give_size;
  if (op_type == "ConstantOfShape") return give_filled;
  if (op_type == "Range") return give_range;
  return nullptr;
}

/// A part of a list that is empty: no graph has such tensors.
std::optional<Value> empty_slice(const StoredNode& node, const std::vector<Value*>& in) {
  if (node.op_type != "Slice" || in.size() < 3 || in[0]->shape.size() != 1 || !in[1]->known || !in[2]->known) return {};
  const auto extent = static_cast<double>(in[0]->shape[0]);
  const auto bound = [&](double value) { return std::clamp(value < 0 ? value + extent : value, 0.0, extent); };
  if (in[1]->known->size() != 1 || in[2]->known->size() != 1) return {};
  if (bound(in[1]->known->front()) < bound(in[2]->known->front())) return {};
  return Value{.shape = {0}, .type = in[0]->type, .constant = true, .known = std::vector<double>{}};
}

/// Values of the nodes of `graph`, whose inputs are known; empty if there is one that cannot be computed.
std::vector<Tensor> evaluate(const Graph& graph, const std::vector<Value>& inputs) {
  std::vector<Tensor> values;
  for (Node v = 0; v < graph.size(); ++v) {
    const Operator& op = graph[v];
    if (op.kind == "input") {
      values.push_back({.shape = op.shape, .values = *inputs[v].known});
      continue;
    }
    const auto& rule = models::tensor::rule_of(op.kind);
    if (!rule.evaluate || op.weight_bytes != 0 || models::tensor::elements_of(op.shape) > kMostValues) return {};
    std::vector<const Tensor*> operands;
    for (const Node p : graph.operands(v)) operands.push_back(&values[p]);
    values.push_back(rule.evaluate({.op = op, .in = operands, .shape = op.shape, .origin = Shape(op.shape.size(), 0)}));
  }
  return values;
}

/// A graph of one operator, whose inputs stand for those of the operator.
struct Trial {
  Graph graph{};
  std::vector<Value> inputs{};  ///< by node
  std::vector<Value> outputs{};
};

/// Constants become inputs if `all`, else only what is none.
Trial tried(const StoredNode& node, std::int64_t opset, const std::vector<Value*>& in, Import import, bool all) {
  Trial trial;
  std::vector<Value> copies;
  copies.reserve(in.size());
  std::vector<Value*> given;
  for (const Value* value : in) {
    if (value == nullptr) {
      given.push_back(nullptr);
      continue;
    }
    Value& copy = copies.emplace_back(*value);
    copy.node.reset();
    given.push_back(&copy);
    if (models::tensor::elements_of(copy.shape) == 0 || (copy.constant && !all)) continue;
    copy.node = trial.graph.add_input(fmt::format("in{}", trial.graph.size()), copy.shape, bytes_of(copy.type));
    trial.inputs.push_back(copy);
  }
  Building building{trial.graph, node, opset, given,
                    [&trial](const std::string&) { return fmt::format("v{}", trial.graph.size()); }};
  import(building);
  trial.outputs = building.take();
  return trial;
}

std::vector<Value> fold_constants(const StoredNode& node, std::int64_t opset, const std::vector<Value*>& in,
                                  Import import) {
  if (const auto empty = empty_slice(node, in)) return {*empty};
  Trial trial = tried(node, opset, in, import, true);
  const bool known =
      std::all_of(trial.inputs.begin(), trial.inputs.end(), [](const Value& v) { return v.known.has_value(); });
  const std::vector<Tensor> values = known ? evaluate(trial.graph, trial.inputs) : std::vector<Tensor>{};
  for (Value& value : trial.outputs) {
    value.constant = true;
    if (value.node && !values.empty()) {
      value.known = values[*value.node].values;
      for (double& each : *value.known) each = is_integer(value.type) ? std::trunc(each) : each;
    }
    value.node.reset();
  }
  return trial.outputs;
}

}  // namespace

std::optional<std::vector<Value>> fold(const StoredNode& node, std::int64_t opset, const std::vector<Value*>& in,
                                       Import import) {
  if (const Import teller = teller_of(node.op_type)) {
    Graph none;
    Building building{none, node, opset, in, [](const std::string& name) { return name; }};
    teller(building);
    return building.take();
  }
  const bool constant =
      !in.empty() && std::all_of(in.begin(), in.end(), [](const Value* v) { return v == nullptr || v->constant; });
  if (!constant) return {};
  if (node.op_type == "Trilu") {  // of weights; which of them are 0 does not matter to a shape
    return std::vector<Value>{{.shape = in[0]->shape, .type = in[0]->type, .constant = true}};
  }
  if (import == nullptr) return {};
  return fold_constants(node, opset, in, import);
}

void attempt(const StoredNode& node, std::int64_t opset, const std::vector<Value*>& in, Import import) {
  tried(node, opset, in, import, false);
}

}  // namespace octosim::io::tensor::onnx
