#include "partition/workflow/cluster_shape.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/base/error.hpp"

namespace octosim::partition::workflow {
namespace {

struct Shape {
  std::uint64_t height = 1, width = 1;
  std::uint64_t size() const { return height * width; }
  std::uint64_t longer_side() const { return std::max(height, width); }
};

/// By size, then the most square first, then the wider first.
bool before(const Shape& a, const Shape& b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return a.longer_side() != b.longer_side() ? a.longer_side() < b.longer_side() : a.width > b.width;
}

std::vector<Shape> shapes_that_tile(const models::hardware::WaferSettings& wafer) {
  std::vector<Shape> shapes;
  for (std::uint64_t height = 1; height <= wafer.tbu_rows; ++height) {
    for (std::uint64_t width = 1; width <= wafer.tbu_cols; ++width) {
      if (wafer.tbu_rows % height == 0 && wafer.tbu_cols % width == 0) shapes.push_back({height, width});
    }
  }
  std::sort(shapes.begin(), shapes.end(), before);
  return shapes;
}

}  // namespace

models::plan::ClusterMap shape_clusters(const models::hardware::WaferSettings& wafer, std::uint64_t size,
                                        std::uint64_t need) {
  const std::vector<Shape> shapes = shapes_that_tile(wafer);
  const std::uint64_t least = size != 0 ? size : std::min(need, wafer.tbu_rows * wafer.tbu_cols);
  const auto found = std::find_if(shapes.begin(), shapes.end(), [&](const Shape& s) { return s.size() >= least; });
  if (found == shapes.end() || (size != 0 && found->size() != size)) {
    std::vector<std::uint64_t> sizes;
    for (const Shape& shape : shapes) sizes.push_back(shape.size());
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    throw engine::ModelError{
        fmt::format("schedule.cluster_size = {} TBUs does not tile a chiplet of {} x {} (must be 0, or one of {})",
                    size, wafer.tbu_rows, wafer.tbu_cols, fmt::join(sizes, ", "))};
  }
  const auto narrow = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const std::uint32_t rows = narrow(wafer.tbu_rows / found->height), cols = narrow(wafer.tbu_cols / found->width);
  return {.height = narrow(found->height),
          .width = narrow(found->width),
          .rows = narrow(wafer.chiplet_rows) * rows,
          .cols = narrow(wafer.chiplet_cols) * cols,
          .per_chiplet_rows = rows,
          .per_chiplet_cols = cols};
}

}  // namespace octosim::partition::workflow
