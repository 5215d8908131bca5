/// Statements that hold for every workflow on every machine, under every partition.
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "models/octopus/control_kind.hpp"
#include "models/plan/interpreter.hpp"
#include "tests/support/property_seed.hpp"
#include "tests/support/random_machine.hpp"
#include "tests/support/random_owg.hpp"

namespace octosim {
namespace {

namespace octopus = models::octopus;
namespace plan = models::plan;
using engine::Cycles;
using test::describe, test::draw, test::Machine, test::one_of, test::random_machine, test::RanksRun;

engine::RunOptions every_event() {
  engine::RunOptions options;
  options.stall_limit = Cycles{20'000'000};
  options.level = engine::Level::kEvent;
  return options;
}

void check_work(const plan::Program& program, const RanksRun& run) {
  std::uint64_t packets = 0;
  for (std::uint64_t stream = 0; stream < program.input().count(); ++stream) {
    packets += plan::interpret_stream(program, stream).packets;
  }
  RC_ASSERT(rows_of(run, octopus::kStream).size() == program.input().count());
  for (const auto& stream : rows_of(run, octopus::kStream)) RC_ASSERT(stream[5] == 1U);  // functional_ok
  RC_ASSERT(sum_of(run, octopus::kStationTotal, 2) == packets);
  RC_ASSERT(sum_of(run, octopus::kTbuTotal, 2) == packets);
  RC_ASSERT(sum_of(run, octopus::kTbuWork, 2) == packets);
}

void check_conservation(const RanksRun& run) {
  for (const auto& station : rows_of(run, octopus::kStationTotal)) {
    RC_ASSERT(station[6] == 0U);  // in flight
    RC_ASSERT(station[3] == station[4] + station[5] + station[6]);
    RC_ASSERT(station[13] == station[14]);  // all that was written into its TF-Queues was read again
  }
  std::uint64_t configured = 0;  // over control ports
  for (const auto& row : rows_of(run, octopus::kControlTotal)) {
    if (row[2] == static_cast<std::uint64_t>(octopus::ControlKind::kConfigure)) configured += row[6];
  }
  RC_ASSERT(sum_of(run, octopus::kTbuTotal, 12) == configured);
}

void check_accounts(const plan::Program& program, const RanksRun& run) {
  const auto tbus = rows_of(run, octopus::kTbuTotal);
  RC_ASSERT(tbus.size() == program.plan().hardware.tbu_count());
  for (const auto& tbu : tbus) {
    RC_ASSERT(std::accumulate(tbu.begin() + 3, tbu.begin() + 10, std::uint64_t{0}) == run.reports[0].drained.cycle);
  }
}

/// A rank for each cluster, none without one.
test::ClusterRanks random_ranks(std::uint32_t clusters, std::int32_t ranks) {
  test::ClusterRanks owners;
  for (std::uint32_t cluster = 0; cluster < clusters; ++cluster) {
    owners.push_back(cluster < static_cast<std::uint32_t>(ranks) ? static_cast<std::int32_t>(cluster)
                                                                 : draw(0, ranks - 1));
  }
  return owners;
}

void check_same(const RanksRun& one, const RanksRun& other) {
  RC_ASSERT(one.reports[0].digest == other.reports[0].digest);
  RC_ASSERT(one.reports[0].events == other.reports[0].events);
  RC_ASSERT(one.reports[0].end.cycle == other.reports[0].end.cycle);
  RC_ASSERT(one.reports[0].drained.cycle == other.reports[0].drained.cycle);
  RC_ASSERT(one.written == other.written);
}

/// How much of the model the cases have touched: a test that meets none of it shows nothing.
struct Touched {
  std::uint64_t switches = 0, moves = 0, joins = 0, scopes = 0, several_ranks = 0;
  std::uint64_t slices_loaded = 0, slices_stored = 0;  // bytes, from and to DRAM
};

void one_case(Touched& touched) {
  Machine machine = random_machine();
  const models::workload::Owg owg = test::OwgGrower{}.grow();
  const plan::Program program = test::compile_random(machine, owg);
  RC_LOG() << describe(owg, machine);
  const RanksRun alone = test::run_machine(program, 1, {}, every_event());
  RC_ASSERT(alone.reports[0].reason == engine::EndReason::kReleased);
  check_work(program, alone);
  check_conservation(alone);
  check_accounts(program, alone);

  const std::uint32_t clusters = program.cells().clusters.count();
  const auto ranks = std::min<std::int32_t>(one_of<std::int32_t>({2, 3, 5, 8}), static_cast<std::int32_t>(clusters));
  const bool straight = draw(0, 1) == 0;
  const RanksRun parted =
      test::run_machine(program, ranks, straight ? test::ClusterRanks{} : random_ranks(clusters, ranks), every_event());
  check_same(parted, alone);

  touched.switches += rows_of(alone, octopus::kSwitch).size();
  touched.moves += rows_of(alone, octopus::kMoveRecord).size();
  touched.several_ranks += ranks > 1 ? 1 : 0;
  touched.slices_loaded += sum_of(alone, octopus::kChunkTotal, 10);
  touched.slices_stored += sum_of(alone, octopus::kChunkTotal, 11);
  for (std::uint32_t sub = 0; sub < program.plan().sub_owgs.size(); ++sub) {
    touched.joins += program.station(sub).groups.size() > 1 ? 1 : 0;
  }
  for (const auto& block : owg.blocks) {
    touched.scopes += block.kind == models::workload::BlockKind::kExpand ? 1 : 0;
  }
}

TEST(RandomWorkflowTest, ComesOutAsTheInterpreterSaysUnderEveryPartition) {
  Touched touched;
  EXPECT_TRUE(rc::check([&] { one_case(touched); }));
  EXPECT_GT(touched.switches, 0U);
  EXPECT_GT(touched.moves, 0U);
  EXPECT_GT(touched.joins, 0U);
  EXPECT_GT(touched.scopes, 0U);
  EXPECT_GT(touched.several_ranks, 0U);
  EXPECT_GT(touched.slices_loaded, 0U);
  EXPECT_GT(touched.slices_stored, 0U);
}

/// Not a partition that anybody would choose: links within a cluster, of one cycle, cross ranks.
TEST(RandomWorkflowTest, IsTheSameWhenEveryClusterIsSplit) {
  int runs = 0;
  EXPECT_TRUE(rc::check([&] {
    Machine machine = random_machine();
    machine.chiplets(1, 1).tbus(2, 2).frames(1);
    machine.schedule.cluster_size = one_of<std::uint64_t>({4, 2, 0});
    machine.workload.videos = 1;
    const models::workload::Owg owg = test::OwgGrower{2, 4}.grow();
    RC_LOG() << describe(owg, machine);
    const plan::Program program = test::compile_random(machine, owg);
    const RanksRun alone = test::run_machine(program, 1, {}, every_event());
    if (alone.reports[0].events > 20'000) RC_DISCARD("takes too many windows");
    const octopus::Wafer wafer{program};
    check_same(test::on_ranks(2, wafer, test::round_robin(2), every_event()), alone);
    ++runs;
  }));
  EXPECT_GT(runs, 0);
}

}  // namespace
}  // namespace octosim
