#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "io/tensor/onnx/building.hpp"

namespace octosim::io::tensor::onnx {
namespace {

/// `kind` over dimensions `axis` to the last as if they were one.
Node over_the_last(Building& b, const char* kind, std::int64_t axis, const Attributes& attributes) {
  const Node x = b.operand(0);
  const Shape shape = b.shape_of(x);
  if (axis + 1 == static_cast<std::int64_t>(shape.size())) return b.add(kind, {x}, attributes);
  Shape merged(shape.begin(), shape.begin() + axis);
  merged.push_back(models::tensor::elements_of(Shape(shape.begin() + axis, shape.end())));
  const Node flat = b.add("reshape", {x}, {{"shape", merged}});
  return b.add("reshape", {b.add(kind, {flat}, attributes)}, {{"shape", shape}});
}

/// Before operator set 13, over all dimensions from the axis on.
Node softmax_of(Building& b) {
  const bool old = b.opset() < 13;
  const std::size_t rank = b.in(0).shape.size();
  const std::int64_t axis = Building::normal(b.integer("axis", old ? 1 : -1), rank);
  if (old) return over_the_last(b, "softmax", axis, {{"dim", -1}});
  return b.add("softmax", {b.operand(0)}, {{"dim", axis}});
}

void import_softmax(Building& b) { b.give(softmax_of(b)); }
void import_log_softmax(Building& b) { b.give(b.add("log", {softmax_of(b)})); }

void import_layernorm(Building& b) {
  b.give(over_the_last(b, "layernorm", Building::normal(b.integer("axis", -1), b.in(0).shape.size()), {}));
}

void import_groupnorm(Building& b) {
  b.give(b.add("groupnorm", {b.operand(0)}, {{"groups", b.integer("num_groups", 0)}}));
}

void import_instancenorm(Building& b) {
  if (b.in(0).shape.size() < 2) throw Unsupported{"fewer than 2 dimensions"};
  b.give(b.add("groupnorm", {b.operand(0)}, {{"groups", b.in(0).shape[1]}}));
}

/// At inference a factor and a term for each channel.
void import_batchnorm(Building& b) {
  const Shape& shape = b.in(0).shape;
  if (shape.size() < 2) throw Unsupported{"fewer than 2 dimensions"};
  Shape channels(shape.size() - 1, 1);
  channels[0] = shape[1];
  const Node factor = b.add_constant(channels, b.in(0).type), term = b.add_constant(channels, b.in(0).type);
  b.give(b.add("add", {b.add("mul", {b.operand(0), factor}), term}));
}

/// Dimensions that go, the last first; all of them if none is named.
std::vector<std::int64_t> reduced(const Building& b) {
  const std::size_t rank = b.in(0).shape.size();
  std::vector<std::int64_t> axes = b.list(1, "axes").value_or(std::vector<std::int64_t>{});
  if (axes.empty() && b.integer("noop_with_empty_axes", 0) != 0) return {};
  if (axes.empty()) {
    for (std::size_t d = 0; d < rank; ++d) axes.push_back(static_cast<std::int64_t>(d));
  }
  for (std::int64_t& axis : axes) axis = Building::normal(axis, rank);
  std::sort(axes.begin(), axes.end(), std::greater<>{});
  return axes;
}

Node reduce(Building& b, const char* kind, Node x) {
  const std::int64_t keep = b.integer("keepdims", 1) != 0 ? 1 : 0;
  for (const std::int64_t axis : reduced(b)) x = b.add(kind, {x}, {{"dim", axis}, {"keep", keep}});
  return x;
}

void import_sum(Building& b) { b.give(reduce(b, "sum", b.operand(0))); }
void import_mean(Building& b) { b.give(reduce(b, "mean", b.operand(0))); }
void import_max(Building& b) { b.give(reduce(b, "max", b.operand(0))); }
void import_min(Building& b) { b.give(b.add("neg", {reduce(b, "max", b.add("neg", {b.operand(0)}))})); }
void import_square_sum(Building& b) { b.give(reduce(b, "sum", b.add("mul", {b.operand(0), b.operand(0)}))); }
void import_l2(Building& b) { b.give(b.add("sqrt", {reduce(b, "sum", b.add("mul", {b.operand(0), b.operand(0)}))})); }

/// Of a list only, as shapes are.
void import_product(Building& b) {
  constexpr std::int64_t kMost = 64;
  const Shape& shape = b.in(0).shape;
  if (shape.size() != 1 || shape[0] > kMost) throw Unsupported{fmt::format("only a list of at most {}", kMost)};
  std::vector<Node> factors;
  for (std::int64_t i = 0; i < shape[0]; ++i) {
    factors.push_back(b.add("index", {b.operand(0)}, {{"dim", 0}, {"index", i}}));
  }
  const Node product = factors.size() == 1 ? factors[0] : b.add("mul", factors);
  b.give(b.integer("keepdims", 1) != 0 ? b.add("unsqueeze", {product}, {{"dim", 0}}) : product);
}

void import_global_mean(Building& b) {
  Node x = b.operand(0);
  for (std::size_t d = b.in(0).shape.size(); d-- > 2;) {
    x = b.add("mean", {x}, {{"dim", static_cast<std::int64_t>(d)}, {"keep", 1}});
  }
  b.give(x);
}

}  // namespace

Imports normalisation_imports() {
  return {{"BatchNormalization", import_batchnorm},
          {"GlobalAveragePool", import_global_mean},
          {"GroupNormalization", import_groupnorm},
          {"InstanceNormalization", import_instancenorm},
          {"LayerNormalization", import_layernorm},
          {"LogSoftmax", import_log_softmax},
          {"ReduceL2", import_l2},
          {"ReduceMax", import_max},
          {"ReduceMean", import_mean},
          {"ReduceMin", import_min},
          {"ReduceProd", import_product},
          {"ReduceSum", import_sum},
          {"ReduceSumSquare", import_square_sum},
          {"Softmax", import_softmax}};
}

}  // namespace octosim::io::tensor::onnx
