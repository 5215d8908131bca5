#include "partition/methods/library_graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/partition/methods/graphs.hpp"

namespace octosim::partition::methods {
namespace {

using testing::ElementsAre;

TEST(LibraryGraphTest, HasTheWholeGraph) {
  const auto all = to_library<std::int32_t>(test::grid(1, 3), "x");
  EXPECT_THAT(all.first, ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(all.to, ElementsAre(1, 0, 2, 1));
  EXPECT_THAT(all.weight, testing::Each(10));
  EXPECT_THAT(all.load, testing::Each(1));
}

TEST(LibraryGraphTest, HasAPieceUnderNewNumbers) {
  std::vector<std::uint32_t> local(6);
  const std::vector<std::uint32_t> piece{1, 2, 5};
  const auto some = to_library<std::int32_t>(
      test::grid(2, 3), piece, local, [](std::uint32_t v) { return v == 1 || v == 2 || v == 5; }, "x");
  EXPECT_THAT(some.first, ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(some.to, ElementsAre(1, 0, 2, 1));
}

TEST(LibraryGraphTest, ScalesSumsThatDoNotFit) {
  auto graph = test::grid(1, 3);
  graph.load = {std::uint64_t{1} << 39U, 1, std::uint64_t{1} << 38U};
  graph.edges[0].weight = graph.edges[1].weight = std::uint64_t{1} << 50U;
  const auto all = to_library<std::int32_t>(graph, "x");
  EXPECT_NEAR(static_cast<double>(all.load[0]), 2.0 * all.load[2], 4);
  EXPECT_EQ(all.load[1], 1);
  EXPECT_EQ(all.weight[0], all.weight[1]);
  EXPECT_EQ(all.weight[2], 1);
  EXPECT_LE(std::int64_t{all.load[0]} + all.load[2], (std::int64_t{1} << 29U) + 3);
}

TEST(LibraryGraphTest, RefusesWhatItsIndicesCannotName) {
  try {
    static_cast<void>(to_library<std::int8_t>(test::grid(4, 8), "metis"));
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(
        error.what(),
        "too large for method metis: 32 vertices and 52 edges (at most 31 and 15; methods block and bisect have "
        "no limit)");
  }
}

}  // namespace
}  // namespace octosim::partition::methods
