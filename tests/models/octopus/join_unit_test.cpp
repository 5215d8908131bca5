#include "models/octopus/join_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/network/calling_context.hpp"
#include "tests/models/octopus/fake_ways_out.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

namespace functional = workload::functional;
using workload::Token;

/// SRC -> E (2 children) -> T -> C -> SINK, one scope at a time.
class JoinUnitTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made;
    made.hardware.cluster.open_scopes = 1;
    return made;
  }
  explicit JoinUnitTest(double children = 2)
      : builder{test::OwgBuilder{}.task("T").expand("E", children).collapse("C").path({"SRC", "E", "T", "C", "SINK"})},
        program{machine().compile(builder.build())},
        collapse{static_cast<std::uint16_t>(builder.block_index("C"))},
        joins{Site{&program, 0, 0}, out, out} {
    joins.set_first_emitter(100);
  }

  network::Packet offer(std::uint16_t emitter) const {
    network::Packet packet = control_packet(kOfferScope, 0);
    packet.b = 3;
    packet.e = emitter;
    packet.f = collapse;
    return packet;
  }
  network::Packet open(const Token& whole) const { return token_packet(kOpen, 0, whole, 64, collapse); }
  network::Packet child(const Token& whole, std::uint32_t position) const {
    const Token token{
        .id = whole.id * 10 + position, .parent = whole.id, .digest = 1000 + position, .position = position, .home = 0};
    return token_packet(kChild, 0, token, 64, 2);
  }
  std::vector<network::Packet> accepted() const { return out.control_of(kAccept); }

  test::OwgBuilder builder;
  plan::Program program;
  std::uint16_t collapse;
  test::FakeWaysOut out;
  test::CallingContext context;
  JoinUnit joins;
  const Token parent{.id = 7, .parent = 1, .digest = 5, .position = 4, .home = 0};
};

TEST_F(JoinUnitTest, JoinsTheChildrenWhateverTheirOrder) {
  const std::uint64_t sum = functional::arrived(2, 1000, 0) + functional::arrived(2, 1001, 1);
  for (int opened_at = 0; opened_at < 3; ++opened_at) {
    out.forget();
    for (int step = 0; step < 3; ++step) {
      EXPECT_TRUE(out.emitted.empty()) << "before everything was there";
      if (step == opened_at) joins.on_open(context, open(parent));
      if (step != opened_at) joins.on_child(context, child(parent, step == (opened_at == 0 ? 1 : 0) ? 1 : 0));
    }
    ASSERT_EQ(out.emitted.size(), 1U) << "opened at " << opened_at;
    EXPECT_EQ(out.emitted[0].id, 100 + collapse);
    ASSERT_EQ(out.emitted[0].emissions.size(), 1U);
    const Token whole = token_of(out.emitted[0].emissions[0].packet);
    EXPECT_EQ(whole.id, parent.id);
    EXPECT_EQ(whole.position, parent.position);
    EXPECT_EQ(whole.digest, functional::joined(collapse, sum, 2));
    joins.drained(context, static_cast<Emitters::Id>(100 + collapse));
  }
}

TEST_F(JoinUnitTest, AScopeIsOpenUntilItsResultHasLeft) {
  joins.on_offer(context, offer(11));
  ASSERT_EQ(accepted().size(), 1U);
  EXPECT_EQ(accepted()[0].e, 11U);
  EXPECT_EQ(accepted()[0].node(), 3U);
  joins.on_offer(context, offer(12));
  joins.on_offer(context, offer(13));
  EXPECT_EQ(accepted().size(), 1U) << "one at a time";
  joins.on_open(context, open(parent));
  joins.on_child(context, child(parent, 0));
  joins.on_child(context, child(parent, 1));
  EXPECT_EQ(out.emitted.size(), 1U);
  EXPECT_EQ(accepted().size(), 1U) << "closed, but its result has not left";
  joins.drained(context, static_cast<Emitters::Id>(100 + collapse));
  ASSERT_EQ(accepted().size(), 2U);
  EXPECT_EQ(accepted()[1].e, 12U) << "first come, first served";
  joins.drained(context, static_cast<Emitters::Id>(100 + collapse));
  EXPECT_EQ(accepted().size(), 2U) << "nothing has closed since";
}

class JoinUnitOfNoneTest : public JoinUnitTest {
 protected:
  JoinUnitOfNoneTest() : JoinUnitTest{0} {}
};
TEST_F(JoinUnitOfNoneTest, AScopeWithoutChildrenClosesAtOnce) {
  joins.on_open(context, open(parent));
  ASSERT_EQ(out.emitted.size(), 1U);
  EXPECT_EQ(token_of(out.emitted[0].emissions[0].packet).digest, functional::joined(collapse, 0, 0));
}

TEST_F(JoinUnitTest, ChildrenOfTwoScopesDoNotMix) {
  const Token other{.id = 8, .parent = 1, .digest = 6, .position = 5, .home = 0};
  joins.on_open(context, open(parent));
  joins.on_open(context, open(other));
  joins.on_child(context, child(parent, 0));
  joins.on_child(context, child(other, 1));
  EXPECT_TRUE(out.emitted.empty());
  joins.on_child(context, child(other, 0));
  ASSERT_EQ(out.emitted.size(), 1U);
  EXPECT_EQ(token_of(out.emitted[0].emissions[0].packet).id, 8U);
}

/// With frame buffers: one scope a frame, of two children.
class JoinUnitOrderTest : public JoinUnitTest {
 protected:
  static test::Machine divided() {
    test::Machine made = machine().frames(3);
    made.schedule.cluster = test::kStaticCluster;
    return made;
  }
  JoinUnitOrderTest() : ordered{divided().compile(builder.build())}, in_order{Site{&ordered, 0, 0}, out, out} {
    in_order.set_first_emitter(100);
  }
  void close(std::uint32_t frame) {
    const Token whole = ordered.frame_token(0, frame, 0);
    in_order.on_open(context, open(whole));
    for (const std::uint32_t position : {0U, 1U}) in_order.on_child(context, child(whole, position));
  }
  std::vector<std::uint32_t> left() const {
    std::vector<std::uint32_t> frames;
    for (const auto& emitted : out.emitted) frames.push_back(token_of(emitted.emissions[0].packet).frame);
    return frames;
  }
  plan::Program ordered;
  JoinUnit in_order;
};

TEST_F(JoinUnitOrderTest, WhatIsJoinedLeavesInTheOrderOfFrames) {
  close(2);
  close(1);
  EXPECT_TRUE(out.emitted.empty());
  close(0);
  EXPECT_EQ(left(), (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST_F(JoinUnitOrderTest, AScopeThatWaitsForItsTurnDoesNotKeepTheOneBeforeFromOpening) {
  in_order.on_offer(context, offer(11));
  close(1);
  in_order.on_offer(context, offer(12));
  EXPECT_EQ(accepted().size(), 2U) << "one scope may be open at a time, and frame 1 is not any more";
}

TEST(JoinUnitMergeTest, WaitsForEveryBranchChosen) {
  const test::OwgBuilder builder = test::OwgBuilder{}
                                       .route("R", {1, 1}, 2)
                                       .tasks({"X", "Y"})
                                       .merge("M")
                                       .path({"SRC", "R", "X", "M", "SINK"})
                                       .path({"R", "Y", "M"});
  const plan::Program program = test::Machine{}.compile(builder.build());
  test::FakeWaysOut out;
  test::CallingContext context;
  JoinUnit joins{Site{&program, 0, 0}, out, out};
  const Token token = program.frame_token(0, 0, 0);
  joins.on_branch(context, token_packet(kBranch, 0, token, 64, 5));
  EXPECT_TRUE(out.emitted.empty());
  joins.on_branch(context, token_packet(kBranch, 0, token, 64, 2));
  ASSERT_EQ(out.emitted.size(), 1U);
  const std::uint64_t sum = functional::arrived(2, token.digest, 0) + functional::arrived(5, token.digest, 0);
  EXPECT_EQ(token_of(out.emitted[0].emissions[0].packet).digest, functional::joined(builder.block_index("M"), sum, 2));
}

}  // namespace
}  // namespace octosim::models::octopus
