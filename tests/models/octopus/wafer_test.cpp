#include "models/octopus/wafer.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/plan/geometry.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using engine::ComponentId;

test::OwgBuilder a_task() { return test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}); }

/// 2 x 3 chiplets of 4 x 2 TBUs.
test::Machine machine() { return test::Machine{}.chiplets(2, 3).tbus(4, 2); }

TEST(WaferTest, HasACbuAndTwoRoutersANodeAndThenTbusCardsAndPorts) {
  const plan::Program program = machine().compile(a_task().build());
  const Wafer wafer{program};
  const std::uint32_t nodes = 2 * 5 * 3 * 3;
  EXPECT_EQ(wafer.component_count(), 3 * nodes + 48 + 1 + 6);
  EXPECT_EQ(wafer.ports_of(ComponentId{0}).component, "cbu");
  EXPECT_EQ(wafer.ports_of(ComponentId{nodes}).component, "router");
  EXPECT_EQ(wafer.ports_of(ComponentId{3 * nodes}).component, "tbu");
  EXPECT_EQ(wafer.ports_of(ComponentId{3 * nodes + 48}).component, "dram");
  EXPECT_EQ(wafer.ports_of(ComponentId{3 * nodes + 49}).component, "tf_port");
}

TEST(WaferTest, EveryLinkJoinsPortsOfOneKindAndNoTwoMeet) {
  const plan::Program program = machine().compile(a_task().build());
  const Wafer wafer{program};
  std::set<std::pair<std::uint32_t, std::uint32_t>> out, in;
  for (std::uint32_t id = 0; id < wafer.component_count(); ++id) {
    EXPECT_EQ(&wafer.make(ComponentId{id})->ports(), &wafer.ports_of(ComponentId{id}));
    for (const engine::Link& link : wafer.links_from(ComponentId{id})) {
      EXPECT_EQ(index(link.from), id);
      const auto& from = wafer.ports_of(link.from).out;
      const auto& to = wafer.ports_of(link.to).in;
      ASSERT_LT(link.out_port, from.size());
      ASSERT_LT(link.in_port, to.size());
      EXPECT_EQ(from[link.out_port].kind, to[link.in_port].kind);
      EXPECT_GE(link.latency.count, 1U);
      EXPECT_TRUE(out.insert({id, link.out_port}).second) << from[link.out_port].name;
      EXPECT_TRUE(in.insert({index(link.to), link.in_port}).second) << to[link.in_port].name;
    }
  }
  // Two meshes of 10 x 9 nodes: 2 x (9 x 9 + 10 x 8) ways, with packets and credits; 4 between CBU and router.
  const std::size_t mesh = 2 * (2 * (9 * 9 + 10 * 8) * 2 + 90 * 3);
  std::size_t tbu_ports = 0;  // a TBU and the CBUs of its cluster that it touches, both ways
  for (std::uint32_t id = 0; id < wafer.component_count(); ++id) {
    if (wafer.ports_of(ComponentId{id}).component == "tbu") tbu_ports += 2 * wafer.links_from(ComponentId{id}).size();
  }
  EXPECT_EQ(out.size(), mesh + tbu_ports + 2 * 6 + 2 * 6) << "task-flow ports to their CBU and to a card, both ways";
}

TEST(WaferTest, EveryTbuIsReachedAndAnswersWhereItWasAsked) {
  const plan::Program program = machine().compile(a_task().build());
  const Wafer wafer{program};
  std::map<std::uint32_t, std::set<std::pair<std::uint32_t, std::uint32_t>>> to_tbu, from_tbu;
  for (std::uint32_t id = 0; id < wafer.component_count(); ++id) {
    for (const engine::Link& link : wafer.links_from(ComponentId{id})) {
      if (wafer.ports_of(link.to).component == "tbu") to_tbu[index(link.to)].insert({index(link.from), link.in_port});
      if (wafer.ports_of(link.from).component == "tbu") from_tbu[id].insert({index(link.to), link.out_port});
    }
  }
  EXPECT_EQ(to_tbu.size(), 48U);
  EXPECT_EQ(to_tbu, from_tbu);
}

TEST(WaferTest, LinksWithinAClusterOnlyAreOnePerCycleAndDiesAreFurtherApart) {
  const plan::Program program = machine().compile(a_task().build());
  const Wafer wafer{program};
  std::set<std::uint64_t> same_die, two_dies;
  for (std::uint32_t id = 0; id < wafer.component_count(); ++id) {
    for (const engine::Link& link : wafer.links_from(ComponentId{id})) {
      const std::uint32_t from = wafer.cluster_of(link.from), to = wafer.cluster_of(link.to);
      if (from == to) continue;
      const bool one_die =
          plan::chiplet_of_cluster(program.plan(), from) == plan::chiplet_of_cluster(program.plan(), to);
      (one_die ? same_die : two_dies).insert(link.latency.count);
    }
  }
  EXPECT_EQ(same_die, (std::set<std::uint64_t>{3 + 1, 20})) << "20: between a task-flow port and a card";
  EXPECT_EQ(two_dies, (std::set<std::uint64_t>{3 + 8, 20}));
}

TEST(WaferTest, CountsTheSameOnEveryNumberOfRanks) {
  const auto owg = test::OwgBuilder{}
                       .task("A", 3000 * 1024, 77)
                       .expand("E", 3)
                       .task("B", 5000)
                       .collapse("C")
                       .path({"SRC", "A", "E", "B", "C", "SINK"})
                       .build();
  // Items move between clusters of the two chiplets.
  test::Machine two_dies = test::Machine{}.chiplets(1, 2).frames(3);
  two_dies.workload.videos = 3;
  two_dies.schedule.cluster_size = 4;
  two_dies.schedule.balance = test::kDiffusive;
  two_dies.schedule.interval = 2000;
  const plan::Program program = two_dies.compile(owg);
  const test::RanksRun one = test::run_machine(program, 1), two = test::run_machine(program, 2);
  for (const Record type : {kTbuTotal, kTbuWork, kStationTotal, kRouterTotal, kChannelTotal}) {
    EXPECT_EQ(rows_of(one, type), rows_of(two, type)) << record_types()[type].path;
  }
  const std::uint64_t frames = 3 * 3;
  EXPECT_EQ(sum_of(one, kTbuWork, 3), frames * (3000 * 1024 + 3 * 5000)) << "MACs";
  EXPECT_EQ(sum_of(one, kTbuWork, 4), frames * 77) << "operations";
  EXPECT_EQ(sum_of(one, kChannelTotal, 2), frames * program.frame_bytes()) << "read";
  EXPECT_EQ(sum_of(one, kStationTotal, 13), sum_of(one, kStationTotal, 14)) << "written and read";
  std::uint64_t dies = 0;
  for (const auto& row : rows_of(one, kRouterTotal)) {
    EXPECT_LE(row[4] + row[5], row[3]) << "hops and dies are of what left the router";
    if (row[5] == 0) continue;
    dies += row[5];
    const std::uint32_t col = static_cast<std::uint32_t>(row[1]) % 6;
    EXPECT_TRUE(col == 2 || col == 3) << "only beside the edge of a die of 3 x 3 CBUs";
  }
  EXPECT_GT(dies, 0U);
}

}  // namespace
}  // namespace octosim::models::octopus
