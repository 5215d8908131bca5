#include "jobs/cli/longest_sequence.hpp"

#include <gtest/gtest.h>

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;
using chunk::Method;

TEST(LongestSequenceTest, OneMoreDoesNotFit) {
  const SizedNetwork network{"gpt --dim 32 --heads 4 --seq 64"};
  const auto works = [&](chunk::Request request, std::int64_t length, bool with_plan) {
    const auto graph = network.graph(length);
    const chunk::Tables tables{graph};
    return with_plan ? chunk::has_plan(tables, request) : chunk::needs_no_plan(tables, request);
  };
  for (const Method method : {Method::kGreedy, Method::kReleased, Method::kCost, Method::kMemory, Method::kTbu}) {
    const chunk::Request request{
        .method = method, .budget = 70'000, .tbu = {.sram_bytes = 60'000, .cbu_bytes = 70'000, .tile_bytes = 1024}};
    const auto [before, after] = longest_sequence(network, request);
    EXPECT_GT(after, before) << static_cast<int>(method);
    for (const auto& [length, with_plan] : {std::pair{before, false}, std::pair{after, true}}) {
      EXPECT_TRUE(length == 0 || works(request, length, with_plan)) << static_cast<int>(method);
      EXPECT_FALSE(works(request, length + 1, with_plan)) << static_cast<int>(method);
    }
  }
}

TEST(LongestSequenceTest, APlanThatLosesMuchDoesNotCount) {
  const SizedNetwork network{"gpt --dim 32 --heads 4 --seq 64"};
  const chunk::Request request{.method = Method::kGreedy, .budget = 70'000};
  const auto any = longest_sequence(network, request), fast = longest_sequence(network, request, 0.5);
  EXPECT_EQ(fast.before, any.before);
  EXPECT_GE(fast.after, fast.before);
  EXPECT_LT(fast.after, any.after);
  const auto graph = network.graph(fast.after);
  const auto planned = chunk::plan_graph(chunk::Tables{graph}, request);
  EXPECT_LE(static_cast<double>(planned.cycles_after), 1.5 * static_cast<double>(planned.cycles_before));
  EXPECT_EQ(longest_sequence(network, request, 1e9).after, any.after);
}

TEST(LongestSequenceTest, NoneHasRoom) {
  const auto [before, after] =
      longest_sequence(SizedNetwork{"gpt --dim 32 --heads 4"}, {.method = Method::kGreedy, .budget = 2});
  EXPECT_EQ(before, 0);
  EXPECT_EQ(after, 0);
}

}  // namespace
}  // namespace octosim::jobs::cli
