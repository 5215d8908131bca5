#include "engine/kernel/share.hpp"

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::ScriptedModel;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;

/// What each of `ranks` says when it refuses `model`; "accepted" where it does not.
template <class Error>
std::vector<std::string> refusals(std::int32_t ranks, const ScriptedModel& model, const Partition& owner) {
  std::vector<std::string> said(static_cast<std::size_t>(ranks), "accepted");
  on_thread_ranks(ranks, [&](Communicator& comm) {
    try {
      build_share(model, owner, comm);
    } catch (const Error& error) {
      said[static_cast<std::size_t>(index(comm.rank()))] = error.what();
    }
  });
  return said;
}

/// A ring of six over port 0, each component on the rank of its number modulo 3.
ScriptedModel ring() {
  ScriptedModel model{6};
  for (std::uint32_t id = 0; id < 6; ++id) model.link(id, 0, (id + 1) % 6, 0, 2 + id);
  return model;
}

/// The fault is known to one rank; all three refuse with the same words, and so does a run of one rank.
template <class Matcher>
void expect_refused(const ScriptedModel& model, const Matcher& words) {
  const auto on_three = refusals<ModelError>(3, model, test::round_robin(3));
  EXPECT_THAT(on_three, Each(words));
  EXPECT_THAT(on_three, Each(on_three[0]));
  EXPECT_THAT(refusals<ModelError>(1, model, test::everything_on(0)), Each(words));
}

TEST(BuildShare, AcceptsTheRing) {
  EXPECT_THAT(refusals<ModelError>(3, ring(), test::round_robin(3)), Each(std::string{"accepted"}));
}

TEST(BuildShare, GivesEachRankItsOwnInOrderOfId) {
  const ScriptedModel model = ring();
  on_thread_ranks(3, [&](Communicator& comm) {
    const Share share = build_share(model, test::round_robin(3), comm);
    const auto me = static_cast<std::uint32_t>(index(comm.rank()));
    ASSERT_EQ(share.owned.size(), 2U);
    EXPECT_EQ(index(share.owned[0].id), me);
    EXPECT_EQ(index(share.owned[1].id), me + 3);
    EXPECT_EQ(share.peers.size(), 2U);
    EXPECT_EQ(share.lookahead, 2_cy);
    EXPECT_EQ(share.longest, 7_cy);
    EXPECT_EQ(share.cross_links, 2U);
    // Links of components 1 and 4 end at 2 (first of rank 2) and 5 (its second).
    if (me == 1) {
      EXPECT_EQ(share.links[share.owned[0].first_link].target, 0U);
      EXPECT_EQ(share.links[share.owned[1].first_link].target, 1U);
      EXPECT_EQ(share.peers[share.links[share.owned[1].first_link].peer].rank, Rank{2});
    }
  });
}

TEST(BuildShare, MakesOnlyWhatTheRankOwns) {
  ScriptedModel model = ring();
  std::mutex mutex;
  std::multiset<std::uint32_t> made;
  model.on_make = [&](std::uint32_t id) {
    const std::lock_guard lock{mutex};
    made.insert(id);
  };
  on_thread_ranks(3, [&](Communicator& comm) { build_share(model, test::round_robin(3), comm); });
  EXPECT_THAT(made, testing::ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(BuildShare, RefusesALinkWithoutLatency) {
  ScriptedModel model = ring();
  model.link(4, 1, 2, 1, 0);
  expect_refused(model, AllOf(HasSubstr("component 4 (scripted).out1"), HasSubstr("component 2 (scripted).in1"),
                              HasSubstr("latency"), HasSubstr("at least 1")));
}

TEST(BuildShare, RefusesTwoKindsOfMessage) {
  ScriptedModel model = ring();
  model.link(4, 3, 2, 1, 5);
  expect_refused(model, AllOf(HasSubstr("component 4"), HasSubstr("coin"), HasSubstr("note")));
}

TEST(BuildShare, RefusesAnUnknownOutputPort) {
  ScriptedModel model = ring();
  model.link(4, 4, 2, 1, 5);
  expect_refused(model, AllOf(HasSubstr("component 4 (scripted)"), HasSubstr("output port 4"), HasSubstr("has 4")));
}

TEST(BuildShare, RefusesAnUnknownInputPort) {
  ScriptedModel model = ring();
  model.link(4, 1, 2, 7, 5);
  expect_refused(model, AllOf(HasSubstr("component 2 (scripted)"), HasSubstr("input port 7"), HasSubstr("has 4")));
}

TEST(BuildShare, RefusesAnUnknownComponent) {
  ScriptedModel model = ring();
  model.link(4, 1, 6, 1, 5);
  expect_refused(model, AllOf(HasSubstr("component 4 (scripted)"), HasSubstr("component 6"), HasSubstr("has 6")));
}

TEST(BuildShare, RefusesALinkOfAnotherComponent) {
  ScriptedModel model = ring();
  model.scripts[4].links.push_back({ComponentId{1}, 1, ComponentId{2}, 1, 5_cy});
  expect_refused(model, AllOf(HasSubstr("component 4 (scripted)"), HasSubstr("another component")));
}

TEST(BuildShare, RefusesTwoLinksFromOnePort) {
  ScriptedModel model = ring();
  model.link(4, 0, 2, 1, 5);
  expect_refused(model, HasSubstr("two links leave component 4 (scripted).out0"));
}

/// Of the two links, both from the rank that owns their end; one; none; and none, from two ranks.
TEST(BuildShare, RefusesTwoLinksToOnePort) {
  struct Ends {
    std::uint32_t first, second;
  };
  for (const auto& [first, second] : {Ends{2, 5}, Ends{5, 1}, Ends{1, 4}, Ends{0, 1}}) {
    ScriptedModel model = ring();
    model.link(first, 1, 2, 2, 5);
    model.link(second, 1, 2, 2, 5);
    expect_refused(model, HasSubstr("two links end at component 2 (scripted).in2"));
  }
}

TEST(BuildShare, RefusesAPartitionOutsideTheRanks) {
  const Partition beyond = [](ComponentId id) { return Rank{index(id) == 4 ? 3 : 0}; };
  EXPECT_THAT(refusals<ModelError>(3, ring(), beyond), Each(AllOf(HasSubstr("component 4"), HasSubstr("rank 3 of 3"))));
  const Partition below = [](ComponentId id) { return Rank{index(id) == 4 ? -1 : 0}; };
  EXPECT_THAT(refusals<ModelError>(3, ring(), below), Each(AllOf(HasSubstr("component 4"), HasSubstr("rank -1"))));
}

TEST(BuildShare, AgreesOnWhatAComponentThrowsWhenItIsMade) {
  ScriptedModel model = ring();
  model.on_make = [](std::uint32_t id) {
    if (id == 4) throw ModelError{"size = 0 (must be from 1)"};
  };
  expect_refused(model, HasSubstr("size = 0"));
  model.on_make = [](std::uint32_t id) {
    if (id == 4) throw std::out_of_range{"far out"};
  };
  EXPECT_THAT(refusals<SystemError>(3, model, test::round_robin(3)), Each(HasSubstr("far out")));
}

TEST(BuildShare, TakesAModelWithoutComponentsOrLinks) {
  EXPECT_THAT(refusals<ModelError>(3, ScriptedModel{0}, test::everything_on(0)), Each(std::string{"accepted"}));
  EXPECT_THAT(refusals<ModelError>(3, ScriptedModel{6}, test::round_robin(3)), Each(std::string{"accepted"}));
}

}  // namespace
}  // namespace octosim::engine
