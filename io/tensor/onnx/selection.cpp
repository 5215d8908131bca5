#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "io/tensor/onnx/building.hpp"

namespace octosim::io::tensor::onnx {
namespace {

Node sliced(Building& b, Node x, std::int64_t dim, std::int64_t begin, std::int64_t end) {
  return b.add("slice", {x}, {{"dim", dim}, {"begin", begin}, {"end", end}});
}

/// A bound of a slice as an index from 0 to `extent`.
std::int64_t bound(std::int64_t value, std::int64_t extent) {
  return std::clamp<std::int64_t>(value < 0 ? value + extent : value, 0, extent);
}

void import_slice(Building& b) {
  const auto begins = b.list(1, "starts"), ends = b.list(2, "ends");
  if (!begins || !ends || begins->size() != ends->size()) throw Unsupported{"starts and ends differ in number"};
  const auto axes = b.list(3, "axes");
  const std::vector<std::int64_t> steps = b.has(4) ? b.whole(4, "steps") : std::vector<std::int64_t>{};
  if ((axes && axes->size() != begins->size()) || (b.has(4) && steps.size() != begins->size())) {
    throw Unsupported{"starts, axes and steps differ in number"};
  }
  const Shape shape = b.in(0).shape;
  Node x = b.operand(0);
  for (std::size_t i = 0; i < begins->size(); ++i) {
    const std::int64_t dim = Building::normal(axes ? (*axes)[i] : static_cast<std::int64_t>(i), shape.size());
    const std::int64_t extent = shape[static_cast<std::size_t>(dim)];
    if (!steps.empty() && steps[i] != 1) throw Unsupported{fmt::format("step {} (must be 1)", steps[i])};
    const std::int64_t begin = bound((*begins)[i], extent), end = bound((*ends)[i], extent);
    if (begin == 0 && end == extent) continue;
    x = sliced(b, x, dim, begin, end);
  }
  b.give(x);
}

void import_split(Building& b) {
  const Shape& shape = b.in(0).shape;
  const std::int64_t dim = Building::normal(b.integer("axis", 0), shape.size());
  const std::int64_t extent = shape[static_cast<std::size_t>(dim)];
  const auto parts = static_cast<std::int64_t>(b.node().outputs.size());
  std::vector<std::int64_t> sizes = b.list(1, "split").value_or(std::vector<std::int64_t>{});
  if (sizes.empty()) {  // equal parts, the last one smaller
    const std::int64_t each = (extent + parts - 1) / parts;
    for (std::int64_t left = extent; left > 0; left -= each) sizes.push_back(std::min(each, left));
  }
  if (static_cast<std::int64_t>(sizes.size()) != parts) throw Unsupported{"it has not as many outputs as parts"};
  const bool equal = std::all_of(sizes.begin(), sizes.end(), [&](std::int64_t size) { return size == sizes[0]; });
  std::int64_t begin = 0;
  for (std::int64_t part = 0; part < parts; ++part) {
    const std::int64_t end = begin + sizes[static_cast<std::size_t>(part)];
    if (!b.node().outputs[static_cast<std::size_t>(part)].empty()) {
      b.give(static_cast<std::size_t>(part),
             equal ? b.add("split", {b.operand(0)}, {{"dim", dim}, {"parts", parts}, {"part", part}})
                   : sliced(b, b.operand(0), dim, begin, end));
    }
    begin = end;
  }
}

/// Known places of dimension `dim`: runs of them are slices.
Node gathered(Building& b, std::int64_t dim, const std::vector<std::int64_t>& places) {
  constexpr std::size_t kMostRuns = 256;
  std::vector<Node> runs;
  for (std::size_t i = 0, next = 0; i < places.size(); i = next) {
    for (next = i + 1; next < places.size() && places[next] == places[next - 1] + 1;) ++next;
    runs.push_back(sliced(b, b.operand(0), dim, places[i], places[next - 1] + 1));
    if (runs.size() > kMostRuns) throw Unsupported{fmt::format("more than {} runs of indices", kMostRuns)};
  }
  return runs.size() == 1 ? runs[0] : b.add("concat", runs, {{"dim", dim}});
}

/// Rows of a table of weights are an embedding; known places of anything are slices.
void import_gather(Building& b) {
  const Value& data = b.in(0);
  const Value& indices = b.in(1);
  const std::int64_t dim = Building::normal(b.integer("axis", 0), data.shape.size());
  if (data.constant && data.shape.size() == 2 && dim == 0 && !indices.constant) {
    const Node rows = b.operand(1);
    b.give(b.add("embedding", {rows}, {{"rows", data.shape[0]}, {"features", data.shape[1]}}, data.type));
    return;
  }
  std::vector<std::int64_t> places = b.whole(1, "indices");
  const std::int64_t extent = data.shape[static_cast<std::size_t>(dim)];
  for (std::int64_t& place : places) {
    if (place < -extent || place >= extent) throw Unsupported{fmt::format("index {} of {}", place, extent)};
    if (place < 0) place += extent;
  }
  if (indices.shape.empty()) {
    b.give(b.add("index", {b.operand(0)}, {{"dim", dim}, {"index", places[0]}}));
    return;
  }
  const Node flat = gathered(b, dim, places);
  if (indices.shape.size() == 1) {
    b.give(flat);
    return;
  }
  Shape shape(data.shape.begin(), data.shape.begin() + dim);
  shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
  shape.insert(shape.end(), data.shape.begin() + dim + 1, data.shape.end());
  b.give(b.add("reshape", {flat}, {{"shape", shape}}));
}

void import_concat(Building& b) {
  std::vector<Node> parts;
  for (std::size_t i = 0; i < b.inputs(); ++i) {
    if (models::tensor::elements_of(b.in(i).shape) > 0) parts.push_back(b.operand(i));
  }
  if (parts.empty()) throw Unsupported{"all operands are empty"};
  const std::int64_t dim = Building::normal(b.integer("axis", 0), b.shape_of(parts[0]).size());
  b.give(parts.size() == 1 ? parts[0] : b.add("concat", parts, {{"dim", dim}}));
}

/// Broadcasts both ways: an extent of 1 keeps the operand's.
void import_expand(Building& b) {
  const auto wide = models::tensor::broadcast(b.in(0).shape, b.whole(1, "shape"));
  if (!wide.fits) throw Unsupported{"the shapes do not broadcast"};
  b.give(b.add("expand", {b.operand(0)}, {{"shape", wide.shape}}));
}

/// Repeats of extents of 1 are broadcast; others are copies one after another.
void import_tile(Building& b) {
  constexpr std::int64_t kMost = 1024;
  const std::vector<std::int64_t> repeats = b.whole(1, "repeats");
  Node x = b.operand(0);
  if (repeats.size() != b.shape_of(x).size()) throw Unsupported{"it needs a number of repeats for each dimension"};
  for (std::size_t d = 0; d < repeats.size(); ++d) {
    if (repeats[d] < 1 || repeats[d] > kMost) throw Unsupported{fmt::format("{} repeats", repeats[d])};
    if (repeats[d] == 1) continue;
    Shape shape = b.shape_of(x);
    if (shape[d] == 1) {
      shape[d] = repeats[d];
      x = b.add("expand", {x}, {{"shape", shape}});
    } else {
      x = b.add("concat", std::vector<Node>(static_cast<std::size_t>(repeats[d]), x),
                {{"dim", static_cast<std::int64_t>(d)}});
    }
  }
  b.give(x);
}

/// Factors of height and width, from scales or from sizes.
void import_resize(Building& b) {
  const Shape& from = b.in(0).shape;
  if (from.size() != 4) throw Unsupported{"only images, of 4 dimensions"};
  std::vector<double> scales;
  const std::size_t scales_at = b.node().op_type == "Upsample" ? 1 : 2;
  if (b.has(3) && !b.in(3).shape.empty() && b.in(3).shape[0] > 0) {
    const std::vector<std::int64_t> sizes = b.whole(3, "sizes");
    for (std::size_t d = 0; d < std::min(sizes.size(), from.size()); ++d) {
      scales.push_back(static_cast<double>(sizes[d]) / static_cast<double>(from[d]));
    }
  } else {
    scales = b.known(scales_at, "scales");
  }
  const bool fits = scales.size() == 4 && scales[0] == 1 && scales[1] == 1 && scales[2] == scales[3] &&
                    scales[2] >= 1 && scales[2] <= 1 << 20 && scales[2] == std::floor(scales[2]);
  if (!fits) throw Unsupported{"only enlargement of height and width by one whole number"};
  b.give(b.add("interpolate", {b.operand(0)}, {{"scale", static_cast<std::int64_t>(scales[2])}}));
}

}  // namespace

Imports selection_imports() {
  return {{"Concat", import_concat}, {"Expand", import_expand}, {"Gather", import_gather}, {"Resize", import_resize},
          {"Slice", import_slice},   {"Split", import_split},   {"Tile", import_tile},     {"Upsample", import_resize}};
}

}  // namespace octosim::io::tensor::onnx
