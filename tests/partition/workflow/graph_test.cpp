#include "partition/workflow/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using test::OwgBuilder;
using testing::ElementsAre;

OwgBuilder diamond() {
  return OwgBuilder{}.tasks({"A", "B", "C", "D"}).path({"SRC", "A", "B", "D", "SINK"}).path({"A", "C", "D"});
}

TEST(GraphTest, ListsFlowsInTheOrderOfTheirDeclaration) {
  const OwgBuilder builder = diamond();
  const auto owg = builder.build();
  const Graph graph{owg};
  EXPECT_THAT(graph.out_of(builder.block_index("A")), ElementsAre(1U, 4U));
  EXPECT_THAT(graph.into(builder.block_index("D")), ElementsAre(2U, 5U));
  EXPECT_THAT(graph.into(builder.block_index("SRC")), ElementsAre());
}

TEST(GraphTest, WalksAPathBackAlongFirstInputs) {
  const OwgBuilder builder = diamond();
  const auto owg = builder.build();
  const Graph graph{owg};
  EXPECT_EQ(graph.path_along(3, models::workload::kNone), "SRC -> A -> B -> D -> SINK");
  EXPECT_EQ(graph.path_along(5, models::workload::kNone), "SRC -> A -> C -> D");
  EXPECT_EQ(graph.path_along(5, builder.block_index("A")), "A -> C -> D");
  EXPECT_EQ(graph.path_along(5, builder.block_index("C")), "C -> D");
}

TEST(GraphTest, FindsWhatLeadsToABlock) {
  const OwgBuilder builder = diamond();
  const auto owg = builder.build();
  //                                                     SRC   SINK   A     B      C     D
  EXPECT_THAT(Graph{owg}.leading_to(builder.block_index("C")), ElementsAre(true, false, true, false, true, false));
}

TEST(GraphTest, AcceptsADiamondAndShowsTheFirstCycleOnly) {
  const auto acyclic = diamond().build();
  EXPECT_NO_THROW(Graph{acyclic}.check_acyclic());
  const auto cyclic = diamond().path({"D", "A"}).build();
  try {
    Graph{cyclic}.check_acyclic();
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "workflow \"test\": the flows form a cycle: A -> B -> D -> A");
  }
}

}  // namespace
}  // namespace octosim::partition::workflow
