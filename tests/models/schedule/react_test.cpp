#include <algorithm>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/schedule/balance.hpp"

namespace octosim::models::schedule {
namespace {

using testing::ElementsAre, testing::IsEmpty;
using Owners = std::vector<std::uint32_t>;

/// Clusters that own sub-OWGs; no one is idle, nothing waits, an item of any sub-OWG is 100 cycles, 1,000 items fit.
struct Load : MachineLoad {
  Load(std::uint32_t subs, Owners owners) : MachineLoad{.sub_owgs = subs, .owner = std::move(owners)} {
    idle.resize(owner.size());
    items.resize(owner.size() * subs);
    stranded.resize(items.size());
    capacity.assign(subs, 1000);
    cycles.assign(subs, 100);
  }
  std::uint64_t& at(std::uint32_t cluster, std::uint32_t sub) { return items[cluster * sub_owgs + sub]; }
};

/// Items of each cluster and sub-OWG once all orders are carried out; fails if an order asks for more than there was.
std::vector<std::uint64_t> after(const MachineLoad& load, const Orders& orders) {
  std::vector<std::uint64_t> left = load.items, then = load.items;
  for (const auto& move : orders.moves) {
    EXPECT_NE(move.from, move.to);
    EXPECT_GT(move.items, 0U);
    const std::size_t from = move.from * load.sub_owgs + move.sub_owg, to = move.to * load.sub_owgs + move.sub_owg;
    EXPECT_GE(left[from], move.items) << "an order counts on items that are still on their way";
    left[from] -= std::min(left[from], move.items);
    then[from] -= move.items;
    then[to] += move.items;
  }
  return then;
}

TEST(ReactTest, NothingIsOrderedWhereNothingWaits) {
  Load load{2, {0, 1}};
  load.idle = {true, true};
  const Orders orders = react(load);
  EXPECT_EQ(orders.owner, load.owner);
  EXPECT_THAT(orders.moves, IsEmpty());
}

TEST(ReactTest, AnIdleClusterIsGivenTheSubOwgWithTheMostWorkForEachOfItsClusters) {
  Load load{3, {0, 0, 1, 2}};
  load.idle = {true, false, false, false};
  load.at(1, 0) = 10;  // 1 busy cluster, and this one: 500 each
  load.at(2, 1) = 12;  // 600 each
  load.at(3, 2) = 11;
  EXPECT_THAT(react(load).owner, ElementsAre(1, 0, 1, 2));
}

TEST(ReactTest, WorkIsItemsTimesWhatOneCosts) {
  Load load{2, {0, 0, 1}};
  load.idle = {true, false, false};
  load.at(1, 0) = 10;
  load.at(2, 1) = 2;
  EXPECT_EQ(react(load).owner[0], 0U);
  load.cycles[1] = 501;
  EXPECT_EQ(react(load).owner[0], 1U) << "1,002 cycles against 1,000";
}

TEST(ReactTest, OfEqualOnesTheMostUpstream) {
  Load load{3, {2, 0, 1, 2}};
  load.idle = {true, false, false, false};
  load.at(1, 0) = load.at(2, 1) = load.at(3, 2) = 10;
  EXPECT_EQ(react(load).owner[0], 0U);
}

TEST(ReactTest, EachIdleClusterCountsForTheNext) {
  Load load{2, {0, 0, 0, 1}};
  load.idle = {true, true, true, false};
  load.at(3, 1) = 10;  // 500 with one more, 333 with two, 250 with three
  load.at(3, 0) = 3;   // 300 for the first: 150
  EXPECT_THAT(react(load).owner, ElementsAre(1, 1, 0, 1));
}

TEST(ReactTest, ABusyClusterKeepsItsSubOwg) {
  Load load{2, {0, 1}};
  load.at(1, 1) = 1000;
  EXPECT_THAT(react(load).owner, ElementsAre(0, 1));
}

TEST(ReactTest, ItemsThatWereAdmittedAndCouldGoOnComeFirst) {
  Load load{3, {0, 1, 2}};
  load.idle = {true, false, false};
  load.at(1, 1) = 900;
  load.stranded[2] = true;  // of sub-OWG 2, in cluster 0
  EXPECT_EQ(react(load).owner[0], 2U);
  load.stranded[1] = true;
  EXPECT_EQ(react(load).owner[0], 1U) << "the most upstream";
  load.idle[0] = false;
  EXPECT_EQ(react(load).owner[0], 0U) << "it is at work";
}

TEST(ReactTest, ItemsGoFromThoseThatDoNotWorkOnThemToTheLeastLoadedThatDo) {
  Load load{2, {1, 0, 0}};
  load.at(0, 0) = 5;
  load.at(1, 0) = 20;
  load.at(2, 0) = 14;
  const Orders orders = react(load);
  ASSERT_EQ(orders.moves.size(), 1U);
  EXPECT_EQ(orders.moves[0].from, 0U);
  EXPECT_EQ(orders.moves[0].to, 2U);
  EXPECT_EQ(orders.moves[0].sub_owg, 0U);
  EXPECT_EQ(orders.moves[0].items, 5U);
}

TEST(ReactTest, EveryOrderCanBeCarriedOutAtOnce) {
  Load load{2, {1, 0, 0}};
  load.at(0, 0) = 100;
  EXPECT_THAT(after(load, react(load)), ElementsAre(0, 0, 50, 0, 50, 0));
}

TEST(ReactTest, NoMoveOfAnItemIsLeftThatWouldHelp) {
  Load load{1, {0, 0, 0}};
  load.items = {100, 0, 0};
  EXPECT_THAT(after(load, react(load)), testing::Each(testing::AllOf(testing::Ge(33U), testing::Le(34U))));
}

TEST(ReactTest, NothingMovesThatHelpsNothing) {
  Load load{1, {0, 0, 0}};
  load.items = {4, 5, 4};
  EXPECT_THAT(react(load).moves, IsEmpty()) << "one item more would only change places";
}

TEST(ReactTest, NoMoreThanAnInputQueueHolds) {
  Load load{2, {1, 0, 0}};
  load.capacity[0] = 10;
  load.at(0, 0) = 100;
  load.at(1, 0) = 7;
  EXPECT_THAT(after(load, react(load)), ElementsAre(87, 0, 10, 0, 10, 0)) << "the rest stays where it is";
}

TEST(ReactTest, AFullQueueIsNotGivenMore) {
  Load load{1, {0, 0}};
  load.capacity[0] = 10;
  load.items = {30, 10};  // joined items were not promised room: more than the capacity
  EXPECT_THAT(react(load).moves, IsEmpty());
}

TEST(ReactTest, ItemsThatNobodyWorksOnStay) {
  Load load{2, {1, 1}};
  load.at(0, 0) = 100;
  EXPECT_THAT(react(load).moves, IsEmpty());
}

TEST(ReactTest, InDividedClustersAllWorkOnAllAndOnlyItemsMove) {
  Load load{2, {kNobody, kNobody}};
  load.idle = {true, false};
  load.at(1, 0) = 10;
  load.at(1, 1) = 5;
  const Orders orders = react(load);
  EXPECT_THAT(orders.owner, ElementsAre(kNobody, kNobody));
  EXPECT_THAT(after(load, orders), ElementsAre(5, 2, 5, 3));
}

TEST(ReactTest, OrdersConserveItemsWhateverTheLoad) {
  std::mt19937 generator{1};  // of a fixed seed, and the same everywhere
  const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t clusters = 1 + random() % 6, sub_owgs = 1 + random() % 3;
    Load load{sub_owgs, Owners(clusters)};
    for (auto& owner : load.owner) owner = round % 4 == 0 ? kNobody : random() % sub_owgs;
    for (std::uint32_t cluster = 0; cluster < clusters; ++cluster) load.idle[cluster] = random() % 2 == 0;
    for (auto& capacity : load.capacity) capacity = 1 + random() % 40;
    for (std::uint32_t k = 0; k < load.items.size(); ++k) load.items[k] = random() % (load.capacity[k % sub_owgs] + 1);
    const Orders orders = react(load);
    const auto then = after(load, orders);
    for (std::uint32_t k = 0; k < then.size(); ++k) {
      EXPECT_LE(then[k], load.capacity[k % sub_owgs]);
      const std::uint32_t owner = orders.owner[k / sub_owgs];
      if (owner == kNobody || owner == k % sub_owgs) continue;
      EXPECT_LE(then[k], load.items[k]) << "nothing comes to who does not work on it";
    }
  }
}

}  // namespace
}  // namespace octosim::models::schedule
