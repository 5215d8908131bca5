#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "io/tensor/onnx/building.hpp"

namespace octosim::io::tensor::onnx {
namespace {

Node swapped(Building& b, Node v) {
  Shape order(b.shape_of(v).size());
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return b.add("transpose", {v}, {{"order", order}});
}

/// A product with a matrix of weights is a linear layer; vectors become matrices of one row or column.
void import_matmul(Building& b) {
  const Value& x = b.in(0);
  const Value& y = b.in(1);
  if (x.shape.empty() || y.shape.empty()) throw Unsupported{"a factor is a scalar"};
  if (y.constant && y.shape.size() == 2 && !x.constant) {
    if (x.shape.back() != y.shape[0]) {
      throw Unsupported{fmt::format("{} by {}: columns and rows differ", models::tensor::text_of(x.shape),
                                    models::tensor::text_of(y.shape))};
    }
    b.give(b.add("linear", {b.operand(0)}, {{"features", y.shape[1]}, {"bias", 0}}));
    return;
  }
  const bool row = x.shape.size() == 1, column = y.shape.size() == 1;
  const Node left = row ? b.add("unsqueeze", {b.operand(0)}, {{"dim", 0}}) : b.operand(0);
  const Node right = column ? b.add("unsqueeze", {b.operand(1)}, {{"dim", 1}}) : b.operand(1);
  Node product = b.add("matmul", {left, right});
  if (column) product = b.add("squeeze", {product}, {{"dim", -1}});
  if (row) product = b.add("squeeze", {product}, {{"dim", column ? -1 : -2}});
  b.give(product);
}

Node scaled(Building& b, Node v, double factor) { return factor == 1 ? v : b.add("scale", {v}, {{"factor", factor}}); }

/// Weights with, or without, a bias of weights are a linear layer.
void import_gemm(Building& b) {
  const bool turn_a = b.integer("transA", 0) != 0, turn_b = b.integer("transB", 0) != 0;
  const double alpha = b.real("alpha", 1), beta = b.real("beta", 1);
  const Value& weights = b.in(1);
  if (b.in(0).shape.size() != 2 || weights.shape.size() != 2) throw Unsupported{"factors must have 2 dimensions"};
  const Node a = turn_a ? swapped(b, b.operand(0)) : b.operand(0);
  const std::int64_t rows = weights.shape[turn_b ? 1 : 0], columns = weights.shape[turn_b ? 0 : 1];
  const bool plain = !b.has(2) || (b.in(2).constant && b.in(2).shape == Shape{columns});
  if (weights.constant && !b.in(0).constant && plain && rows == b.shape_of(a).back() && (!b.has(2) || beta == 1)) {
    const std::int64_t bias = b.has(2) ? 1 : 0;
    if (bias == 0 || alpha == 1) {
      b.give(scaled(b, b.add("linear", {a}, {{"features", columns}, {"bias", bias}}), alpha));
      return;
    }
  }
  const Node right = turn_b ? swapped(b, b.operand(1)) : b.operand(1);
  if (b.has(2) && alpha == 1 && beta == 1) {
    b.give(b.add("addmm", {b.operand(2), a, right}));
    return;
  }
  const Node product = scaled(b, b.add("matmul", {a, right}), alpha);
  b.give(b.has(2) ? b.add("add", {product, scaled(b, b.operand(2), beta)}) : product);
}

/// The equation with a right side, in the labels a, b, c ... in the order they appear.
std::string plain_equation(std::string equation) {
  equation.erase(std::remove(equation.begin(), equation.end(), ' '), equation.end());
  if (equation.find('.') != std::string::npos) throw Unsupported{fmt::format("equation {} has an ellipsis", equation)};
  std::map<char, int> counts;
  for (const char c : equation.substr(0, equation.find("->"))) {
    if (c != ',') ++counts[c];
  }
  if (equation.find("->") == std::string::npos) {  // labels that appear once, in the order of the alphabet
    equation += "->";
    for (const auto& [label, count] : counts) {
      if (count == 1) equation += label;
    }
  }
  if (counts.size() > 26) throw Unsupported{fmt::format("equation {} has more than 26 labels", equation)};
  std::map<char, char> plain;
  for (char& c : equation) {
    if (c == ',' || c == '-' || c == '>') continue;
    c = plain.try_emplace(c, static_cast<char>('a' + plain.size())).first->second;
  }
  return equation;
}

void import_einsum(Building& b) {
  b.give(b.add("einsum", b.operands(), {{"equation", plain_equation(b.text("equation", ""))}}));
}

/// The one value of a list, or `absent` for an empty one.
std::int64_t one_value(const std::vector<std::int64_t>& list, const char* name, std::int64_t absent) {
  if (list.empty()) return absent;
  if (std::any_of(list.begin(), list.end(), [&](std::int64_t value) { return value != list[0]; })) {
    throw Unsupported{fmt::format("{} = {} (must be equal in both directions)", name, models::tensor::text_of(list))};
  }
  return list[0];
}

std::int64_t padding_of(const Building& b, std::int64_t kernel, std::int64_t stride) {
  const std::string automatic = b.text("auto_pad", "NOTSET");
  if (automatic == "NOTSET") return one_value(b.integers("pads").value_or(Shape{}), "pads", 0);
  if (automatic == "VALID") return 0;
  if (stride != 1 || kernel % 2 == 0) {
    throw Unsupported{
        fmt::format("auto_pad = {} (must be NOTSET or VALID, unless stride is 1 and the kernel odd)", automatic)};
  }
  return (kernel - 1) / 2;
}

void import_conv(Building& b) {
  const Value& weights = b.in(1);
  if (b.in(0).shape.size() != 4 || weights.shape.size() != 4) throw Unsupported{"only images, of 4 dimensions"};
  if (!weights.constant) throw Unsupported{"its weights depend on the inputs"};
  if (one_value(b.integers("dilations").value_or(Shape{}), "dilations", 1) != 1) throw Unsupported{"dilations"};
  const std::int64_t kernel = one_value({weights.shape[2], weights.shape[3]}, "kernel_shape", 1);
  const std::int64_t stride = one_value(b.integers("strides").value_or(Shape{}), "strides", 1);
  const std::int64_t groups = b.integer("group", 1);
  if (groups < 1 || weights.shape[1] * groups != b.in(0).shape[1]) {
    throw Unsupported{
        fmt::format("{} groups of {} channels, but the image has {}", groups, weights.shape[1], b.in(0).shape[1])};
  }
  b.give(b.add("conv2d", {b.operand(0)},
               {{"channels", weights.shape[0]},
                {"kernel", kernel},
                {"stride", stride},
                {"padding", padding_of(b, kernel, stride)},
                {"groups", groups},
                {"bias", b.has(2) ? 1 : 0}}));
}

/// MaxPool and AveragePool of images.
void import_pool(Building& b) {
  if (b.in(0).shape.size() != 4) throw Unsupported{"only images, of 4 dimensions"};
  if (one_value(b.integers("dilations").value_or(Shape{}), "dilations", 1) != 1) throw Unsupported{"dilations"};
  const bool mean = b.node().op_type == "AveragePool";
  const std::int64_t kernel = one_value(b.integers("kernel_shape").value_or(Shape{}), "kernel_shape", 1);
  const std::int64_t stride = one_value(b.integers("strides").value_or(Shape{}), "strides", 1);
  const std::int64_t padding = padding_of(b, kernel, stride);
  if (mean && padding != 0 && b.integer("count_include_pad", 0) != 0) throw Unsupported{"a mean over padding"};
  for (const std::size_t d : {2U, 3U}) {
    const std::int64_t moves = b.in(0).shape[d] + 2 * padding - kernel;
    if (b.integer("ceil_mode", 0) != 0 && moves % stride != 0) throw Unsupported{"ceil_mode"};
  }
  b.give(b.add("pool2d", {b.operand(0)},
               {{"kernel", kernel}, {"stride", stride}, {"padding", padding}, {"mean", mean ? 1 : 0}}));
}

}  // namespace

Imports product_imports() {
  return {{"AveragePool", import_pool}, {"Conv", import_conv},     {"Einsum", import_einsum},
          {"Gemm", import_gemm},        {"MatMul", import_matmul}, {"MaxPool", import_pool}};
}

}  // namespace octosim::io::tensor::onnx
