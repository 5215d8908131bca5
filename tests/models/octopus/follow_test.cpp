#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

namespace functional = workload::functional;
using test::OwgBuilder;
using workload::Token;

struct Followed {
  plan::Program program;
  std::vector<Emission> emissions;
  /// `token` leaves `block` in cluster 2 of 4.
  Followed(const OwgBuilder& builder, const char* block, const Token& token)
      : program{test::Machine{}.tbus(4, 4).compile(builder.build())} {
    follow_outputs(program, 2, builder.block_index(block), token, emissions);
  }
  std::vector<int> kinds() const {
    std::vector<int> all;
    for (const Emission& emission : emissions) all.push_back(emission.packet.kind());
    return all;
  }
};

const Token kToken{.id = 40, .parent = 30, .digest = 20, .position = 10, .home = 1};

TEST(FollowOutputsTest, AnItemIsOfferedToTheStationOfTheSameCluster) {
  const Followed made{
      OwgBuilder{}.tasks({"A", "B"}).expand("E", 1).collapse("C").path({"SRC", "A", "E", "B", "C", "SINK"}), "SRC",
      kToken};
  ASSERT_THAT(made.kinds(), testing::ElementsAre(kItem));
  const Emission& item = made.emissions[0];
  EXPECT_EQ(item.offer, kOfferItem);
  EXPECT_EQ(item.packet.node(), made.program.node_of_station(2, 0));
  EXPECT_EQ(item.packet.f, made.program.entry_number(0, 0));
  const Token back = token_of(item.packet);
  EXPECT_EQ(back.id, 40U);
  EXPECT_EQ(back.parent, 30U);
  EXPECT_EQ(back.digest, 20U);
  EXPECT_EQ(back.position, 10U);
  EXPECT_EQ(back.home, 1U);
}

TEST(FollowOutputsTest, FlowsIntoOneStationAreOneItemOfTheirBytes) {
  const Followed made{OwgBuilder{}.tasks({"A", "B"}).flow("SRC", "A", 10).flow("SRC", "B", 5).path({"A", "B", "SINK"}),
                      "SRC", kToken};
  ASSERT_THAT(made.kinds(), testing::ElementsAre(kItem));
  EXPECT_EQ(made.emissions[0].packet.bytes, 15U);
}

TEST(FollowOutputsTest, AnExpandOpensItsScopeHereAndThenMakesChildren) {
  const OwgBuilder builder =
      OwgBuilder{}.tasks({"A", "B"}).expand("E", 2).collapse("C").path({"SRC", "A", "E", "B", "C", "SINK"});
  const Followed made{builder, "A", kToken};
  ASSERT_THAT(made.kinds(), testing::ElementsAre(kOpen, kItem, kItem));
  const std::uint32_t e = builder.block_index("E"), c = builder.block_index("C");
  EXPECT_EQ(made.emissions[0].offer, kOfferScope);
  EXPECT_EQ(made.emissions[0].packet.f, c);
  EXPECT_EQ(made.emissions[0].packet.node(), made.program.node_of_block(2, c));
  EXPECT_EQ(token_of(made.emissions[0].packet).id, 40U);
  EXPECT_EQ(token_of(made.emissions[0].packet).home, 1U) << "the parent keeps its own home";
  for (std::uint32_t position = 0; position < 2; ++position) {
    const Token child = token_of(made.emissions[1 + position].packet);
    EXPECT_EQ(child.id, functional::child_id(40, e, position));
    EXPECT_EQ(child.parent, 40U);
    EXPECT_EQ(child.digest, functional::expanded(e, 20, position));
    EXPECT_EQ(child.position, position);
    EXPECT_EQ(child.home, 2U) << "joined where it was expanded";
  }
}

TEST(FollowOutputsTest, AnExpandOfNoneOpensItsScopeOnly) {
  const Followed made{
      OwgBuilder{}.tasks({"A", "B"}).expand("E", 0).collapse("C").path({"SRC", "A", "E", "B", "C", "SINK"}), "A",
      kToken};
  EXPECT_THAT(made.kinds(), testing::ElementsAre(kOpen));
}

TEST(FollowOutputsTest, AChildGoesHomeAndNeedsNoRoom) {
  const OwgBuilder builder =
      OwgBuilder{}.tasks({"A", "B"}).expand("E", 2).collapse("C").path({"SRC", "A", "E", "B", "C", "SINK"});
  const Followed made{builder, "B", kToken};
  ASSERT_THAT(made.kinds(), testing::ElementsAre(kChild));
  EXPECT_EQ(made.emissions[0].offer, 0U);
  EXPECT_EQ(made.emissions[0].packet.node(), made.program.node_of_block(1, builder.block_index("C")));
  EXPECT_EQ(made.emissions[0].packet.f, 3U) << "the flow";
}

TEST(FollowOutputsTest, WhatIsDoneGoesToTheSinkAtHome) {
  const Followed made{OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}), "A", kToken};
  ASSERT_THAT(made.kinds(), testing::ElementsAre(kDelivered));
  EXPECT_EQ(made.emissions[0].packet.node(), made.program.source_node(1));
  EXPECT_EQ(made.emissions[0].packet.f, 1U);
}

TEST(FollowOutputsTest, AStationThatJoinsIsTheOneAtHome) {
  // D is entered from the Collapse and, past it, from A.
  const OwgBuilder builder = OwgBuilder{}
                                 .tasks({"A", "B", "D"})
                                 .expand("E", 1)
                                 .collapse("C")
                                 .path({"SRC", "A", "E", "B", "C", "D", "SINK"})
                                 .flow("A", "D");
  const Followed made{builder, "A", kToken};
  ASSERT_THAT(made.kinds(), testing::ElementsAre(kOpen, kItem, kItem));
  const Emission& past = made.emissions[2];
  EXPECT_EQ(past.offer, 0U);
  EXPECT_EQ(made.program.entry(past.packet.f).sub_owg, made.program.plan().sub_owg_of[builder.block_index("D")]);
  EXPECT_EQ(past.packet.node(),
            made.program.node_of_station(1, made.program.plan().sub_owg_of[builder.block_index("D")]));
}

OwgBuilder routes(std::vector<double> weights, std::uint32_t choose) {
  return OwgBuilder{}
      .tasks({"A", "X", "Y"})
      .route("R", std::move(weights), choose)
      .merge("M")
      .path({"SRC", "A", "R", "X", "M", "SINK"})
      .path({"R", "Y", "M"});
}

TEST(FollowOutputsTest, ARouteSendsToTheBranchesChosen) {
  const OwgBuilder one = routes({0, 1}, 1);
  const Followed made{one, "A", kToken};
  ASSERT_THAT(made.kinds(), testing::ElementsAre(kItem));
  EXPECT_EQ(token_of(made.emissions[0].packet).digest, functional::routed(one.block_index("R"), 20, 1));
  EXPECT_EQ(made.program.entry(made.emissions[0].packet.f).sub_owg,
            made.program.plan().sub_owg_of[one.block_index("Y")]);
  EXPECT_THAT((Followed{routes({1, 1}, 2), "A", kToken}.kinds()), testing::ElementsAre(kItem, kItem));
}

TEST(FollowOutputsTest, AMergeOfOneBranchIsPassedAtOnceAndOfSeveralIsJoinedAtHome) {
  const OwgBuilder one = routes({0, 1}, 1);
  const Followed passed{one, "Y", kToken};
  ASSERT_THAT(passed.kinds(), testing::ElementsAre(kDelivered));
  EXPECT_EQ(token_of(passed.emissions[0].packet).digest,
            functional::joined(one.block_index("M"), functional::arrived(6, 20, 0), 1));
  const OwgBuilder two = routes({1, 1}, 2);
  const Followed joined{two, "Y", kToken};
  ASSERT_THAT(joined.kinds(), testing::ElementsAre(kBranch));
  EXPECT_EQ(joined.emissions[0].packet.node(), joined.program.node_of_block(1, two.block_index("M")));
  EXPECT_EQ(joined.emissions[0].packet.f, 6U);
}

TEST(FollowOutputsTest, WhereFramesKeepTheirOrderEveryMergeIsAJoin) {
  // One branch may overtake another.
  const OwgBuilder one = routes({0, 1}, 1);
  test::Machine machine = test::Machine{}.tbus(4, 4);
  machine.schedule.cluster = test::kStaticCluster;
  machine.schedule.balance = test::kNoBalance;
  machine.schedule.frame_buffers = 2;
  Token token = kToken;
  token.home = 0;
  token.frame = 0;
  std::vector<Emission> emissions;
  const plan::Program program = machine.compile(one.build());
  follow_outputs(program, 0, one.block_index("Y"), token, emissions);
  ASSERT_EQ(emissions.size(), 1U);
  EXPECT_EQ(emissions[0].packet.kind(), kBranch);
  EXPECT_EQ(emissions[0].packet.node(), program.node_of_block(0, one.block_index("M")));
}

TEST(FollowOutputsTest, AStreamedChunkPassesItsExpand) {
  const OwgBuilder builder =
      OwgBuilder{}.task("T").expand_streamed("E").collapse("C").path({"SRC", "E", "T", "C", "SINK"});
  const Followed made{builder, "SRC", kToken};
  ASSERT_THAT(made.kinds(), testing::ElementsAre(kItem)) << "the scope was opened by the source";
  EXPECT_EQ(token_of(made.emissions[0].packet).digest, functional::expanded(builder.block_index("E"), 20, 10));
  EXPECT_EQ(token_of(made.emissions[0].packet).home, 1U);
}

}  // namespace
}  // namespace octosim::models::octopus
