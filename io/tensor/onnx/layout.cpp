#include <algorithm>
#include <functional>
#include <numeric>

#include <fmt/format.h>

#include "io/tensor/onnx/building.hpp"

namespace octosim::io::tensor::onnx {
namespace {

void import_transpose(Building& b) {
  Shape order(b.in(0).shape.size());
  std::iota(order.rbegin(), order.rend(), 0);
  b.give(b.add("transpose", {b.operand(0)}, {{"order", b.integers("perm").value_or(order)}}));
}

/// 0 stands for the operand's extent, unless `allowzero`; -1 for what is left.
void import_reshape(Building& b) {
  Shape shape = b.whole(1, "shape");
  const Shape& from = b.in(0).shape;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] != 0) continue;
    if (b.integer("allowzero", 0) != 0 || d >= from.size()) throw Unsupported{"an extent is 0"};
    shape[d] = from[d];
  }
  b.give(b.add("reshape", {b.operand(0)}, {{"shape", shape}}));
}

/// Always two dimensions: those before the axis, and the others.
void import_flatten(Building& b) {
  const Shape& from = b.in(0).shape;
  const auto rank = static_cast<std::int64_t>(from.size());
  std::int64_t axis = b.integer("axis", 1);
  if (axis < -rank || axis > rank) throw Unsupported{fmt::format("axis {} (must be from {} to {})", axis, -rank, rank)};
  if (axis < 0) axis += rank;
  const Shape shape{models::tensor::elements_of(Shape(from.begin(), from.begin() + axis)),
                    models::tensor::elements_of(Shape(from.begin() + axis, from.end()))};
  b.give(b.add("reshape", {b.operand(0)}, {{"shape", shape}}));
}

void import_unsqueeze(Building& b) {
  auto axes = b.list(1, "axes");
  if (!axes) throw Unsupported{"axes are missing"};
  const std::size_t rank = b.in(0).shape.size() + axes->size();
  for (std::int64_t& axis : *axes) axis = Building::normal(axis, rank);
  std::sort(axes->begin(), axes->end());
  Node x = b.operand(0);
  for (const std::int64_t axis : *axes) x = b.add("unsqueeze", {x}, {{"dim", axis}});
  b.give(x);
}

/// Without axes every dimension of extent 1 goes.
void import_squeeze(Building& b) {
  const Shape& from = b.in(0).shape;
  std::vector<std::int64_t> axes;
  if (auto given = b.list(1, "axes")) {
    axes = *given;
    for (std::int64_t& axis : axes) axis = Building::normal(axis, from.size());
  } else {
    for (std::size_t d = 0; d < from.size(); ++d) {
      if (from[d] == 1) axes.push_back(static_cast<std::int64_t>(d));
    }
  }
  std::sort(axes.begin(), axes.end(), std::greater<>{});
  Node x = b.operand(0);
  for (const std::int64_t axis : axes) x = b.add("squeeze", {x}, {{"dim", axis}});
  b.give(x);
}

}  // namespace

Imports layout_imports() {
  return {{"Flatten", import_flatten},
          {"Reshape", import_reshape},
          {"Squeeze", import_squeeze},
          {"Transpose", import_transpose},
          {"Unsqueeze", import_unsqueeze}};
}

}  // namespace octosim::io::tensor::onnx
