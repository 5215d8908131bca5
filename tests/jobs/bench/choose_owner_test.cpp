#include "jobs/bench/choose_owner.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "engine/comm/thread_communicator.hpp"
#include "jobs/bench/ring.hpp"

namespace octosim::jobs::bench {
namespace {

std::vector<int> counts(Cut cut, std::uint32_t components, std::int32_t ranks, bool& rises) {
  const Ring model{{.nodes = components}};
  std::vector<std::vector<std::int32_t>> owners(static_cast<std::size_t>(ranks));
  engine::on_thread_ranks(ranks, [&](engine::Communicator& comm) {
    const auto owner = choose_owner(cut, model, comm, 3);
    for (std::uint32_t id = 0; id < components; ++id) {
      owners[static_cast<std::size_t>(index(comm.rank()))].push_back(index(owner(engine::ComponentId{id})));
    }
  });
  for (const auto& each : owners) EXPECT_EQ(each, owners.front());
  std::vector<int> count(static_cast<std::size_t>(ranks), 0);
  for (const std::int32_t rank : owners.front()) ++count.at(static_cast<std::size_t>(rank));
  rises = std::is_sorted(owners.front().begin(), owners.front().end());
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

/// Two arcs of a ring: the methods for graphs find them.
TEST(ChooseOwner, GraphMethodsBalance) {
  for (const Cut cut : {Cut::kBisect, Cut::kScotch, Cut::kMetis}) {
    bool rises = false;
    for (const int each : counts(cut, 100, 2, rises)) EXPECT_NEAR(each, 50, 5) << name_of(cut);
  }
}

TEST(ChooseOwner, CutsHaveNames) {
  for (const auto& [name, cut] : kCuts) EXPECT_EQ(name_of(cut), name);
}

}  // namespace
}  // namespace octosim::jobs::bench
