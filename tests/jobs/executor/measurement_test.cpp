#include "jobs/executor/measurement.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/blocks/attention.hpp"
#include "partition/chunk/planning.hpp"

namespace octosim::jobs::executor {
namespace {

namespace chunk = partition::chunk;

class MeasurementTest : public testing::Test {
 protected:
  models::tensor::Graph graph_ =
      models::tensor::blocks::attention({.tokens = 64, .width = 32, .heads = 4, .element_bytes = 4});
  chunk::Tables tables_{graph_};
};

TEST_F(MeasurementTest, ChunksNeedLessMemoryForTheSameResults) {
  const auto planned = chunk::plan_graph(tables_, {.method = chunk::Method::kCost, .budget = 70'000});
  const Measured found = measure(tables_, planned.plan, 2);
  EXPECT_EQ(found.repeats, 2);
  EXPECT_EQ(found.peak_before, planned.peak_before) << "the scores decide, where nothing is copied";
  EXPECT_LT(found.peak_after, found.peak_before);
  EXPECT_GE(found.reach_after, found.peak_after);
  EXPECT_GT(found.seconds_before, 0);
  EXPECT_GT(found.seconds_after, 0);
  EXPECT_LE(found.difference, kTolerance);
  const Once once = measure_once(tables_, planned.plan);
  EXPECT_EQ(once.peak, found.peak_after);
  EXPECT_GT(once.seconds, 0);
}

/// Softmax over what is sliced: a plan that no search would give.
TEST_F(MeasurementTest, AnotherResultIsAFaultOfOurs) {
  models::tensor::Graph graph;
  const auto x = graph.add_input("x", {8, 8}, 4);
  const auto y = graph.add("y", "neg", {x});
  const auto probs = graph.add("probs", "softmax", {y}, {{"dim", 0}});
  graph.mark_output(probs);
  const chunk::Tables tables{graph};
  chunk::Plan wrong{.order = graph.compute_order()};
  wrong.chunks = {{.first = 0,
                   .last = 1,
                   .dim = 0,
                   .extent = 8,
                   .size = 2,
                   .loop = {{y, 0}, {probs, 0}},
                   .hoisted = {},
                   .inputs = {{x, y, 0, 0}},
                   .outputs = {{probs, 0}}}};
  EXPECT_THROW(measure(tables, wrong, 1), engine::LogicError);
}

}  // namespace
}  // namespace octosim::jobs::executor
