#include "partition/methods/method.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Each method's own header, for all of them are held by the same statements.
#include "partition/methods/bisect.hpp"
#include "partition/methods/block.hpp"
#include "partition/methods/metis.hpp"
#include "partition/methods/scotch.hpp"
#include "tests/partition/methods/graphs.hpp"

namespace octosim::partition::methods {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class EveryMethod : public testing::TestWithParam<Method> {
 protected:
  /// Deals out, and checks what must hold for any graph: every rank has work, none beyond the bound, twice the same.
  static std::vector<std::int32_t> deal(const graph::Graph& graph, std::int32_t ranks) {
    const auto rank_of = deal_out(graph, ranks, GetParam());
    EXPECT_EQ(rank_of.size(), graph.count());
    std::vector<int> vertices(static_cast<std::size_t>(ranks), 0);
    for (const std::int32_t rank : rank_of) ++vertices.at(static_cast<std::size_t>(rank));
    EXPECT_THAT(vertices, testing::Each(testing::Ge(1))) << ranks << " ranks";
    EXPECT_EQ(rank_of, deal_out(graph, ranks, GetParam()));
    return rank_of;
  }
  /// Over the mean; as the methods promise: the slack, and the heaviest vertex.
  static void expect_balance(const graph::Graph& graph, std::int32_t ranks) {
    const auto loads = test::loads_of(graph, deal(graph, ranks), ranks);
    const double mean = static_cast<double>(graph.total_load()) / ranks;
    const auto heaviest = static_cast<double>(*std::max_element(graph.load.begin(), graph.load.end()));
    EXPECT_LE(static_cast<double>(*std::max_element(loads.begin(), loads.end())), mean * (1 + kSlack) + heaviest)
        << ranks << " ranks";
  }
};

TEST_P(EveryMethod, FindsTheShortestCutOfAGrid) {
  for (const bool known : {false, true}) {
    const auto graph = test::grid(8, 8, known);
    EXPECT_EQ(test::cut_of(graph, deal(graph, 2)), 80U);
    EXPECT_THAT(test::loads_of(graph, deal(graph, 2), 2), ElementsAre(32, 32));
  }
}

TEST_P(EveryMethod, BalancesUniformAndDrawnLoads) {
  for (const std::int32_t ranks : {2, 3, 5, 8, 16, 31}) {
    expect_balance(test::grid(20, 20), ranks);
    auto graph = test::random_graph(300, 4, 1);
    for (std::uint32_t v = 0; v < graph.count(); ++v) graph.load[v] = 1 + engine::draw_word({2, v, 0}) % 100;
    expect_balance(graph, ranks);
  }
}

TEST_P(EveryMethod, GivesEachRankWorkWhateverTheGraph) {
  deal(test::graph_of(1, {}), 1);
  deal(test::graph_of(3, {}), 2);
  for (const std::int32_t ranks : {1, 2, 7, 19, 20}) {
    deal(test::graph_of(20, {}), ranks);                                      // no edges
    deal(test::graph_of(20, {{0, 1, 1, 1, {1}}, {5, 9, 1, 9, {1}}}), ranks);  // parts
    deal(test::random_graph(20, 3, 7), ranks);
    auto heavy = test::grid(4, 5);
    heavy.load[7] = 1000;
    deal(heavy, ranks);
    heavy.load.assign(20, std::uint64_t{1} << 35U);  // near graph::kMostTotalLoad
    deal(heavy, ranks);
  }
}

TEST_P(EveryMethod, GivesEachVertexARankWhenThereAreAsMany) {
  auto rank_of = deal(test::two_cliques(3), 6);
  std::sort(rank_of.begin(), rank_of.end());
  EXPECT_THAT(rank_of, ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST_P(EveryMethod, TakesWeightsOfAnyScale) {
  auto graph = test::grid(10, 10);
  const std::uint64_t cut = test::cut_of(graph, deal(graph, 5));
  constexpr std::uint64_t kScale = 1'000'000'000'000;
  for (graph::HalfEdge& edge : graph.edges) edge.weight *= kScale;
  EXPECT_LE(test::cut_of(graph, deal(graph, 5)), cut * kScale * 5 / 4);
}

INSTANTIATE_TEST_SUITE_P(Methods, EveryMethod,
                         testing::Values(Method::kBlock, Method::kBisect, Method::kScotch, Method::kMetis),
                         [](const auto& given) { return std::string{name_of(given.param)}; });

/// Those that look at edges.
class EveryCutter : public testing::TestWithParam<Method> {};

TEST_P(EveryCutter, PartsTwoCliquesAtTheirOnlyEdge) {
  for (const std::uint32_t size : {3U, 10U, 40U}) {
    const auto graph = test::two_cliques(size);
    EXPECT_EQ(test::cut_of(graph, deal_out(graph, 2, GetParam())), 10U) << size;
  }
}

TEST_P(EveryCutter, CutsLessThanChance) {
  for (const std::int32_t ranks : {2, 6, 16}) {
    const auto graph = test::random_graph(400, 3, 11);
    std::vector<std::int32_t> chance(graph.count());
    for (std::uint32_t v = 0; v < graph.count(); ++v) {
      chance[v] = static_cast<std::int32_t>(engine::draw_word({3, v, 0}) % static_cast<std::uint64_t>(ranks));
    }
    EXPECT_LT(static_cast<double>(test::cut_of(graph, deal_out(graph, ranks, GetParam()))),
              0.75 * static_cast<double>(test::cut_of(graph, chance)))
        << ranks;
  }
}

TEST_P(EveryCutter, AvoidsHeavyEdges) {
  auto graph = test::grid(1, 10);
  for (const std::uint32_t v : {4U, 5U}) {  // the edge 4 - 5, in the middle, is dear
    for (std::uint64_t e = graph.first[v]; e < graph.first[v + 1]; ++e) {
      if (graph.edges[e].to == 9 - v) graph.edges[e].weight = 1000;
    }
  }
  graph.load = {5, 5, 5, 5, 1, 1, 5, 5, 5, 5};  // 4 and 5 together on either side are within the slack
  EXPECT_EQ(test::cut_of(graph, deal_out(graph, 2, GetParam())), 10U);
}

TEST_P(EveryCutter, OfAGridTheSquaresAreNear) {
  const auto graph = test::grid(16, 16);
  EXPECT_LE(test::cut_of(graph, deal_out(graph, 4, GetParam())), 400U) << "four squares cut 320";
}

INSTANTIATE_TEST_SUITE_P(Methods, EveryCutter, testing::Values(Method::kBisect, Method::kScotch, Method::kMetis),
                         [](const auto& given) { return std::string{name_of(given.param)}; });

TEST(MethodTest, NamesGoBothWays) {
  for (const Method method : {Method::kBlock, Method::kBisect, Method::kScotch, Method::kMetis}) {
    EXPECT_EQ(method_named(name_of(method)), method);
    EXPECT_THAT(all_help(), HasSubstr(std::string{name_of(method)}));
  }
  EXPECT_EQ(method_named("Metis"), std::nullopt);
  EXPECT_EQ(all_names(), "block, bisect, scotch, metis");
}

TEST(MethodTest, BisectDrawsStraightLinesOnAGrid) {
  const auto known = bisect(test::grid(2, 6, true), 3);
  EXPECT_THAT(known, ElementsAre(0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2));
}

TEST(MethodTest, MetisDoesNotAskMetisToCutSingleVertices) {
  auto graph = test::grid(10, 10);
  graph.load[0] = 10'000;  // alone more than all the others
  testing::internal::CaptureStdout();
  const auto rank_of = metis(graph, 16);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "") << "METIS complains on standard output";
  EXPECT_EQ(std::count(rank_of.begin(), rank_of.end(), rank_of[0]), 1);
}

}  // namespace
}  // namespace octosim::partition::methods
