#include <vector>

#include <gmock/gmock.h>

#include "engine/comm/self_communicator.hpp"
#include "engine/comm/thread_communicator.hpp"
#include "engine/kernel/synchroniser.hpp"

namespace octosim::engine {
namespace {

using testing::HasSubstr;

/// What `ranks` come to, each with as many peers as `peers` says; all must come to the same.
template <class Peers>
SyncChoice chosen(std::int32_t ranks, Sync wanted, const Peers& peers, std::uint64_t lookahead = 3) {
  std::vector<SyncChoice> all(static_cast<std::size_t>(ranks));
  on_thread_ranks(ranks, [&](Communicator& comm) {
    Share share;
    share.lookahead.count = lookahead;
    share.peers.resize(static_cast<std::size_t>(peers(index(comm.rank()))));
    all[static_cast<std::size_t>(index(comm.rank()))] = choose_sync(wanted, share, comm);
  });
  for (const SyncChoice& one : all) {
    EXPECT_EQ(one.sync, all[0].sync);
    EXPECT_EQ(one.reason, all[0].reason);
  }
  return all[0];
}
int two(int) { return 2; }
/// The first rank knows all of 20, the others only it.
int star(int rank) { return rank == 0 ? 19 : 1; }

TEST(ChooseSync, OneRankHasNothingToSynchronise) {
  for (const Sync wanted : {Sync::kAuto, Sync::kWindow, Sync::kNeighbor}) {
    const auto choice = chosen(1, wanted, [](int) { return 0; });
    EXPECT_EQ(choice.sync, Sync::kWindow);
    EXPECT_THAT(choice.reason, HasSubstr("one rank"));
  }
}

TEST(ChooseSync, DoesWhatIsAskedFor) {
  for (const Sync wanted : {Sync::kWindow, Sync::kNeighbor}) {
    for (const std::int32_t ranks : {2, 20}) {
      const auto choice = chosen(ranks, wanted, two, kNever.cycle);
      EXPECT_EQ(choice.sync, wanted);
      EXPECT_EQ(choice.reason, "asked for");
    }
  }
}

TEST(ChooseSync, TakesWindowsWhereNothingCrosses) {
  const auto choice = chosen(
      20, Sync::kAuto, [](int) { return 0; }, kNever.cycle);
  EXPECT_EQ(choice.sync, Sync::kWindow);
  EXPECT_THAT(choice.reason, HasSubstr("no link crosses"));
}

TEST(ChooseSync, TakesWindowsOnFewRanks) {
  const auto choice = chosen(16, Sync::kAuto, two);
  EXPECT_EQ(choice.sync, Sync::kWindow);
  EXPECT_THAT(choice.reason, HasSubstr("16 ranks"));
}

TEST(ChooseSync, TakesPromisesOnManyRanksWithFewNeighbours) {
  for (const std::int32_t ranks : {17, 20}) {
    const auto choice = chosen(ranks, Sync::kAuto, two);
    EXPECT_EQ(choice.sync, Sync::kNeighbor);
    EXPECT_THAT(choice.reason, HasSubstr("more than 2 neighbours"));
  }
}

/// One rank with many neighbours is enough.
TEST(ChooseSync, TakesWindowsWhereOneRankKnowsMostOthers) {
  const auto choice = chosen(20, Sync::kAuto, star);
  EXPECT_EQ(choice.sync, Sync::kWindow);
  EXPECT_THAT(choice.reason, HasSubstr("19 neighbours"));
}

}  // namespace
}  // namespace octosim::engine
