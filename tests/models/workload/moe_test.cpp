// What jobs/workloads/moe.toml promises: two experts for each token group, as often as the weights say.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "io/owg/read_owg.hpp"
#include "models/plan/program.hpp"
#include "partition/workflow/compile.hpp"
#include "partition/workflow/expected.hpp"

namespace octosim::models::workload {
namespace {

TEST(MoeTest, EachGroupVisitsTwoExpertsAsOftenAsTheirWeightsSay) {
  WorkloadSettings settings;
  settings.videos = 40;
  settings.minutes = 50;
  settings.rate = 1.0 / 60;
  const auto owg = io::owg::read_owg(OCTOSIM_SOURCE_DIR "/jobs/workloads/moe.toml");
  const plan::Program program{partition::workflow::compile(owg, settings, {}, {}, 1)};
  const std::uint32_t route = owg.find_block("RouteExperts"), expand = owg.find_block("ExpandGroups");
  const auto& weights = owg.blocks[route].choosing.weights;
  ASSERT_EQ(weights.size(), 8U);
  ASSERT_TRUE(std::ranges::is_sorted(weights, std::greater<>{}));
  std::vector<double> visits(weights.size(), 0);
  double groups = 0;
  for (std::uint64_t stream = 0; stream < program.input().count(); ++stream) {
    for (std::uint32_t prompt = 0; prompt < program.input().frames(stream); ++prompt) {
      const Token token = program.frame_token(stream, prompt, 0);
      const std::uint64_t count = program.fan_out(expand, token.name());
      EXPECT_GE(count, 4U);
      EXPECT_LE(count, 28U);
      for (std::uint64_t group = 0; group < count; ++group) {
        const TokenName name{functional::child_id(token.id, expand, group), token.id, group, token.frame};
        const auto chosen = program.branches(route, name);
        ASSERT_EQ(chosen.size(), 2U);
        ASSERT_LT(chosen[0], chosen[1]);
        ASSERT_LT(chosen[1], 8U);
        for (const std::uint32_t expert : chosen) ++visits[expert];
        ++groups;
      }
    }
  }
  const double prompts = static_cast<double>(program.input().frames());
  // 16 groups a prompt, of deviation sqrt((25^2 - 1) / 12) = 7.2; five deviations of the mean, and of each share.
  EXPECT_NEAR(groups / prompts, 16, 5 * 7.2 / std::sqrt(prompts));
  const std::vector<double> expected = partition::workflow::chances(weights, 2);
  for (std::size_t expert = 0; expert < weights.size(); ++expert) {
    const double p = expected[expert];
    EXPECT_NEAR(visits[expert] / groups, p, 5 * std::sqrt(p * (1 - p) / groups) + 1e-3) << expert;
  }
  EXPECT_GT(visits.front() / groups, 2.4 * 2 / 8) << "the busiest expert has more than twice the mean load";
}

}  // namespace
}  // namespace octosim::models::workload
