#include "jobs/bench/noc/monitor.hpp"

#include <gtest/gtest.h>

#include "tests/models/network/calling_context.hpp"

namespace octosim::jobs::bench::noc {
namespace {

/// A monitor of one tile: reports by hand.
class MonitorTest : public testing::Test {
 protected:
  MonitorTest() {
    settings_.period = 1000;
    settings_.warmup = 1;
    settings_.most_periods = 8;
    settings_.least_packets = 100;
  }
  void SetUp() override { monitor_.start(context_); }
  /// The sums since the warm-up, at the end of the next period.
  void period(std::uint64_t packets, std::uint64_t latency, std::uint64_t accepted, std::uint64_t waiting_age = 0) {
    Report report;
    report.packets = packets;
    report.latency = latency;
    report.accepted = accepted;
    report.waiting = waiting_age > 0 ? 1 : 0;
    report.age = waiting_age;
    tell(report);
  }
  void tell(const Report& report) {
    context_.at(context_.now().cycle + settings_.period);
    monitor_.on_report(context_, report);
    monitor_.settle(context_);
  }
  bool measuring() const { return context_.sent.empty(); }
  bool ended() const { return context_.holds == 0; }
  std::uint64_t status() {
    monitor_.finish(context_);
    return context_.rows.back().values.at(0);
  }

  NocSettings settings_;
  Monitor::Ports ports_{1};
  Monitor monitor_{settings_, ports_};
  test::CallingContext context_;
};

TEST_F(MonitorTest, ThreePeriodsWithinOnePercentAreEnough) {
  period(50, 500, 50);  // warm-up
  period(50, 500, 50);
  period(100, 1000, 100);
  EXPECT_TRUE(measuring());
  period(150, 1500, 150);
  EXPECT_FALSE(measuring());
  EXPECT_FALSE(ended()) << "measured packets are on their way";
  Report drained;
  drained.packets = 160;
  drained.latency = 1600;
  drained.entered = 161;
  tell(drained);
  EXPECT_FALSE(ended());
  drained.entered = 160 | kMoreWillEnter;
  tell(drained);
  EXPECT_FALSE(ended());
  drained.entered = 160;
  tell(drained);
  EXPECT_TRUE(ended());
  EXPECT_EQ(status(), static_cast<std::uint64_t>(NocStatus::kStable));
}

TEST_F(MonitorTest, AChangeBeginsTheCountAgain) {
  period(50, 500, 50);
  period(50, 500, 50);
  period(100, 1000, 100);
  period(150, 1550, 150);  // 3 % more
  for (std::uint64_t n = 4; n <= 5; ++n) period(50 * n, 517 * n, 50 * n);
  EXPECT_TRUE(measuring());
  period(300, 3102, 300);
  EXPECT_FALSE(measuring());
}

TEST_F(MonitorTest, TooFewPacketsAreNotEnough) {
  for (std::uint64_t n = 0; n < 20 * 8 - 1; ++n) period(10, 100, 10);
  EXPECT_TRUE(measuring());
  period(10, 100, 10);
  EXPECT_FALSE(measuring());
}

/// 10 packets of 10 cycles that are here, and one that has waited for 6000: 554 on average.
TEST_F(MonitorTest, PacketsThatWaitCountForTheLimit) {
  period(10, 100, 10, 5000);
  EXPECT_FALSE(ended());
  period(10, 100, 10, 6000);
  EXPECT_TRUE(ended());
  EXPECT_EQ(status(), static_cast<std::uint64_t>(NocStatus::kUnstable));
}

}  // namespace
}  // namespace octosim::jobs::bench::noc
