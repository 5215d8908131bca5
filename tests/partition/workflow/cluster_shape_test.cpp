#include "partition/workflow/cluster_shape.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::partition::workflow {
namespace {

models::hardware::WaferSettings chiplet(std::uint64_t rows, std::uint64_t cols) {
  return {.chiplet_rows = 2, .chiplet_cols = 3, .tbu_rows = rows, .tbu_cols = cols};
}

std::pair<std::uint32_t, std::uint32_t> shape(const models::hardware::WaferSettings& wafer, std::uint64_t size,
                                              std::uint64_t need) {
  const models::plan::ClusterMap map = shape_clusters(wafer, size, need);
  return {map.height, map.width};
}
using Shape = std::pair<std::uint32_t, std::uint32_t>;

TEST(ClusterShapeTest, IsTheMostSquareAndThenTheWider) {
  EXPECT_EQ(shape(chiplet(8, 8), 1, 99), (Shape{1, 1}));
  EXPECT_EQ(shape(chiplet(8, 8), 2, 99), (Shape{1, 2}));
  EXPECT_EQ(shape(chiplet(8, 8), 4, 99), (Shape{2, 2}));
  EXPECT_EQ(shape(chiplet(8, 8), 8, 99), (Shape{2, 4}));
  EXPECT_EQ(shape(chiplet(8, 8), 64, 99), (Shape{8, 8}));
  EXPECT_EQ(shape(chiplet(8, 1), 4, 99), (Shape{4, 1}));
  EXPECT_EQ(shape(chiplet(6, 4), 12, 99), (Shape{3, 4}));
}

TEST(ClusterShapeTest, RoundsTheNeedUpToASizeThatTiles) {
  EXPECT_EQ(shape(chiplet(8, 8), 0, 3), (Shape{2, 2}));
  EXPECT_EQ(shape(chiplet(8, 8), 0, 4), (Shape{2, 2}));
  EXPECT_EQ(shape(chiplet(8, 8), 0, 5), (Shape{2, 4}));
  EXPECT_EQ(shape(chiplet(6, 6), 0, 5), (Shape{2, 3}));
  EXPECT_EQ(shape(chiplet(2, 2), 0, 5), (Shape{2, 2})) << "no cluster is larger than a chiplet";
}

TEST(ClusterShapeTest, TilesTheWholeWafer) {
  const models::plan::ClusterMap map = shape_clusters(chiplet(8, 8), 8, 0);
  EXPECT_EQ(map.per_chiplet_rows, 4U);
  EXPECT_EQ(map.per_chiplet_cols, 2U);
  EXPECT_EQ(map.rows, 8U);
  EXPECT_EQ(map.cols, 6U);
}

TEST(ClusterShapeTest, NamesTheSizesThatTile) {
  const auto message = [](std::uint64_t size) -> std::string {
    try {
      static_cast<void>(shape_clusters(chiplet(4, 2), size, 1));
    } catch (const engine::ModelError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message(3),
            "schedule.cluster_size = 3 TBUs does not tile a chiplet of 4 x 2 (must be 0, or one of 1, 2, 4, 8)");
  EXPECT_EQ(message(9),
            "schedule.cluster_size = 9 TBUs does not tile a chiplet of 4 x 2 (must be 0, or one of 1, 2, 4, 8)");
  EXPECT_EQ(message(4), "accepted");
}

}  // namespace
}  // namespace octosim::partition::workflow
