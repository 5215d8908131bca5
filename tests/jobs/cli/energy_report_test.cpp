#include "jobs/cli/energy_report.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace octosim::jobs::cli {
namespace {

using models::hardware::Activity;
using models::hardware::Hardware;
using testing::HasSubstr;

constexpr std::uint64_t kCycles = 2'000'000, kItems = 5;

Activity some() {
  Activity activity;
  std::uint64_t value = 0;
  for (const auto& counter : models::hardware::kCounters) activity.*counter.member = value += 1'000'003;
  return activity;
}

io::trace::Summary summary_of(const Hardware& hardware) {
  io::trace::Summary summary{{"makespan_cycles", kCycles}};
  add_energy_values(summary, hardware, some(), kCycles, kItems);
  return summary;
}

double real(const io::trace::Summary& summary, std::string_view name) {
  for (const auto& [known, value] : summary) {
    if (known == name) return std::get<double>(value);
  }
  throw std::invalid_argument{std::string{name}};
}

TEST(EnergyReportTest, WhatIsComputedAgainIsWhatTheRunSaid) {
  const Hardware hardware;
  const io::trace::Summary summary = summary_of(hardware);
  const auto again = energy_again(summary, hardware, "t.h5");
  EXPECT_EQ(again.joules(), real(summary, "energy_joules"));
  EXPECT_EQ(again.mean_watts(), real(summary, "mean_power_watts"));
  EXPECT_EQ(again.milliwatts_per_mm2(), real(summary, "power_density_mw_per_mm2"));
  EXPECT_EQ(again.millijoules_per_item(), real(summary, "energy_per_item_millijoules"));
  EXPECT_EQ(again.wafer_mm2, real(summary, "wafer_area_mm2"));
  for (const auto& part : again.parts) {
    EXPECT_EQ(part.joules, real(summary, "energy_" + std::string{part.name} + "_joules"));
  }
}

TEST(EnergyReportTest, OtherPricesGiveAnotherEnergyOfTheSameRun) {
  Hardware other;
  other.energy.mac *= 2;
  const io::trace::Summary summary = summary_of(Hardware{});
  const auto again = energy_again(summary, other, "t.h5");
  EXPECT_NEAR(again.joules(), real(summary, "energy_joules") + real(summary, "energy_macs_joules"), 1e-15);
}

TEST(EnergyReportTest, SaysWhichCounterATraceLacks) {
  io::trace::Summary summary = summary_of(Hardware{});
  std::erase_if(summary, [](const auto& value) { return value.first == "tf_queue_read_bytes"; });
  try {
    energy_again(summary, Hardware{}, "t.h5");
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("t.h5: /summary has no tf_queue_read_bytes"));
  }
}

TEST(EnergyReportTest, TheTableAndTheJsonHaveEveryPart) {
  const auto energy = energy_of(Hardware{}, some(), kCycles, kItems);
  const std::string table = energy_table(energy);
  const auto json = nlohmann::json::parse(energy_json(energy));
  for (const auto& part : energy.parts) {
    EXPECT_THAT(table, HasSubstr("\n" + std::string{part.name} + " "));
    EXPECT_EQ(json.at("energy_" + std::string{part.name} + "_joules").get<double>(), part.joules);
  }
  EXPECT_THAT(table, HasSubstr("each of 5 items"));
  EXPECT_EQ(json.at("energy_joules").get<double>(), energy.joules());
  EXPECT_EQ(json.at("items_delivered").get<std::uint64_t>(), kItems);
}

}  // namespace
}  // namespace octosim::jobs::cli
