#include "partition/workflow/assign_tbus.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace octosim::partition::workflow {
namespace {

using Serves = std::vector<std::vector<std::uint32_t>>;

TEST(AssignTbusTest, SharesInProportionToWork) {
  EXPECT_EQ(assign_tbus({1, 2, 1}, 8), (Serves{{0}, {0}, {1}, {1}, {1}, {1}, {2}, {2}}));
}

TEST(AssignTbusTest, GivesTheLargestRemainderOneMore) {
  EXPECT_EQ(assign_tbus({2.2, 1.7, 1.1}, 5), (Serves{{0}, {0}, {1}, {1}, {2}}));
  EXPECT_EQ(assign_tbus({1, 1}, 3), (Serves{{0}, {0}, {1}})) << "of equal remainders the more upstream";
}

TEST(AssignTbusTest, GivesATaskWithLittleWorkOneTbu) {
  EXPECT_EQ(assign_tbus({0, 1000, 1, 1000}, 6), (Serves{{0}, {1}, {1}, {2}, {3}, {3}}));
  EXPECT_EQ(assign_tbus({0, 0}, 2), (Serves{{0}, {1}}));
}

TEST(AssignTbusTest, SharesEquallyWhatHasNoExpectedWork) {
  EXPECT_EQ(assign_tbus({0, 0}, 4), (Serves{{0}, {0}, {1}, {1}}));
}

TEST(AssignTbusTest, GivesRunsOfTasksToFewTbusMostDownstreamFirst) {
  EXPECT_EQ(assign_tbus({1, 1, 1, 1, 4, 1}, 3), (Serves{{3, 2, 1, 0}, {4}, {5}}));
  EXPECT_EQ(assign_tbus({5, 1, 1, 1}, 2), (Serves{{0}, {3, 2, 1}}));
  EXPECT_EQ(assign_tbus({3, 1, 2}, 1), (Serves{{2, 1, 0}}));
}

/// The largest run of the best cut of work[first..] into n runs, by trying them all.
double best(const std::vector<double>& work, std::size_t first, std::uint32_t n) {
  double run = 0, found = 1e300;
  for (std::size_t end = first + 1; end <= work.size(); ++end) {
    run += work[end - 1];
    if (n == 1 && end < work.size()) continue;
    if (n > 1 && end == work.size()) continue;
    found = std::min(found, std::max(run, n == 1 ? 0 : best(work, end, n - 1)));
  }
  return found;
}

TEST(AssignTbusTest, NoCutIntoRunsIsBetter) {
  const std::vector<double> work{3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
  for (std::uint32_t tbus = 1; tbus < work.size(); ++tbus) {
    const Serves serves = assign_tbus(work, tbus);
    ASSERT_EQ(serves.size(), tbus);
    double largest = 0;
    std::uint32_t next = 0;
    for (const auto& own : serves) {
      double sum = 0;
      for (auto task = own.rbegin(); task != own.rend(); ++task) {
        EXPECT_EQ(*task, next++);
        sum += work[*task];
      }
      largest = std::max(largest, sum);
    }
    EXPECT_EQ(next, work.size());
    EXPECT_EQ(largest, best(work, 0, tbus)) << tbus;
  }
}

TEST(AssignTbusTest, EveryTaskHasATbuAndEveryTbuATask) {
  const std::vector<double> work{0.1, 1000, 0, 7, 7, 1e-9};
  for (std::uint32_t tbus = 1; tbus <= 64; ++tbus) {
    const Serves serves = assign_tbus(work, tbus);
    std::set<std::uint32_t> served;
    for (const auto& own : serves) {
      EXPECT_FALSE(own.empty());
      EXPECT_TRUE(own.size() == 1 || tbus < work.size());
      served.insert(own.begin(), own.end());
    }
    EXPECT_EQ(serves.size(), tbus);
    EXPECT_EQ(served.size(), work.size());
  }
}

}  // namespace
}  // namespace octosim::partition::workflow
