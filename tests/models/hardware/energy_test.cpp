#include "models/hardware/energy.hpp"

#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "models/hardware/area.hpp"

namespace octosim::models::hardware {
namespace {

double part(const Energy& energy, std::string_view name) {
  for (const EnergyPart& one : energy.parts) {
    if (one.name == name) return one.joules;
  }
  throw std::invalid_argument{std::string{name}};
}

/// Every counter another number, so that one taken for another shows.
Activity some() {
  Activity activity;
  std::uint64_t value = 1'000'000;
  for (const Counter& counter : kCounters) activity.*counter.member = value += 1'000'003;
  return activity;
}

/// Prices by hand; nothing static.
Hardware priced() {
  Hardware hardware;
  hardware.energy = {.mac = 2000,
                     .operation = 300,
                     .operand_reuse = 4,
                     .sram = 10,
                     .tf_queue = 20,
                     .wire = 100,
                     .router = 7,
                     .die_to_die = 11,
                     .configuration = 13,
                     .dram = 17,
                     .static_logic = 0,
                     .static_sram = 0};
  return hardware;
}

void expect_close(double found, double expected, const char* what) {
  EXPECT_NEAR(found, expected, 1e-12 * expected) << what;
}

TEST(EnergyTest, EveryPartByHand) {
  const Hardware hardware = priced();
  const double hop = hop_mm(hardware, area_of(hardware));
  const Activity did{.macs = 1000,
                     .operations = 200,
                     .tbu_loaded_bytes = 64,
                     .tbu_sent_bytes = 36,
                     .configuration_bytes = 5,
                     .tf_queue_written_bytes = 8,
                     .tf_queue_read_bytes = 4,
                     .data_router_bytes = 100,
                     .data_hop_bytes = 60,
                     .data_die_bytes = 3,
                     .control_router_bytes = 50,
                     .control_hop_bytes = 40,
                     .control_die_bytes = 2,
                     .dram_bytes = 9};
  const Energy energy = energy_of(hardware, did, 1000, 4);
  constexpr double kFemto = 1e-15;
  expect_close(part(energy, "macs"), 1000 * 2000 * kFemto, "macs");
  expect_close(part(energy, "operations"), 200 * 300 * kFemto, "operations");
  expect_close(part(energy, "operands"), 1200 * 8 / 4.0 * 10 * kFemto, "two operands of 4 B, used four times");
  expect_close(part(energy, "tbu_sram"), 200 * 10 * kFemto, "100 B, once written and once read");
  expect_close(part(energy, "tbu_ports"), 100 * hop * 100 * kFemto, "tbu_ports");
  expect_close(part(energy, "tf_queues"), 12 * 20 * kFemto, "tf_queues");
  expect_close(part(energy, "configuration"), 5 * 13 * kFemto, "configuration");
  expect_close(part(energy, "data_network"), (100 * 7 + 60 * hop * 100) * kFemto, "data_network");
  expect_close(part(energy, "control_network"), (50 * 7 + 40 * hop * 100) * kFemto, "control_network");
  expect_close(part(energy, "die_to_die"), 5 * 11 * kFemto, "die_to_die");
  expect_close(part(energy, "dram"), 9 * 17 * kFemto, "dram");
  EXPECT_EQ(part(energy, "static"), 0);
  EXPECT_EQ(energy.parts.size(), 12U) << "a part without a line above";
  EXPECT_DOUBLE_EQ(energy.seconds, 1e-6);
  EXPECT_DOUBLE_EQ(energy.mean_watts(), energy.joules() / 1e-6);
  EXPECT_DOUBLE_EQ(energy.millijoules_per_item(), 1e3 * energy.joules() / 4);
}

TEST(EnergyTest, ThePartsAreAllOfIt) {
  const Energy energy = energy_of(Hardware{}, some(), 12'345, 3);
  double sum = 0;
  std::set<std::string_view> names;
  for (const EnergyPart& one : energy.parts) {
    EXPECT_GT(one.joules, 0) << one.name;
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    sum += one.joules;
  }
  EXPECT_EQ(energy.joules(), sum);
}

TEST(EnergyTest, EveryCounterAndEveryPriceMatters) {
  const Hardware hardware;
  const double before = energy_of(hardware, some(), 12'345, 3).joules();
  for (const Counter& counter : kCounters) {
    Activity more = some();
    more.*counter.member *= 2;
    EXPECT_GT(energy_of(hardware, more, 12'345, 3).joules(), before) << counter.name;
  }
  engine::for_each_setting<EnergySettings>([&](const auto& row) {
    Hardware other;
    other.energy.*row.member *= 2;
    EXPECT_NE(energy_of(other, some(), 12'345, 3).joules(), before) << row.key;
  });
}

TEST(EnergyTest, DoublesWithTheWorkAndNotWithTheClock) {
  Hardware hardware;
  hardware.energy.static_logic = hardware.energy.static_sram = 0;
  Activity twice = some();
  for (const Counter& counter : kCounters) twice.*counter.member *= 2;
  const double once = energy_of(hardware, some(), 1000, 1).joules();
  EXPECT_NEAR(energy_of(hardware, twice, 1000, 1).joules(), 2 * once, 1e-12 * once);
  hardware.wafer.clock *= 2;
  EXPECT_EQ(energy_of(hardware, some(), 1000, 1).joules(), once) << "dynamic energy is by event";
  EXPECT_NEAR(energy_of(hardware, some(), 1000, 1).mean_watts(), once / 0.5e-6, 1e-9 * once / 0.5e-6);
}

TEST(EnergyTest, StaticPowerIsByAreaAndTime) {
  Hardware hardware;
  hardware.energy.static_logic = 20'000;
  hardware.energy.static_sram = 1000;
  const Area area = area_of(hardware);
  const double watts = 0.02 * (area.wafer_mm2() - area.wafer_sram_mm2()) + 0.001 * area.wafer_sram_mm2();
  const Energy idle = energy_of(hardware, {}, 5'000'000, 0);
  EXPECT_NEAR(idle.joules(), watts * 0.005, 1e-9);
  EXPECT_NEAR(idle.mean_watts(), watts, 1e-6);
  EXPECT_NEAR(idle.milliwatts_per_mm2(), 1e3 * watts / area.wafer_mm2(), 1e-6);
  hardware.wafer.clock /= 2;
  EXPECT_NEAR(energy_of(hardware, {}, 5'000'000, 0).joules(), watts * 0.01, 1e-9) << "half the clock, twice as long";
}

TEST(EnergyTest, ALargerChipletHasLongerHops) {
  Hardware large;
  large.tf_queue.capacity *= 4;
  const Activity did{.data_hop_bytes = 1000};
  const double ratio = hop_mm(large, area_of(large)) / hop_mm(Hardware{}, area_of(Hardware{}));
  EXPECT_GT(ratio, 1.5);
  expect_close(part(energy_of(large, did, 1, 0), "data_network"),
               ratio * part(energy_of(Hardware{}, did, 1, 0), "data_network"), "data_network");
}

TEST(EnergyTest, DramIsNotOnTheWafer) {
  const Hardware hardware;
  const Activity did{.macs = 5000}, with_dram{.macs = 5000, .dram_bytes = 1'000'000};
  const Energy one = energy_of(hardware, did, 1000, 0), other = energy_of(hardware, with_dram, 1000, 0);
  EXPECT_GT(other.mean_watts(), one.mean_watts());
  EXPECT_EQ(other.milliwatts_per_mm2(), one.milliwatts_per_mm2());
}

TEST(EnergyTest, NothingIsDividedByNothing) {
  const Energy energy = energy_of(Hardware{}, some(), 0, 0);
  EXPECT_GT(energy.joules(), 0);
  EXPECT_EQ(energy.mean_watts(), 0);
  EXPECT_EQ(energy.milliwatts_per_mm2(), 0);
  EXPECT_EQ(energy.millijoules_per_item(), 0);
}

}  // namespace
}  // namespace octosim::models::hardware
