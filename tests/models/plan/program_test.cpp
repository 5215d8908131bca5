#include "models/plan/program.hpp"

#include <array>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/plan/geometry.hpp"
#include "tests/models/plan/hand_made_plan.hpp"

namespace octosim::models::plan {
namespace {

using test::HandMadePlan, test::OwgBuilder;
using testing::ElementsAre;
using workload::kNone;

constexpr std::uint64_t kMacsPerCycle = 1024;  // 32 x 32 PEs

/// A -> B -> C in one sub-OWG, with a flow past B.
OwgBuilder chain() {
  return OwgBuilder{}
      .task("A", 100 * kMacsPerCycle)
      .task("B", 900 * kMacsPerCycle)
      .task("C", 100 * kMacsPerCycle)
      .flow("SRC", "A", 1000)
      .flow("A", "B", 600)
      .flow("A", "C", 40)
      .flow("B", "C", 64)
      .flow("C", "SINK", 8);
}
HandMadePlan chain_plan() {
  HandMadePlan made{chain()};
  made.sub_owg({"A", "B", "C"});
  made.plan.workload.packet_cycles = 300;
  return made;
}
std::vector<TaskWork> work_of(const Program& program, const workload::TokenName& token = {1, 2, 3}) {
  std::vector<TaskWork> work;
  program.work(0, token, work);
  return work;
}

TEST(ProgramTest, AConfigurationHasTheBytesItStatesOrThoseOfTheSettings) {
  HandMadePlan made = chain_plan();
  made.plan.hardware.tbu.bitstream = 300;
  made.plan.hardware.cluster.bitstream = 1000;
  const std::uint32_t a = made.plan.owg.find_block("A"), b = made.plan.owg.find_block("B");
  made.plan.owg.blocks[b].work.bitstream_bytes = 50;
  const Program program{made.plan};
  EXPECT_EQ(program.configuration_bytes(a, false), 300U);
  EXPECT_EQ(program.configuration_bytes(a, true), 1000U);
  EXPECT_EQ(program.configuration_bytes(b, false), 50U);
  EXPECT_EQ(program.configuration_bytes(b, true), 50U + 700);
  made.plan.hardware.cluster.bitstream = 200;
  const Program less{made.plan};
  EXPECT_EQ(less.configuration_bytes(a, true), 200U);
  EXPECT_EQ(less.configuration_bytes(b, true), 50U) << "never fewer than within its sub-OWG";
}

TEST(ProgramTest, TabulatesTheFlowsOfAStation) {
  const Program program{chain_plan().plan};
  const Station& station = program.station(0);
  ASSERT_EQ(station.groups.size(), 1U);
  EXPECT_EQ(station.groups[0].from, 0U);
  EXPECT_EQ(station.groups[0].bytes, 1000U);
  EXPECT_EQ(station.item_bytes, 1000U);
  ASSERT_EQ(station.queues.size(), 4U) << "the entry, and three between Task Blocks";
  EXPECT_EQ(station.queues[0].from, kNone);
  EXPECT_EQ(station.queues[0].group, 0U);
  EXPECT_THAT(station.tasks[0].out_queues, ElementsAre(1, 2));
  EXPECT_THAT(station.tasks[2].in_queues, ElementsAre(2, 3)) << "in the order of its flows";
  EXPECT_EQ(station.tasks[0].in_bytes, 1000U);
  EXPECT_EQ(station.tasks[0].out_bytes, 640U);
  EXPECT_FALSE(station.tasks[0].exits);
  EXPECT_TRUE(station.tasks[2].exits);
  EXPECT_EQ(station.tasks[2].exit_bytes, 8U);
  EXPECT_EQ(program.group_of_flow(0), 0U);
  EXPECT_EQ(program.group_of_flow(4), kNone);
  EXPECT_THAT(program.flows_out_of(2), ElementsAre(1, 2));
  EXPECT_THAT(program.flows_into(4), ElementsAre(2, 3));
}

TEST(ProgramTest, FlowsFromOneBlockAreOneGroup) {
  const OwgBuilder builder = OwgBuilder{}
                                 .tasks({"A", "B"})
                                 .task("C")
                                 .flow("SRC", "A", 10)
                                 .flow("SRC", "B", 20)
                                 .flow("SRC", "B", 30)
                                 .flow("A", "C", 1)
                                 .flow("B", "C", 1)
                                 .path({"C", "SINK"});
  const Program program{HandMadePlan{builder}.sub_owg({"A", "B", "C"}).plan};
  ASSERT_EQ(program.station(0).groups.size(), 1U);
  EXPECT_THAT(program.station(0).groups[0].flows, ElementsAre(0, 1, 2));
  EXPECT_EQ(program.station(0).groups[0].bytes, 60U);
}

TEST(ProgramTest, EntriesAreNumberedThroughTheWorkflow) {
  // B is entered from the Expand and, past it, from nothing else; D from the Collapse and from A.
  const OwgBuilder builder = OwgBuilder{}
                                 .tasks({"A", "B", "D"})
                                 .expand("E", 2)
                                 .collapse("C")
                                 .path({"SRC", "A", "E", "B", "C", "D", "SINK"})
                                 .flow("A", "D");
  HandMadePlan made{builder};
  made.sub_owg({"A"}).sub_owg({"B"}).sub_owg({"D"}).partners("E", "C");
  const Program program{made.plan};
  ASSERT_EQ(program.station(2).groups.size(), 2U);
  EXPECT_EQ(program.entry_number(0, 0), 0U);
  EXPECT_EQ(program.entry_number(1, 0), 1U);
  EXPECT_EQ(program.entry_number(2, 0), 2U);
  EXPECT_EQ(program.entry_number(2, 1), 3U);
  EXPECT_EQ(program.entry(3).sub_owg, 2U);
  EXPECT_EQ(program.entry(3).group, 1U);
}

TEST(ProgramTest, PacketsArePowersOfTwoThatNeverFall) {
  const auto work = work_of(Program{chain_plan().plan});
  EXPECT_EQ(work[0].cycles, 100U);
  EXPECT_EQ(work[0].packets, 1U);
  EXPECT_EQ(work[1].cycles, 900U);
  EXPECT_EQ(work[1].packets, 4U) << "3 packets of 300 cycles, rounded up";
  EXPECT_EQ(work[2].cycles, 100U);
  EXPECT_EQ(work[2].packets, 4U) << "as many as its predecessor";
}

TEST(ProgramTest, PacketsAreBoundedInBytesToo) {
  HandMadePlan made = chain_plan();
  made.plan.workload.packet_bytes = 100;
  const auto by_setting = work_of(Program{made.plan});
  EXPECT_EQ(by_setting[0].packets, 16U) << "1,000 bytes in";
  made.plan.workload.packet_bytes = 1000;
  // One CBU holds the input, three flows and the exit: banks of 50 bytes.
  made.plan.hardware.tf_queue.capacity = 250;
  const Program small{made.plan};
  EXPECT_EQ(small.station(0).bank_bytes, 50U);
  EXPECT_EQ(work_of(small)[0].packets, 32U) << "20 packets of 50 bytes, rounded up";
}

TEST(ProgramTest, TheWorkOfAnItemIsThatOfItsPackets) {
  const auto work = work_of(Program{chain_plan().plan});
  EXPECT_EQ(work[1].macs, 900 * kMacsPerCycle);
  EXPECT_EQ(work[1].operations, 0U);
  const TaskWork odd{.cycles = 1, .packets = 8, .macs = 1003};
  std::uint64_t sum = 0;
  for (std::uint32_t packet = 0; packet < 8; ++packet) {
    EXPECT_EQ(odd.share_of(odd.macs, packet), packet < 3 ? 126U : 125U);
    sum += odd.share_of(odd.macs, packet);
  }
  EXPECT_EQ(sum, 1003U);
}

TEST(ProgramTest, TheCyclesOfThePacketsAddUp) {
  for (const std::uint64_t cycles : {1U, 7U, 8U, 9U, 1000U}) {
    const TaskWork work{.cycles = cycles, .packets = 8};
    std::uint64_t sum = 0;
    for (std::uint32_t packet = 0; packet < 8; ++packet) {
      sum += work.cycles_of(packet);
      EXPECT_LE(work.cycles_of(packet), cycles / 8 + 1);
      EXPECT_GE(work.cycles_of(packet), 1U);
    }
    EXPECT_EQ(sum, std::max<std::uint64_t>(8, cycles)) << "a packet takes at least a cycle";
  }
}

TEST(ProgramTest, WorkDependsOnThePropertyAsDeclared) {
  OwgBuilder builder;
  builder.constant("p", 2.5)
      .task("Fixed", 1000 * kMacsPerCycle, 2000 * kMacsPerCycle)
      .task("Sparse", 1000 * kMacsPerCycle, 2000 * kMacsPerCycle)
      .depends(workload::Dependence::kSparsity, "p")
      .task("Index", 1000 * kMacsPerCycle, 2000 * kMacsPerCycle)
      .depends(workload::Dependence::kIndex, "p", 400 * kMacsPerCycle)
      .task("Size", 1000 * kMacsPerCycle, 2000 * kMacsPerCycle)
      .depends(workload::Dependence::kSize, "p")
      .task("Nothing", 0, 0)
      .path({"SRC", "Fixed", "Sparse", "Index", "Size", "Nothing", "SINK"});
  const auto work =
      work_of(Program{HandMadePlan{builder}.sub_owg({"Fixed", "Sparse", "Index", "Size", "Nothing"}).plan});
  EXPECT_EQ(work[0].cycles, 3000U);
  EXPECT_EQ(work[1].cycles, 2500U + 2000U);
  EXPECT_EQ(work[2].cycles, 1000U + 2000U + 1000U);
  EXPECT_EQ(work[3].cycles, 2500U + 5000U);
  EXPECT_EQ(work[4].cycles, 1U) << "at least a cycle";
}

TEST(ProgramTest, StationsOfOneCbuShareItsScratchpad) {
  // Clusters of 2 x 2: four places; the fifth sub-OWG shares the place of the first.
  OwgBuilder builder;
  builder.tasks({"A", "B", "C", "D", "E"}).path({"SRC", "A", "B", "C", "D", "E", "SINK"});
  HandMadePlan made{builder};
  for (const char* task : {"A", "B", "C", "D", "E"}) made.sub_owg({task});
  made.plan.hardware.tf_queue.capacity = 4000;
  const Program program{made.plan};
  EXPECT_EQ(program.station(0).bank_bytes, 1000U) << "two inputs and two exits";
  EXPECT_EQ(program.station(4).bank_bytes, 1000U);
  EXPECT_EQ(program.station(1).bank_bytes, 2000U);
  for (std::uint32_t cluster = 0; cluster < 4; ++cluster) {
    const auto nodes = nodes_of_cluster(program.plan(), cluster);
    const auto at = [&](std::uint32_t sub) { return program.node_of_station(cluster, sub); };
    EXPECT_EQ(at(0), at(4));
    EXPECT_THAT((std::set{at(0), at(1), at(2), at(3)}), testing::SizeIs(4));
    for (std::uint32_t sub = 0; sub < 5; ++sub) EXPECT_THAT(nodes, testing::Contains(at(sub)));
    for (std::uint32_t block = 0; block < 7; ++block) {
      EXPECT_THAT(nodes, testing::Contains(program.node_of_block(cluster, block)));
    }
    const Place first = place_of_node(program.plan(), first_node_of_cluster(program.plan(), cluster));
    EXPECT_EQ(place_of_node(program.plan(), at(0)), (Place{first.row + 1, first.col + 1}))
        << "the one that touches all four TBUs comes first";
    EXPECT_EQ(program.leader_node(cluster), at(0));
  }
}

TEST(ProgramTest, StreamsAreSpreadEvenly) {
  HandMadePlan made = chain_plan();
  for (const std::uint64_t videos : {1U, 2U, 3U, 4U, 10U}) {
    made.plan.workload.videos = videos;
    const Program program{made.plan};
    std::map<std::uint32_t, int> streams;
    for (std::uint64_t stream = 0; stream < videos; ++stream) {
      ASSERT_LT(program.input().home_of_stream(stream), 4U);
      ++streams[program.input().home_of_stream(stream)];
    }
    EXPECT_EQ(streams.size(), std::min<std::size_t>(videos, 4)) << videos;
    for (const auto& [cluster, count] : streams) EXPECT_LE(count, static_cast<int>((videos + 3) / 4));
    for (std::uint32_t cluster = 0; cluster < 4; ++cluster) {
      EXPECT_EQ(program.input().is_home(cluster), streams.count(cluster) == 1)
          << videos << " streams, cluster " << cluster;
    }
  }
  made.plan.workload.videos = 2;
  EXPECT_EQ(Program{made.plan}.input().home_of_stream(1), 2U) << "half the wafer further on";
}

TEST(ProgramTest, TokensOfDifferentFramesAndStreamsDiffer) {
  HandMadePlan made = chain_plan();
  made.frames(20).plan.workload.videos = 20;
  const Program program{made.plan};
  std::set<std::uint64_t> ids;
  for (std::uint64_t stream = 0; stream < 20; ++stream) {
    ids.insert(program.stream_token(stream, 0).id);
    for (std::uint32_t frame = 0; frame < 20; ++frame) {
      const auto token = program.frame_token(stream, frame, 5);
      EXPECT_EQ(token.parent, program.stream_token(stream, 0).id);
      EXPECT_EQ(token.position, frame);
      EXPECT_EQ(token.home, 5U);
      ids.insert(token.id);
    }
  }
  EXPECT_EQ(ids.size(), 20U * 21U);
}

/// Two videos of different size: their frames, the crops of those, and what is made of a whole video.
TEST(ProgramTest, APropertyOfAStreamIsThatOfAllItsTokens) {
  const OwgBuilder builder = OwgBuilder{}
                                 .series("pixels", {1, 3})
                                 .per_stream()
                                 .task("A", 1'024'000)
                                 .scaled("pixels")
                                 .path({"SRC", "A", "SINK"});
  HandMadePlan made{builder};
  made.sub_owg({"A"}).frames(5).plan.workload.videos = 2;
  const Program program{made.plan};
  std::vector<TaskWork> work;
  for (const std::uint64_t stream : {0U, 1U}) {
    const std::uint64_t macs = stream == 0 ? 1'024'000 : 3'072'000;
    const auto frame = program.frame_token(stream, 4, 0);
    const workload::Token crop{.id = 9, .parent = frame.id, .position = 7, .frame = frame.frame};
    const workload::Token crop_of_whole{.id = 8, .parent = 1, .frame = program.stream_token(stream, 0).frame};
    for (const auto& token : {frame, crop, program.stream_token(stream, 0), crop_of_whole}) {
      program.work(0, token.name(), work);
      EXPECT_EQ(work[0].macs, macs) << stream;
    }
  }
}

TEST(ProgramTest, SinkArrivals) {
  const OwgBuilder two = chain().flow("A", "SINK");
  EXPECT_EQ(Program{HandMadePlan{two}.sub_owg({"A", "B", "C"}).frames(7).plan}.sink_arrivals(0), 14U);
  const OwgBuilder streamed =
      OwgBuilder{}.task("T").expand_streamed("E").collapse("C").path({"SRC", "E", "T", "C", "SINK"});
  const Program program{HandMadePlan{streamed}.sub_owg({"T"}).partners("E", "C").frames(7).plan};
  EXPECT_EQ(program.sink_arrivals(0), 1U) << "one item for the whole stream";
  EXPECT_EQ(program.streamed_expand(), streamed.block_index("E"));
}

// --- draws -----------------------------------------------------------------------------------------------------------

Program expand_by(const OwgBuilder& properties) {
  OwgBuilder builder = properties;
  builder.task("T").expand_by("E", "p").collapse("C").path({"SRC", "E", "T", "C", "SINK"});
  return Program{HandMadePlan{builder}.sub_owg({"T"}).partners("E", "C").plan};
}

TEST(ProgramTest, FanOutIsTheRoundedPropertyAndNeverNegative) {
  const auto fan_out = [](double value) { return expand_by(OwgBuilder{}.constant("p", value)).fan_out(3, {1, 1, 1}); };
  EXPECT_EQ(fan_out(2.4), 2U);
  EXPECT_EQ(fan_out(2.6), 3U);
  EXPECT_EQ(fan_out(0.4), 0U);
  EXPECT_EQ(fan_out(-3), 0U);
}

TEST(ProgramTest, FanOutFollowsItsDistributionAndNothingElse) {
  const Program program = expand_by(OwgBuilder{}.histogram("p", {{0, 1}, {2, 3}}));
  std::uint64_t two = 0;
  for (std::uint64_t id = 0; id < 4000; ++id) {
    const std::uint64_t children = program.fan_out(3, {id, 9, 0});
    ASSERT_TRUE(children == 0 || children == 2);
    two += children == 2 ? 1 : 0;
    ASSERT_EQ(program.fan_out(3, {id, 9, 0}), children) << "the same when asked again";
  }
  EXPECT_NEAR(static_cast<double>(two), 3000, 140) << "5 standard deviations";
}

Program route_of(OwgBuilder builder, std::vector<std::uint32_t> branches = {kNone, 0, 1, 2, 0, 1, 2, kNone}) {
  builder.tasks({"X", "Y", "Z"}).merge("M");
  builder.path({"SRC", "R"}).flow("R", "X").flow("R", "Y").flow("R", "Z");
  builder.flow("X", "M").flow("Y", "M").flow("Z", "M").path({"M", "SINK"});
  HandMadePlan made{builder};
  made.sub_owg({"X"}).sub_owg({"Y"}).sub_owg({"Z"}).partners("R", "M").branches(std::move(branches));
  return Program{made.plan};
}

TEST(ProgramTest, ARouteChoosesByWeight) {
  const Program program = route_of(OwgBuilder{}.route("R", {1, 0, 3}));
  std::array<int, 3> chosen{};
  for (std::uint64_t id = 0; id < 4000; ++id) {
    const auto branches = program.branches(2, {id, 0, 0});
    ASSERT_EQ(branches.size(), 1U);
    ASSERT_EQ(branches, program.branches(2, {id, 7, 8})) << "the token's identity decides, nothing else";
    ++chosen[branches[0]];
  }
  EXPECT_EQ(chosen[1], 0);
  EXPECT_NEAR(chosen[2], 3000, 140);
}

TEST(ProgramTest, ARouteChoosesSeveralDistinctOutputs) {
  const Program program = route_of(OwgBuilder{}.route("R", {1, 1, 1}, 2));
  std::map<std::vector<std::uint32_t>, int> chosen;
  for (std::uint64_t id = 0; id < 3000; ++id) ++chosen[program.branches(2, {id, 0, 0})];
  ASSERT_THAT(chosen, testing::SizeIs(3));
  for (const auto& pair : {std::vector{0U, 1U}, std::vector{0U, 2U}, std::vector{1U, 2U}}) {
    EXPECT_NEAR(chosen[pair], 1000, 130) << pair[0] << pair[1];
  }
}

TEST(ProgramTest, ARouteChoosesTheFirstThresholdAboveTheProperty) {
  const auto branch = [](double value) {
    return route_of(OwgBuilder{}.constant("p", value).route_by("R", "p", {1, 2})).branches(2, {1, 1, 1});
  };
  EXPECT_THAT(branch(0.5), ElementsAre(0));
  EXPECT_THAT(branch(1), ElementsAre(1)) << "not below 1";
  EXPECT_THAT(branch(1.5), ElementsAre(1));
  EXPECT_THAT(branch(99), ElementsAre(2));
}

TEST(ProgramTest, AMergeWaitsForEveryFlowOfTheBranchesChosen) {
  // Flows: 0 SRC-R, 1..3 R-X,Y,Z, 4..6 X,Y,Z-M, 7 M-SINK.  All three into the Merge are said to come from branch 1.
  const Program all = route_of(OwgBuilder{}.route("R", {0, 1, 0}), {kNone, 0, 1, 2, 1, 1, 1, kNone});
  EXPECT_EQ(all.merge_arrivals(all.owg().find_block("M"), {1, 1, 1}), 3U);
  const Program one = route_of(OwgBuilder{}.route("R", {0, 1, 0}));
  EXPECT_EQ(one.merge_arrivals(one.owg().find_block("M"), {1, 1, 1}), 1U);
  const Program two = route_of(OwgBuilder{}.route("R", {0, 1, 1}, 2));
  EXPECT_EQ(two.merge_arrivals(two.owg().find_block("M"), {1, 1, 1}), 2U);
}

// --- limits ----------------------------------------------------------------------------------------------------------

template <class Change>
std::string refusal(Change&& change) {
  HandMadePlan made = chain_plan();
  change(made.plan);
  try {
    const Program program{made.plan};
    static_cast<void>(work_of(program));
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ProgramTest, RefusesWhatItsMessagesCannotName) {
  EXPECT_EQ(refusal([](Plan&) {}), "accepted");
  EXPECT_EQ(refusal([](Plan& plan) { plan.owg.flows[1].bytes = 3'000'000'000; }),
            "flow A -> B: bytes = 3000000000 (must be at most 2147483648; declare the tensor as tensor_bytes, kept in "
            "DRAM)");
  EXPECT_THAT(
      refusal([](Plan& plan) { plan.workload.minutes = 1e9; }),
      testing::HasSubstr("frames of a stream (workload.minutes x 60 x workload.rate): 60000000000 (must be at"));
  EXPECT_THAT(refusal([](Plan& plan) { plan.clusters.rows = 1 << 20; }), testing::HasSubstr("clusters of the wafer"));
  EXPECT_THAT(refusal([](Plan& plan) {
                plan.owg.blocks[2].work.macs = 1ULL << 62U;
                plan.workload.packet_cycles = 100;
              }),
              testing::HasSubstr("Task Block A: more than 2^30 packets for one item (raise workload.packet_cycles"));
}

TEST(ProgramTest, ThreeTaskFlowsShareTheScratchpadsOfACluster) {
  // The input, the exit, and one between: of each CBU a third is for that.
  OwgBuilder builder;
  builder.tasks({"A", "B"}).path({"SRC", "A", "B", "SINK"});
  HandMadePlan made{builder};
  made.sub_owg({"A", "B"});
  made.plan.hardware.wafer.tbu_rows = 1;
  made.plan.clusters = {.height = 1, .width = 4, .rows = 1, .cols = 1, .per_chiplet_rows = 1, .per_chiplet_cols = 1};
  made.plan.hardware.tf_queue.capacity = 6000;
  const Program spread{made.plan};
  EXPECT_TRUE(spread.station(0).tasks[0].stays);
  EXPECT_FALSE(spread.station(0).tasks[1].stays) << "it leaves the sub-OWG";
  EXPECT_EQ(spread.station(0).room_bytes, 2000U);
  EXPECT_EQ(spread.station(0).bank_bytes, 2000U);
  made.plan.hardware.tf_queue.place = hardware::FlowPlace::kStation;
  const Program together{made.plan};
  EXPECT_FALSE(together.station(0).tasks[0].stays);
  EXPECT_EQ(together.station(0).bank_bytes, 2000U);
}

TEST(ProgramTest, HowPacketsAreCutDoesNotHangOnWhereTheyWait) {
  HandMadePlan made = chain_plan();
  made.plan.hardware.tf_queue.capacity = 2500;
  const auto spread = work_of(Program{made.plan});
  made.plan.hardware.tf_queue.place = hardware::FlowPlace::kStation;
  const auto together = work_of(Program{made.plan});
  ASSERT_EQ(spread.size(), together.size());
  for (std::size_t task = 0; task < spread.size(); ++task) EXPECT_EQ(spread[task].packets, together[task].packets);
}

TEST(ProgramTest, TheSpilledPartOfAResultIsFoundFromItsBytes) {
  HandMadePlan made = chain_plan();
  made.plan.owg.blocks[made.plan.sub_owgs[0].tasks[0]].work.activation_bytes = 4'000'000;
  const Program program{made.plan};
  const StationTask& task = program.station(0).tasks[0];
  const std::uint64_t room = made.plan.hardware.tbu.activation_room();
  EXPECT_EQ(program.spilled_bytes(task, 1), 4'000'000 - room);
  EXPECT_EQ(program.spilled_bytes(task, 2), 2'000'000 - room);
  EXPECT_EQ(program.spilled_bytes(task, 1U << 20U), 0U);
  for (const std::uint32_t packets : {1U, 2U, 4U}) {
    const std::uint64_t spilled = program.spilled_bytes(task, packets);
    EXPECT_EQ(program.spilled_of_result(task, (task.out_bytes + packets - 1) / packets + spilled), spilled);
  }
}

/// A frame makes as many items as `n` says; A looks at `s` of frames, B at `s` of items.
HandMadePlan recorded_plan(bool of_items) {
  HandMadePlan made{OwgBuilder{}
                        .constant("n", 100)
                        .constant("s", 0.25)
                        .task("A", 1000 * kMacsPerCycle)
                        .depends(workload::Dependence::kSize, "s")
                        .task("B", 1000 * kMacsPerCycle)
                        .depends(workload::Dependence::kSize, "s")
                        .expand_by("E", "n")
                        .collapse("C")
                        .path({"SRC", "A", "E", "B", "C", "SINK"})};
  made.sub_owg({"A"}).sub_owg({"B"}).partners("E", "C").frames(7);
  made.plan.workload.videos = 6;
  workload::Recorded all{.videos = {0, 3, 5}, .series = {}};
  all.series.push_back({.property = 0, .first = {}, .values = {10, 11, 12, 13, 14}});
  all.series.push_back({.property = 1, .first = {}, .values = {1, 2, 3, 4, 5}});
  if (of_items) all.series.push_back({.property = 1, .first = {0, 2, 2, 3, 4, 5}, .values = {20, 21, 22, 23, 24}});
  made.plan.recorded = std::make_shared<const workload::Recorded>(all);
  return made;
}

TEST(ProgramTest, FramesTakeWhatWasRecordedOfThem) {
  const Program program{recorded_plan(false).plan};
  const std::uint32_t expand = program.plan().owg.find_block("E");
  for (std::uint64_t stream = 0; stream < 6; ++stream) {
    for (std::uint32_t frame = 0; frame < 7; ++frame) {
      const auto token = program.frame_token(stream, frame, 0);
      const std::uint64_t row = stream % 2 == 0 ? frame % 3 : 3 + frame % 2;
      EXPECT_EQ(program.fan_out(expand, token.name()), 10 + row);
      EXPECT_EQ(program.value_of(1, token.name()), static_cast<double>(1 + row));
      EXPECT_EQ(program.input().order_of(token.frame), program.input().frame_number(stream, frame));
      const auto item = workload::functional::child_id(token.id, expand, 1);
      EXPECT_EQ(program.value_of(1, {item, token.id, 1, token.frame}), 0.25) << "items were not recorded";
    }
    EXPECT_EQ(program.value_of(1, program.stream_token(stream, 0).name()), 0.25) << "a whole video was not recorded";
  }
}

TEST(ProgramTest, ItemsTakeWhatWasRecordedOfThem) {
  const Program program{recorded_plan(true).plan};
  const std::uint32_t expand = program.plan().owg.find_block("E");
  std::set<std::uint32_t> words;
  for (std::uint64_t stream = 0; stream < 6; ++stream) {
    for (std::uint32_t frame = 0; frame < 7; ++frame) {
      const auto token = program.frame_token(stream, frame, 0);
      words.insert(token.frame);
      EXPECT_EQ(program.input().order_of(token.frame), program.input().frame_number(stream, frame));
      for (std::uint32_t position = 0; position < 5; ++position) {
        const auto id = workload::functional::child_id(token.id, expand, position);
        const workload::TokenName item{id, token.id, position, token.frame};
        const std::uint64_t row = stream % 2 == 0 ? frame % 3 : 3 + frame % 2;
        const std::array<double, 5> of_one{20.0 + position % 2, 0.25, 22, 23, 24};
        EXPECT_EQ(program.value_of(1, item), of_one[row]) << "stream " << stream << " frame " << frame;
        const workload::TokenName deeper{id + 1, id, position, token.frame};
        EXPECT_EQ(program.value_of(1, deeper), 0.25) << "of an item of an item";
      }
      EXPECT_EQ(program.value_of(1, token.name()),
                static_cast<double>(1 + (stream % 2 == 0 ? frame % 3 : 3 + frame % 2)));
    }
    EXPECT_EQ(program.value_of(1, program.stream_token(stream, 0).name()), 0.25);
  }
  EXPECT_EQ(words.size(), 42u) << "names every frame";
}

}  // namespace
}  // namespace octosim::models::plan
