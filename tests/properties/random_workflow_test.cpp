/// Statements that hold for every workflow on every machine, under every partition.
#include <cstdlib>
#include <numeric>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engine/base/error.hpp"
#include "models/plan/interpreter.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/random_owg.hpp"

namespace octosim {
namespace {

namespace octopus = models::octopus;
namespace plan = models::plan;
using engine::Cycles;
using test::Machine, test::RanksRun;

// The same cases every time unless the environment says otherwise: RC_PARAMS="seed=7 max_success=1000".
const bool kSeeded = setenv("RC_PARAMS", "seed=20240521 max_success=120 max_shrink_tries=200", 0) == 0;

using test::draw, test::one_of;

/// Small and mean: banks of few packets, few scopes, narrow links, settings at the ends of their ranges.
Machine random_machine() {
  Machine machine;
  auto& hardware = machine.hardware;
  const auto rows = static_cast<std::uint64_t>(draw(2, 4)), cols = static_cast<std::uint64_t>(draw(2, 4));
  machine.chiplets(static_cast<std::uint64_t>(draw(1, 2)), static_cast<std::uint64_t>(draw(1, 2))).tbus(rows, cols);
  machine.schedule.cluster_size = one_of<std::uint64_t>({0, 1, rows, cols, rows * cols});
  machine.schedule.interval = one_of<std::uint64_t>({2000, 500, 100});
  machine.schedule.balance = draw(0, 3) == 0 ? plan::Balance::kNone : plan::Balance::kDiffusive;
  machine.schedule.executed_threshold = one_of<std::uint64_t>({4096, 1, 7});
  machine.workload.videos = static_cast<std::uint64_t>(draw(1, 3));
  machine.frames(static_cast<std::uint64_t>(draw(1, 4)));
  machine.workload.packet_cycles = one_of<std::uint64_t>({20'000, 100, 400});
  machine.workload.packet_bytes = one_of<std::uint64_t>({256 * 1024, 64, 1000});
  machine.seed = static_cast<std::uint64_t>(draw(0, 1000));
  hardware.tbu.bitstream = one_of<std::uint64_t>({160, 0, 3200});
  hardware.tbu.port = one_of<std::uint64_t>({256, 7});
  hardware.cluster.bitstream = one_of<std::uint64_t>({320, 0, 9600});
  hardware.cluster.input_port = one_of<std::uint64_t>({64, 3});
  hardware.cluster.open_scopes = one_of<std::uint64_t>({64, 1, 2});
  hardware.tf_queue.capacity = one_of<std::uint64_t>({4 << 20, 4096, 700});
  hardware.tf_queue.packets_per_flow = one_of<std::uint64_t>({0, 1, 2, 3});
  hardware.network.link = one_of<std::uint64_t>({256, 16});
  hardware.network.buffer = one_of<std::uint64_t>({64 * 1024, 16, 500});
  hardware.control.link = one_of<std::uint64_t>({16, 3});
  hardware.control.buffer = one_of<std::uint64_t>({4096, 16});
  hardware.control.packet = one_of<std::uint64_t>({16 * 1024, 16, 100});
  hardware.tbu.control_port = one_of<std::uint64_t>({16, 3});
  hardware.tbu.pinned_weights = one_of<std::uint64_t>({419'430, 0, 500});
  hardware.tbu.prefetch = one_of<std::uint64_t>({1, 0, 3});
  hardware.dram.cards = static_cast<std::uint64_t>(draw(1, 2));
  hardware.dram.latency = one_of<std::uint64_t>({100, 1});
  hardware.dram.part = one_of<std::uint64_t>({1 << 20, 64, 1000});
  hardware.dram.prefetch = one_of<std::uint64_t>({2, 1, 5});
  hardware.tf_queue.banks = one_of<std::uint64_t>({16, 1, 3});
  hardware.tf_queue.bank_width = one_of<std::uint64_t>({256, 8});
  hardware.tbu.sram = one_of<std::uint64_t>({838'861, 1});
  return machine;
}

std::string describe(const models::workload::Owg& owg, const Machine& m) {
  std::ostringstream text;
  const auto& h = m.hardware;
  text << "chiplets " << h.wafer.chiplet_rows << "x" << h.wafer.chiplet_cols << " of " << h.wafer.tbu_rows << "x"
       << h.wafer.tbu_cols << ", cluster_size " << m.schedule.cluster_size << ", interval " << m.schedule.interval
       << ", balance " << static_cast<int>(m.schedule.balance) << ", threshold " << m.schedule.executed_threshold
       << ", videos " << m.workload.videos << ", frames " << m.workload.frames() << ", packet_cycles "
       << m.workload.packet_cycles << ", packet_bytes " << m.workload.packet_bytes << ", seed " << m.seed
       << ", tbu.bitstream " << h.tbu.bitstream << ", tbu.port " << h.tbu.port << ", cluster.bitstream "
       << h.cluster.bitstream << ", input_port " << h.cluster.input_port << ", open_scopes " << h.cluster.open_scopes
       << ", capacity " << h.tf_queue.capacity << ", packets_per_flow " << h.tf_queue.packets_per_flow << ", link "
       << h.network.link << ", buffer " << h.network.buffer << ", control.link " << h.control.link
       << ", control.buffer " << h.control.buffer << ", control.packet " << h.control.packet << ", control_port "
       << h.tbu.control_port << ", pinned_weights " << h.tbu.pinned_weights << ", prefetch " << h.tbu.prefetch
       << ", cards " << h.dram.cards << ", latency " << h.dram.latency << ", part " << h.dram.part << ", prefetch "
       << h.dram.prefetch << ", banks " << h.tf_queue.banks << " of " << h.tf_queue.bank_width << ", sram "
       << h.tbu.sram << "\n";
  for (const auto& flow : owg.flows) {
    const auto& from = owg.blocks[flow.from];
    text << "  " << from.name << " -> " << owg.blocks[flow.to].name << " " << flow.bytes << " + " << flow.tensor_bytes
         << " B";
    if (from.kind == models::workload::BlockKind::kTask) {
      text << " (" << from.work.macs << " MACs, " << from.work.operations << " operations, depends "
           << static_cast<int>(from.work.dependence) << ")";
    }
    if (from.kind == models::workload::BlockKind::kRoute) text << " (choose " << from.choosing.choose << ")";
    text << "\n";
  }
  return text.str();
}

engine::RunOptions options() {
  engine::RunOptions options;
  options.stall_limit = Cycles{20'000'000};
  options.level = engine::Level::kEvent;
  return options;
}

void check_work(const plan::Program& program, const RanksRun& run) {
  std::uint64_t packets = 0;
  for (std::uint64_t stream = 0; stream < program.streams(); ++stream) {
    packets += plan::interpret_stream(program, stream).packets;
  }
  RC_ASSERT(rows_of(run, octopus::kStream).size() == program.streams());
  for (const auto& stream : rows_of(run, octopus::kStream)) RC_ASSERT(stream[5] == 1U);  // functional_ok
  RC_ASSERT(sum_of(run, octopus::kStationTotal, 2) == packets);
  RC_ASSERT(sum_of(run, octopus::kTbuTotal, 2) == packets);
}

void check_conservation(const RanksRun& run) {
  for (const auto& station : rows_of(run, octopus::kStationTotal)) {
    RC_ASSERT(station[6] == 0U);  // in flight
    RC_ASSERT(station[3] == station[4] + station[5] + station[6]);
  }
}

void check_accounts(const plan::Program& program, const RanksRun& run) {
  const auto tbus = rows_of(run, octopus::kTbuTotal);
  RC_ASSERT(tbus.size() == program.plan().hardware.tbu_count());
  for (const auto& tbu : tbus) {
    RC_ASSERT(std::accumulate(tbu.begin() + 3, tbu.end(), std::uint64_t{0}) == run.reports[0].drained.cycle);
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
};

void one_case(Touched& touched) {
  const Machine machine = random_machine();
  const models::workload::Owg owg = test::OwgGrower{}.grow();
  RC_LOG() << describe(owg, machine);
  const plan::Program program = machine.compile(owg);
  const RanksRun alone = test::run_machine(program, 1, {}, options());
  RC_ASSERT(alone.reports[0].reason == engine::EndReason::kReleased);
  check_work(program, alone);
  check_conservation(alone);
  check_accounts(program, alone);

  const std::uint32_t clusters = program.plan().clusters.count();
  const auto ranks = std::min<std::int32_t>(one_of<std::int32_t>({2, 3, 5, 8}), static_cast<std::int32_t>(clusters));
  const bool straight = draw(0, 1) == 0;
  const RanksRun parted =
      test::run_machine(program, ranks, straight ? test::ClusterRanks{} : random_ranks(clusters, ranks), options());
  check_same(parted, alone);

  touched.switches += rows_of(alone, octopus::kSwitch).size();
  touched.moves += rows_of(alone, octopus::kMoveRecord).size();
  touched.several_ranks += ranks > 1 ? 1 : 0;
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
    const plan::Program program = machine.compile(owg);
    const RanksRun alone = test::run_machine(program, 1, {}, options());
    if (alone.reports[0].events > 20'000) RC_DISCARD("takes too many windows");
    const octopus::Wafer wafer{program};
    check_same(test::on_ranks(2, wafer, test::round_robin(2), options()), alone);
    ++runs;
  }));
  EXPECT_GT(runs, 0);
}

}  // namespace
}  // namespace octosim
