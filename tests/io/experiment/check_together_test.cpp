#include <string>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/experiment/experiment.hpp"

namespace octosim::io::experiment {
namespace {

/// What check_together() says of a complete experiment with these lines in it.
std::string refusal_together(const std::string& lines) {
  try {
    parse_experiment("workload.owg = 'er'\n" + lines, "e.toml");
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(CheckTogetherTest, EachDramCardHasACbuOfTheEdge) {
  EXPECT_EQ(refusal_together("preset = 'chiplet'\ndram.cards = 9"), "accepted");
  EXPECT_EQ(
      refusal_together("preset = 'chiplet'\ndram.cards = 10"),
      "e.toml: dram.cards = 10, wafer.chiplet_rows = 1, wafer.tbu_rows = 8 (cards sit at CBUs of one edge: must be "
      "at most its 9 CBUs)");
}

TEST(CheckTogetherTest, TheInputIsCountable) {
  EXPECT_EQ(refusal_together("workload.videos = 1000000\nworkload.minutes = 1000\nworkload.rate = 10"), "accepted");
  EXPECT_EQ(refusal_together("workload.videos = 1000000\nworkload.minutes = 1000\nworkload.rate = 30"),
            "e.toml: workload.videos = 1000000, workload.minutes = 1000 min, workload.rate = 30 Hz (must be at most "
            "1e+12 frames together: videos * minutes * 60 * rate)");
}

TEST(CheckTogetherTest, LengthsAreInOrder) {
  EXPECT_EQ(refusal_together("workload.minutes = 3\nworkload.minutes_most = 30"), "accepted");
  EXPECT_EQ(refusal_together("workload.minutes = 3\nworkload.minutes_most = 0"), "accepted");
  EXPECT_EQ(refusal_together("workload.minutes = 3\nworkload.minutes_most = 2.5"),
            "e.toml: workload.minutes = 3 min, workload.minutes_most = 2.5 min (minutes_most must be 0, for streams of "
            "equal length, or at least minutes)");
  EXPECT_EQ(refusal_together("workload.videos = 1000000\nworkload.minutes_most = 1000\nworkload.rate = 30"),
            "e.toml: workload.videos = 1000000, workload.minutes_most = 1000 min, workload.rate = 30 Hz (must be at "
            "most 1e+12 frames together: videos * minutes * 60 * rate)");
}

TEST(CheckTogetherTest, AClusterFitsOnAChiplet) {
  EXPECT_EQ(refusal_together("schedule.cluster_size = 64"), "accepted");
  EXPECT_EQ(refusal_together("schedule.cluster_size = 65"),
            "e.toml: schedule.cluster_size = 65, wafer.tbu_rows = 8, wafer.tbu_cols = 8 (a cluster lies on one "
            "chiplet: cluster_size <= tbu_rows * tbu_cols)");
}

TEST(CheckTogetherTest, TheWaferHasANumberForEachRouter) {
  const std::string wafer = "wafer.chiplet_rows = 64\nwafer.chiplet_cols = 64\nwafer.tbu_rows = 64\n";
  EXPECT_EQ(refusal_together(wafer + "wafer.tbu_cols = 62"), "accepted");
  EXPECT_EQ(refusal_together(wafer + "wafer.tbu_cols = 64"),
            "e.toml: wafer.chiplet_rows = 64, wafer.chiplet_cols = 64, wafer.tbu_rows = 64, wafer.tbu_cols = 64 "
            "(17305600 CBUs; must be at most 16777215: chiplet_rows * (tbu_rows + 1) * chiplet_cols * "
            "(tbu_cols + 1))");
}

TEST(CheckTogetherTest, EachCardHasBandwidth) {
  EXPECT_EQ(refusal_together("dram.bandwidth = 3"), "accepted");
  EXPECT_EQ(refusal_together("dram.bandwidth = 2"),
            "e.toml: dram.bandwidth = 2 B/cycle, dram.cards = 3 (each card needs at least 1 B/cycle: bandwidth >= "
            "cards)");
}

TEST(CheckTogetherTest, ARowHoldsWholePiecesAndARefreshEnds) {
  EXPECT_EQ(refusal_together("dram.row = 2048"), "accepted");
  EXPECT_EQ(
      refusal_together("dram.interleave = 384"),
      "e.toml: dram.row = 1024 B, dram.interleave = 384 B (a row holds whole pieces of one channel: row must be a "
      "multiple of interleave)");
  EXPECT_EQ(refusal_together("dram.refresh = 3900"),
            "e.toml: dram.refresh = 3900 cycles, dram.refresh_interval = 3900 cycles (a refresh ends before the next "
            "one: refresh < refresh_interval, or refresh_interval = 0)");
  EXPECT_EQ(refusal_together("dram.refresh = 3900\ndram.refresh_interval = 0"), "accepted");
}

TEST(CheckTogetherTest, NormalWaitsAreNoDeadlock) {
  EXPECT_EQ(refusal_together("run.stall_limit = 100001"), "accepted");
  EXPECT_EQ(refusal_together("run.stall_limit = 20000\nschedule.interval = 1000"),
            "e.toml: run.stall_limit = 20000 cycles, workload.packet_cycles = 20000 cycles (one packet must not look "
            "like a deadlock: stall_limit > packet_cycles)");
  EXPECT_EQ(refusal_together("run.stall_limit = 100000"),
            "e.toml: run.stall_limit = 100000 cycles, schedule.interval = 100000 cycles (a wait for the next re-pick "
            "must not look like a deadlock: stall_limit > interval)");
}

}  // namespace
}  // namespace octosim::io::experiment
