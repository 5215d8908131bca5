#include "engine/kernel/paths.hpp"

#include <vector>

#include <gmock/gmock.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::ScriptedModel;
using testing::ElementsAre;

constexpr std::uint64_t kNoPath = kNever.cycle;

/// Two neighbouring components on each rank.
Partition in_twos() {
  return [](ComponentId id) { return Rank{static_cast<std::int32_t>(index(id) / 2)}; };
}

/// What all ranks build.
std::vector<Share> shares(std::int32_t ranks, const ScriptedModel& model, const Partition& owner,
                          const Lookahead& widen = {}) {
  std::vector<Share> all(static_cast<std::size_t>(ranks));
  on_thread_ranks(ranks, [&](Communicator& comm) {
    all[static_cast<std::size_t>(index(comm.rank()))] = build_share(model, owner, comm, widen);
  });
  return all;
}

std::vector<std::uint64_t> outs(const Share& share) {
  std::vector<std::uint64_t> all;
  for (const Peer& peer : share.peers) all.push_back(peer.out);
  return all;
}
std::vector<std::uint64_t> beyonds(const Share& share) {
  std::vector<std::uint64_t> all;
  for (const Peer& peer : share.peers) all.push_back(peer.beyond);
  return all;
}

/// 0 -2-> 1 -3-> 2 -4-> 3 -5-> 4 -6-> 5 -7-> 0, and 1 -20-> 4; ranks {0, 1}, {2, 3}, {4, 5}.
ScriptedModel ring_with_a_chord() {
  ScriptedModel model{6};
  for (std::uint32_t id = 0; id < 6; ++id) model.link(id, 0, (id + 1) % 6, 0, 2 + id);
  model.link(1, 1, 4, 1, 20);
  return model;
}

TEST(Paths, ReachIsTheShortestWayOffTheRank) {
  const auto all = shares(3, ring_with_a_chord(), in_twos());
  EXPECT_THAT(all[0].reach, ElementsAre(5, 3));
  EXPECT_THAT(all[1].reach, ElementsAre(9, 5));
  EXPECT_THAT(all[2].reach, ElementsAre(13, 7));
  EXPECT_EQ(all[0].least_reach, 3U);
  EXPECT_EQ(all[1].least_reach, 5U);
  EXPECT_EQ(all[2].least_reach, 7U);
  for (const Share& share : all) {
    EXPECT_EQ(share.least_reach_of_all, 3U);
    EXPECT_EQ(share.lookahead, 3_cy);
  }
}

TEST(Paths, OutIsForEachPeerAndDirection) {
  const auto all = shares(3, ring_with_a_chord(), in_twos());
  EXPECT_THAT(outs(all[0]), ElementsAre(3, 20));
  EXPECT_THAT(outs(all[1]), ElementsAre(kNoPath, 5));
  EXPECT_THAT(outs(all[2]), ElementsAre(7, kNoPath));
}

/// From where the links of one peer end here to the links that leave for another, or the same.
TEST(Paths, ThroughIsForEachPairOfPeers) {
  const auto all = shares(3, ring_with_a_chord(), in_twos());
  EXPECT_THAT(all[0].peers[0].through, ElementsAre(kNoPath, 5));
  EXPECT_THAT(all[0].peers[1].through, ElementsAre(kNoPath, 22));
  EXPECT_THAT(all[1].peers[0].through, ElementsAre(kNoPath, kNoPath));
  EXPECT_THAT(all[1].peers[1].through, ElementsAre(9, kNoPath));
  EXPECT_THAT(all[2].peers[0].through, ElementsAre(13, 13));
  EXPECT_THAT(all[2].peers[1].through, ElementsAre(kNoPath, kNoPath));
}

TEST(Paths, BeyondIsWhatThePeerDoesWithIt) {
  const auto all = shares(3, ring_with_a_chord(), in_twos());
  EXPECT_THAT(beyonds(all[0]), ElementsAre(9, 13));
  EXPECT_THAT(beyonds(all[1]), ElementsAre(kNoPath, 13));
  EXPECT_THAT(beyonds(all[2]), ElementsAre(5, kNoPath));
}

/// A way of three local links of 1 cycle is shorter than a direct link of 9; cycles among local links do no harm.
TEST(Paths, GoesRoundALongLink) {
  ScriptedModel model{5};
  model.link(0, 0, 4, 0, 9);
  model.link(0, 1, 1, 0, 1);
  model.link(1, 0, 2, 0, 1);
  model.link(2, 0, 3, 0, 1);
  model.link(2, 1, 0, 0, 1);
  model.link(3, 0, 3, 1, 1);
  model.link(3, 1, 4, 1, 1);
  const auto all = shares(2, model, [](ComponentId id) { return Rank{index(id) == 4 ? 1 : 0}; });
  EXPECT_THAT(all[0].reach, ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(all[1].reach, ElementsAre(kNoPath));
  const Paths paths{all[0]};
  EXPECT_THAT(paths.to(0), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(paths.to(Paths::kAnyPeer), ElementsAre(4, 3, 2, 1));
  EXPECT_EQ(paths.direct(0), 1U);
  EXPECT_EQ(paths.direct(), 1U);
}

TEST(Paths, WithoutHopsOnlyCrossingLinksCount) {
  const auto all = shares(3, ring_with_a_chord(), in_twos(), {.hops = false});
  EXPECT_THAT(all[0].reach, ElementsAre(3, 3));
  EXPECT_THAT(outs(all[0]), ElementsAre(3, 20));
  EXPECT_THAT(outs(all[1]), ElementsAre(kNoPath, 5));
  EXPECT_THAT(beyonds(all[0]), ElementsAre(5, 7));
  EXPECT_TRUE(all[0].peers[0].through.empty());
}

TEST(Paths, WithoutPairsEveryPeerIsAsNearAsTheNearest) {
  const auto all = shares(3, ring_with_a_chord(), in_twos(), {.pairs = false});
  EXPECT_THAT(outs(all[0]), ElementsAre(3, 3));
  EXPECT_THAT(outs(all[1]), ElementsAre(5, 5));
  EXPECT_TRUE(all[0].peers[0].through.empty());
}

/// One component on each rank, no links; component 0 may post, 8 cycles ahead at least.
TEST(Paths, APostReachesEveryRank) {
  ScriptedModel model{3};
  model.least_post = 8_cy;
  model.scripts[0].posts = true;
  const auto all = shares(3, model, test::round_robin(3));
  EXPECT_THAT(all[0].reach, ElementsAre(8));
  EXPECT_THAT(all[1].reach, ElementsAre(kNoPath));
  EXPECT_THAT(outs(all[0]), ElementsAre(8, 8));
  EXPECT_THAT(outs(all[1]), ElementsAre(kNoPath, kNoPath));
  EXPECT_THAT(beyonds(all[1]), ElementsAre(8, kNoPath));
  EXPECT_EQ(all[2].lookahead, 8_cy);
  EXPECT_EQ(all[2].least_reach_of_all, 8U);
}

TEST(Paths, OneRankNeedsNone) {
  const auto all = shares(1, ring_with_a_chord(), test::everything_on(0));
  EXPECT_TRUE(all[0].reach.empty());
  EXPECT_TRUE(all[0].peers.empty());
}

}  // namespace
}  // namespace octosim::engine
