#include "jobs/bench/choose_owner.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "jobs/bench/ring.hpp"

namespace octosim::jobs::bench {
namespace {

std::vector<int> counts(Cut cut, std::uint32_t components, std::int32_t ranks, bool& rises) {
  StartMark mark;
  const Ring model{{.nodes = components}, mark};
  const auto owner = choose_owner(cut, model, ranks, 3);
  std::vector<int> count(static_cast<std::size_t>(ranks), 0);
  std::int32_t before = 0;
  rises = true;
  for (std::uint32_t id = 0; id < components; ++id) {
    const std::int32_t rank = index(owner(engine::ComponentId{id}));
    rises = rises && rank >= before;
    before = rank;
    ++count.at(static_cast<std::size_t>(rank));
  }
  return count;
}

TEST(ChooseOwner, BlocksAreContiguousAndEven) {
  for (const std::int32_t ranks : {1, 2, 3, 7}) {
    bool rises = false;
    const auto count = counts(Cut::kBlock, 100, ranks, rises);
    const auto [least, most] = std::minmax_element(count.begin(), count.end());
    EXPECT_TRUE(rises);
    EXPECT_LE(*most - *least, 1);
  }
}

/// 1000 of 4 ranks: 250 each, deviation 13.7.
TEST(ChooseOwner, RandomIsAboutEvenAndScattered) {
  bool rises = true;
  for (const int each : counts(Cut::kRandom, 1000, 4, rises)) EXPECT_NEAR(each, 250, 60);
  EXPECT_FALSE(rises);
}

TEST(ChooseOwner, CutsHaveNames) {
  for (const auto& [name, cut] : kCuts) EXPECT_EQ(name_of(cut), name);
}

}  // namespace
}  // namespace octosim::jobs::bench
