#include "models/plan/interpreter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/models/plan/hand_made_plan.hpp"

namespace octosim::models::plan {
namespace {

using engine::mix;
using test::HandMadePlan, test::OwgBuilder;
using workload::kNone, workload::Token;
namespace functional = workload::functional;

/// One packet of a Task Block with one input.
std::uint64_t packet_of(std::uint32_t block, std::uint32_t packet, std::uint64_t input) {
  return functional::executed(mix(functional::packet_seed(block, packet), input));
}
/// An item of a Task Block of one packet with one input.
std::uint64_t item_of(std::uint32_t block, std::uint64_t input) {
  return mix(functional::item_seed(block), packet_of(block, 0, input));
}

OwgBuilder one_task() { return OwgBuilder{}.task("A", 1000 * 1024).path({"SRC", "A", "SINK"}); }

TEST(InterpreterTest, OneTaskBlockOfOnePacket) {
  const OwgBuilder builder = one_task();
  const Program program{HandMadePlan{builder}.sub_owg({"A"}).plan};
  const Token frame = program.frame_token(0, 0, 0);
  const StreamResult result = interpret_stream(program, 0);
  EXPECT_EQ(result.arrivals, 1U);
  EXPECT_EQ(result.packets, 1U);
  EXPECT_EQ(result.digest, functional::arrived(1, item_of(builder.block_index("A"), frame.digest), 0));
}

TEST(InterpreterTest, ThePacketsOfAnItemAreFoldedInTheirOrder) {
  const OwgBuilder builder = one_task();
  HandMadePlan made{builder};
  made.sub_owg({"A"}).plan.workload.packet_cycles = 500;
  const Program program{made.plan};
  const std::uint32_t a = builder.block_index("A");
  const std::uint64_t input = program.frame_token(0, 0, 0).digest;
  const std::uint64_t first = packet_of(a, 0, input), second = packet_of(a, 1, input);
  const auto delivered = [&](std::uint64_t x, std::uint64_t y) {
    return functional::arrived(1, mix(mix(functional::item_seed(a), x), y), 0);
  };
  const StreamResult result = interpret_stream(program, 0);
  EXPECT_EQ(result.packets, 2U);
  EXPECT_EQ(result.digest, delivered(first, second));
  EXPECT_NE(result.digest, delivered(second, first)) << "swapping two packets shows";
}

TEST(InterpreterTest, APacketIsTakenByThePacketsThatFollowFromIt) {
  // A makes 2 packets, B 4 of them: packets 0 and 1 of B see packet 0 of A.
  const OwgBuilder builder =
      OwgBuilder{}.task("A", 1000 * 1024).task("B", 2000 * 1024).path({"SRC", "A", "B", "SINK"}).flow("SRC", "B");
  HandMadePlan made{builder};
  made.sub_owg({"A", "B"}).plan.workload.packet_cycles = 500;
  const Program program{made.plan};
  const std::uint32_t a = builder.block_index("A"), b = builder.block_index("B");
  const std::uint64_t input = program.frame_token(0, 0, 0).digest;
  std::uint64_t item = functional::item_seed(b);
  for (std::uint32_t packet = 0; packet < 4; ++packet) {
    const std::uint64_t folded = mix(mix(functional::packet_seed(b, packet), packet_of(a, packet / 2, input)), input);
    item = mix(item, functional::executed(folded));
  }
  const StreamResult result = interpret_stream(program, 0);
  EXPECT_EQ(result.packets, 6U);
  EXPECT_EQ(result.digest, functional::arrived(2, item, 0));
}

TEST(InterpreterTest, FramesArriveAtTheirPositions) {
  const OwgBuilder builder = one_task();
  HandMadePlan made{builder};
  made.sub_owg({"A"}).frames(3).plan.workload.videos = 6;
  const Program program{made.plan};
  const std::uint32_t a = builder.block_index("A");
  std::uint64_t sum = 0, swapped = 0;
  constexpr std::array<std::uint32_t, 3> kSwapped{1, 0, 2};
  for (std::uint32_t frame = 0; frame < 3; ++frame) {
    const std::uint64_t item = item_of(a, program.frame_token(5, frame, 0).digest);
    sum += functional::arrived(1, item, frame);
    swapped += functional::arrived(1, item, kSwapped[frame]);
  }
  EXPECT_EQ(interpret_stream(program, 5), (StreamResult{.arrivals = 3, .digest = sum, .packets = 3}));
  EXPECT_NE(sum, swapped);
  EXPECT_NE(interpret_stream(program, 4).digest, sum) << "another stream";
}

struct Expansion {
  OwgBuilder builder;
  Program program;
  explicit Expansion(double children)
      : builder{OwgBuilder{}.task("T").expand("E", children).collapse("C").path({"SRC", "E", "T", "C", "SINK"})},
        program{HandMadePlan{builder}.sub_owg({"T"}).partners("E", "C").plan} {}
};

TEST(InterpreterTest, ChildrenAreJoinedWithTheirPositions) {
  const Expansion made{2};
  const std::uint32_t t = made.builder.block_index("T"), e = made.builder.block_index("E"),
                      c = made.builder.block_index("C");
  const Token frame = made.program.frame_token(0, 0, 0);
  const auto child = [&](std::uint64_t position) {
    return item_of(t, functional::expanded(e, frame.digest, position));
  };
  const auto delivered = [&](std::uint64_t zeroth, std::uint64_t first) {
    const std::uint64_t sum = functional::arrived(2, zeroth, 0) + functional::arrived(2, first, 1);
    return functional::arrived(3, functional::joined(c, sum, 2), 0);
  };
  const StreamResult result = interpret_stream(made.program, 0);
  EXPECT_EQ(result, (StreamResult{.arrivals = 1, .digest = delivered(child(0), child(1)), .packets = 2}));
  EXPECT_NE(result.digest, delivered(child(1), child(0))) << "swapping two children shows";
}

TEST(InterpreterTest, AnExpandOfNoneReachesItsCollapse) {
  const Expansion made{0};
  const std::uint64_t joined = functional::joined(made.builder.block_index("C"), 0, 0);
  EXPECT_EQ(interpret_stream(made.program, 0),
            (StreamResult{.arrivals = 1, .digest = functional::arrived(3, joined, 0), .packets = 0}));
}

TEST(InterpreterTest, AStreamedExpandJoinsTheWholeStream) {
  const OwgBuilder builder =
      OwgBuilder{}.task("T").expand_streamed("E").collapse("C").path({"SRC", "E", "T", "C", "SINK"});
  const Program program{HandMadePlan{builder}.sub_owg({"T"}).partners("E", "C").frames(2).plan};
  const std::uint32_t t = builder.block_index("T"), e = builder.block_index("E"), c = builder.block_index("C");
  std::uint64_t sum = 0;
  for (std::uint32_t frame = 0; frame < 2; ++frame) {
    const std::uint64_t chunk = functional::expanded(e, program.frame_token(0, frame, 0).digest, frame);
    sum += functional::arrived(2, item_of(t, chunk), frame);
  }
  const std::uint64_t digest = functional::arrived(3, functional::joined(c, sum, 2), 0);
  EXPECT_EQ(interpret_stream(program, 0), (StreamResult{.arrivals = 1, .digest = digest, .packets = 2}));
}

TEST(InterpreterTest, BranchesAreJoinedWhicheverComesFirst) {
  const OwgBuilder builder = OwgBuilder{}
                                 .route("R", {1, 1}, 2)
                                 .task("X")
                                 .task("Y")
                                 .merge("M")
                                 .path({"SRC", "R", "X", "M", "SINK"})
                                 .path({"R", "Y", "M"});
  HandMadePlan made{builder};
  made.sub_owg({"X"}).sub_owg({"Y"}).partners("R", "M").branches({kNone, 0, 0, kNone, 1, 1});
  const Program program{made.plan};
  const std::uint32_t r = builder.block_index("R"), m = builder.block_index("M");
  const std::uint64_t input = program.frame_token(0, 0, 0).digest;
  const std::uint64_t x = item_of(builder.block_index("X"), functional::routed(r, input, 0));
  const std::uint64_t y = item_of(builder.block_index("Y"), functional::routed(r, input, 1));
  const std::uint64_t sum = functional::arrived(2, x, 0) + functional::arrived(5, y, 0);
  EXPECT_EQ(
      interpret_stream(program, 0),
      (StreamResult{.arrivals = 1, .digest = functional::arrived(3, functional::joined(m, sum, 2), 0), .packets = 2}));
}

TEST(InterpreterTest, TwoFlowsFromOneBlockAreOneItem) {
  const OwgBuilder builder = one_task().flow("SRC", "A");
  const Program program{HandMadePlan{builder}.sub_owg({"A"}).plan};
  const std::uint32_t a = builder.block_index("A");
  const std::uint64_t input = program.frame_token(0, 0, 0).digest;
  const std::uint64_t packet = functional::executed(mix(mix(functional::packet_seed(a, 0), input), input));
  const std::uint64_t item = mix(functional::item_seed(a), packet);
  EXPECT_EQ(interpret_stream(program, 0),
            (StreamResult{.arrivals = 1, .digest = functional::arrived(1, item, 0), .packets = 1}));
}

TEST(InterpreterTest, AWorkflowThatNobodyValidatedIsOurFault) {
  // A Collapse without its Expand.
  const OwgBuilder builder = OwgBuilder{}.task("T").collapse("C").path({"SRC", "T", "C", "SINK"});
  const Program program{HandMadePlan{builder}.sub_owg({"T"}).plan};
  EXPECT_THROW(static_cast<void>(interpret_stream(program, 0)), engine::LogicError);
}

TEST(FrameItemsTest, CountsWhatEachBlockHandlesBecauseOfAFrame) {
  // Two of three branches, joined; three crops of each frame; D once.
  const OwgBuilder builder = OwgBuilder{}
                                 .tasks({"A", "X", "Y", "B", "D"})
                                 .route("R", {1, 1}, 2)
                                 .merge("M")
                                 .expand("E", 3)
                                 .collapse("C")
                                 .path({"SRC", "A", "R", "X", "M", "E", "B", "C", "D", "SINK"})
                                 .path({"R", "Y", "M"});
  HandMadePlan made{builder};
  made.sub_owg({"A"}).sub_owg({"X"}).sub_owg({"Y"}).sub_owg({"B"}).sub_owg({"D"});
  made.partners("R", "M").partners("E", "C").frames(2);
  std::vector<std::uint32_t> branch(builder.build().flows.size(), kNone);
  branch[2] = branch[3] = 0;
  branch[9] = branch[10] = 1;
  const Program program{made.branches(branch).plan};
  const auto items = frame_items(program, 0, 1);
  const auto of = [&](const char* block) { return items[builder.block_index(block)]; };
  for (const char* block : {"A", "R", "X", "Y", "M", "E", "C", "D"}) EXPECT_EQ(of(block), 1U) << block;
  EXPECT_EQ(of("B"), 3U);
}

TEST(InterpreterTest, AMergeOfOneBranchGivesItsItemsInTheirFramesToo) {
  OwgBuilder builder;
  builder.tasks({"A", "X", "Y"})
      .route("R", {0, 1}, 1)
      .merge("M")
      .path({"SRC", "A", "R", "X", "M", "SINK"})
      .path({"R", "Y", "M"});
  HandMadePlan made{builder};
  made.sub_owg({"A"})
      .sub_owg({"X"})
      .sub_owg({"Y"})
      .partners("R", "M")
      .branches({kNone, kNone, 0, 0, kNone, 1, 1})
      .frames(1);
  const auto items = frame_items(Program{made.plan}, 0, 0);
  EXPECT_EQ(items[builder.block_index("M")], 1U);
  EXPECT_EQ(items[builder.block_index("X")], 0U);
  EXPECT_EQ(items[builder.block_index("Y")], 1U);
}

}  // namespace
}  // namespace octosim::models::plan
