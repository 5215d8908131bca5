/// What costs time takes less of it when its cost is gone: whole machines on which that cost is known to bind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/octopus/records.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

std::uint64_t makespan(const test::Machine& machine, const workload::Owg& owg) {
  const plan::Program program = machine.compile(owg);
  const test::RanksRun run = test::run_machine(program);
  for (const auto& stream : rows_of(run, kStream)) EXPECT_EQ(stream[5], 1U) << "functional_ok";
  return run.reports[0].end.cycle;
}

/// Clusters of one TBU, `count` of them in a row.
test::Machine small_clusters(std::uint64_t count, std::uint64_t frames) {
  test::Machine machine = test::Machine{}.tbus(1, count).frames(frames);
  machine.schedule.cluster_size = 1;
  return machine;
}

// --- configurations: three Task Blocks in turn on one TBU that holds two configurations ------------------------------

test::Machine one_tbu() {
  test::Machine machine = small_clusters(1, 6);
  machine.hardware.tf_queue.packets_per_flow = 1;
  machine.hardware.tbu.prefetch = 0;
  return machine;
}
workload::Owg three_in_a_row() {
  return test::OwgBuilder{}
      .task("A", 100 * 1024)
      .weights(200'000)
      .task("B", 100 * 1024)
      .weights(200'000)
      .task("D", 100 * 1024)
      .weights(200'000)
      .path({"SRC", "A", "B", "D", "SINK"})
      .build();
}
workload::Owg three_sub_owgs() {
  return test::OwgBuilder{}
      .task("A", 100 * 1024)
      .task("B", 100 * 1024)
      .task("D", 100 * 1024)
      .expand("E", 3)
      .collapse("C")
      .path({"SRC", "A", "E", "B", "C", "D", "SINK"})
      .build();
}

TEST(MechanismCostsTest, ConfigurationsOfTbus) {
  test::Machine machine = one_tbu();
  const std::uint64_t with = makespan(machine, three_in_a_row());
  machine.hardware.tbu.bitstream = 0;
  const std::uint64_t without = makespan(machine, three_in_a_row());
  // 32,000 bytes at 16 B/cycle, for B and D at least; the first of all is a cluster's.
  EXPECT_GE(with, without + 2 * 2000);
}

TEST(MechanismCostsTest, ConfigurationsOfClusters) {
  test::Machine machine = one_tbu();
  const std::uint64_t with = makespan(machine, three_sub_owgs());
  machine.hardware.cluster.bitstream = 0;
  const std::uint64_t without = makespan(machine, three_sub_owgs());
  EXPECT_GE(with, without + 2 * 6000)
      << "96,000 bytes at 16 B/cycle, for three sub-OWGs; the order of switches differs";
}

TEST(MechanismCostsTest, PinnedWeights) {
  test::Machine machine = one_tbu();
  machine.hardware.tbu.bitstream = machine.hardware.cluster.bitstream = 0;
  const std::uint64_t with = makespan(machine, three_in_a_row());
  machine.hardware.tbu.pinned_weights = 0;
  const std::uint64_t without = makespan(machine, three_in_a_row());
  EXPECT_GE(with, without + 3 * (200'000 / 256)) << "at 256 B/cycle, once each at least";
}

// --- Task Flows between Task Blocks
// -----------------------------------------------------------------------------------

TEST(MechanismCostsTest, GatheringWhatTbusMakeInOneCbu) {
  // Eight TBUs in a row make 16 kB of 1,000 cycles' work, over links of 16 B/cycle.
  test::Machine machine = test::Machine{}.tbus(1, 8).frames(64);
  machine.schedule.cluster_size = 8;
  machine.hardware.network.link = 16;
  const auto owg = test::OwgBuilder{}
                       .task("A", 1000 * 1024)
                       .task("B", 1000 * 1024)
                       .path({"SRC", "A"})
                       .flow("A", "B", 16'000)
                       .path({"B", "SINK"})
                       .build();
  const std::uint64_t spread = makespan(machine, owg);
  machine.hardware.tf_queue.place = hardware::FlowPlace::kStation;
  EXPECT_LT(spread, makespan(machine, owg));
}

// --- control ---------------------------------------------------------------------------------------------------------

TEST(MechanismCostsTest, LatencyOfTheControlNetwork) {
  test::Machine machine = test::Machine{}.tbus(2, 2).frames(6);
  machine.schedule.cluster_size = 4;
  machine.hardware.control.router_latency = machine.hardware.control.link_latency = 100;
  const std::uint64_t slow = makespan(machine, three_sub_owgs());
  machine.hardware.control.router_latency = machine.hardware.control.link_latency = 1;
  const std::uint64_t fast = makespan(machine, three_sub_owgs());
  EXPECT_GT(slow, fast + 200) << "the first fetch alone goes a hop";
}

/// A row of eight TBUs in one cluster turns to A: eight packets that take much longer than configurations, so that each
/// TBU has one, and the last that is configured ends the run.
std::uint64_t turns(bool relay) {
  test::Machine machine = test::Machine{}.tbus(1, 8);
  machine.schedule.cluster_size = 8;
  machine.workload.packet_cycles = 100'000;
  machine.hardware.control.relay = relay;
  return makespan(machine, test::OwgBuilder{}.task("A", 800'000 * 1024).path({"SRC", "A", "SINK"}).build());
}

TEST(MechanismCostsTest, ConfigurationsThatAreNotRelayed) {
  // The station touches two of the eight.  One by one, the last of the other six has its 96,000 bytes after 6 x 6,000
  // cycles; relayed, six CBUs keep the first piece for its 1,024 cycles and a hop each, and the rest follows.
  EXPECT_GE(turns(false), turns(true) + (36'000 - 6 * 1100 - 6000));
}

TEST(MechanismCostsTest, TheTimeAControllerTakesToDecide) {
  // All frames are read by one of two clusters; the other has nothing to do until the controller says so.
  test::Machine machine = small_clusters(2, 30);
  machine.schedule.balance = test::kReactive;
  machine.schedule.interval = 1000;
  const auto owg = test::OwgBuilder{}.task("A", 3000 * 1024).path({"SRC", "A", "SINK"}).build();
  machine.schedule.decision = 20'000;
  const std::uint64_t slow = makespan(machine, owg);
  machine.schedule.decision = 1;
  const std::uint64_t fast = makespan(machine, owg);
  machine.schedule.balance = test::kNoBalance;
  const std::uint64_t never = makespan(machine, owg);
  EXPECT_LT(fast, slow);
  EXPECT_LT(slow, never) << "late is better than never";
}

TEST(MechanismCostsTest, EveryBalancingPolicyBeatsNoneWhereOneClusterReadsAll) {
  test::Machine machine = small_clusters(2, 12);
  machine.schedule.interval = 1000;
  const auto owg = test::OwgBuilder{}.task("A", 3000 * 1024).path({"SRC", "A", "SINK"}).build();
  const std::uint64_t none = makespan(machine, owg);
  EXPECT_GT(none, 12 * 3000U);
  for (const std::uint32_t policy : {test::kDiffusive, test::kStealing, test::kReactive}) {
    machine.schedule.balance = policy;
    EXPECT_LT(makespan(machine, owg), none) << schedule::kBalancePolicies[policy].name;
  }
}

// --- the static machine ----------------------------------------------------------------------------------------------

/// A and B of 3,000 cycles each on a TBU each, one packet a frame.
std::uint64_t with_buffers(std::uint64_t buffers) {
  test::Machine machine = test::Machine{}.tbus(1, 2).frames(10);
  machine.schedule.cluster = test::kStaticCluster;
  machine.schedule.tbu = test::kStaticTbu;
  machine.schedule.frame_buffers = buffers;
  return makespan(
      machine,
      test::OwgBuilder{}.task("A", 3000 * 1024).task("B", 3000 * 1024).path({"SRC", "A", "B", "SINK"}).build());
}

TEST(MechanismCostsTest, OneFrameBufferMakesAPipelineWait) {
  const std::uint64_t one = with_buffers(1), two = with_buffers(2), bytes = with_buffers(0);
  // Set-up of A, its first frame, set-up of B: 15,000; then a frame every 3,000 or, where they take turns, 6,000.
  EXPECT_GE(one, 15'000U + 3000 + 9 * 6000);
  EXPECT_GE(two, 15'000U + 10 * 3000);
  EXPECT_LT(two, 15'000U + 10 * 3000 + 1000) << "A works on the next frame while B works on this one";
  EXPECT_LE(bytes, two);
}

/// A on every TBU, whose packets take 1,000 or 3,000 cycles, two and two.
test::RanksRun in_lock_step(bool lock_step, bool equal) {
  test::Machine machine = test::Machine{}.tbus(2, 2).frames(16);
  machine.schedule.cluster = test::kStaticCluster;
  machine.schedule.frame_buffers = 0;
  machine.schedule.lock_step = lock_step;
  const auto owg = test::OwgBuilder{}
                       .series("p", equal ? std::vector<double>{0} : std::vector<double>{0, 0, 20, 20})
                       .task("A", 1000 * 1024)
                       .depends(workload::Dependence::kIndex, "p", 100 * 1024)
                       .path({"SRC", "A", "SINK"})
                       .build();
  return test::run_machine(machine.compile(owg));
}

TEST(MechanismCostsTest, LockStepWaitsForTheSlowest) {
  EXPECT_GT(in_lock_step(true, false).reports[0].end.cycle, in_lock_step(false, false).reports[0].end.cycle);
}

TEST(MechanismCostsTest, InLockStepEqualPacketsAreSharedEqually) {
  std::uint64_t most = 0, least = ~std::uint64_t{0};
  for (const auto& row : rows_of(in_lock_step(true, true), kTbuTotal)) {
    most = std::max(most, row[2]);
    least = std::min(least, row[2]);
  }
  EXPECT_LE(most - least, 3U) << "packets: a TBU that misses a round misses it each time";
}

}  // namespace
}  // namespace octosim::models::octopus
