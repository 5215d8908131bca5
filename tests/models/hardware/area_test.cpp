#include "models/hardware/area.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace octosim::models::hardware {
namespace {

Hardware chiplet() {
  Hardware hardware;
  hardware.wafer.chiplet_rows = hardware.wafer.chiplet_cols = 1;
  hardware.dram.bandwidth = 81;
  return hardware;
}

AreaRow row_of(const Area& area, std::string_view part, std::string_view component) {
  for (const AreaRow& row : area.rows) {
    if (row.part == part && row.component == component) return row;
  }
  throw std::invalid_argument{std::string{component}};
}
double each(const Hardware& hardware, std::string_view part, std::string_view component) {
  return row_of(area_of(hardware), part, component).each;
}

struct PaperRow {
  std::string_view part, component;
  std::uint64_t count;
  double all;  ///< mm2
};
/// Table I of arXiv 2405.17221.
constexpr PaperRow kTableI[]{
    {"CBU", "TF-Queue", 81, 81 * 3.251},           {"CBU", "Data Port", 81, 81 * 0.030},
    {"CBU", "CB Engine", 81, 81 * 0.002},          {"CBU", "TBU Scheduler", 81, 81 * 0.002},
    {"CBU", "Cluster CU", 81, 81 * 0.004},         {"CBU", "Control Port", 81, 81 * 0.0028},
    {"TBU", "Comp-Fabric", 64, 64 * 3.021},        {"TBU", "SRAM", 64, 64 * 0.660},
    {"TBU", "Data Port", 64, 64 * 0.0108},         {"TBU", "TF-Trigger", 64, 64 * 0.0052},
    {"TBU", "TB Status Checker", 64, 64 * 0.0004}, {"TBU", "Control Port", 64, 64 * 0.0012},
    {"Interconnect", "Data Network", 81, 86.62},   {"Interconnect", "Control Network", 81, 5.414},
    {"Memory Port", "TF Port", 1, 17.97}};

TEST(AreaTest, GivesEveryRowOfTableI) {
  const Area area = area_of(Hardware{});
  ASSERT_EQ(area.rows.size(), std::size(kTableI));
  for (const PaperRow& paper : kTableI) {
    const AreaRow row = row_of(area, paper.part, paper.component);
    EXPECT_EQ(row.count, paper.count) << paper.component;
    EXPECT_NEAR(row.mm2(), paper.all, 1e-5 * paper.all) << paper.part << " " << paper.component;
  }
}

TEST(AreaTest, APaperChipletIs613AndTheWaferSixteenOfThem) {
  EXPECT_NEAR(area_of(chiplet()).chiplet_mm2(), 613.34, 0.0001 * 613.34);
  const Area wafer = area_of(Hardware{});
  EXPECT_NEAR(wafer.chiplet_mm2(), 613.34, 0.0001 * 613.34);
  EXPECT_EQ(wafer.chiplets, 16U);
  EXPECT_DOUBLE_EQ(wafer.wafer_mm2(), 16 * wafer.chiplet_mm2());
}

TEST(AreaTest, PartsHaveTheSharesOfTableI) {
  const Area area = area_of(Hardware{});
  const auto share = [&](std::string_view part) {
    double sum = 0;
    for (const AreaRow& row : area.rows) sum += row.part == part ? row.mm2() : 0;
    return 100 * sum / area.chiplet_mm2();
  };
  EXPECT_NEAR(share("CBU"), 43.48, 0.02);
  EXPECT_NEAR(share("TBU"), 38.58, 0.02);
  EXPECT_NEAR(share("Interconnect"), 15.01, 0.02);
  EXPECT_NEAR(share("Memory Port"), 2.93, 0.02);
}

TEST(AreaTest, SramGrowsWithItsBytes) {
  Hardware more;
  more.tf_queue.capacity *= 2;
  EXPECT_DOUBLE_EQ(each(more, "CBU", "TF-Queue"), 2 * 3.251);
  EXPECT_DOUBLE_EQ(row_of(area_of(Hardware{}, 4U << 20U), "TBU", "SRAM").each, 3.251);
  EXPECT_EQ(row_of(area_of(Hardware{}, 0), "TBU", "SRAM").each, 0);
}

TEST(AreaTest, TheFabricGrowsWithItsPes) {
  Hardware more;
  more.tbu.pe_rows = 64;
  more.tbu.pe_cols = 16;
  EXPECT_DOUBLE_EQ(each(more, "TBU", "Comp-Fabric"), 3.021);
  more.tbu.pe_cols = 96;
  EXPECT_DOUBLE_EQ(each(more, "TBU", "Comp-Fabric"), 6 * 3.021);
}

TEST(AreaTest, PortsGrowWithTheirWidths) {
  Hardware wide;
  wide.tbu.port *= 2;
  EXPECT_DOUBLE_EQ(each(wide, "TBU", "Data Port"), 2 * 0.0108);
  EXPECT_DOUBLE_EQ(each(wide, "CBU", "Data Port"), 9 * 0.030 / 5) << "four of its five ports are twice as wide";
  wide.control.link *= 3;
  EXPECT_DOUBLE_EQ(each(wide, "TBU", "Control Port"), 3 * 0.0012);
  EXPECT_DOUBLE_EQ(each(wide, "CBU", "Control Port"), 3 * 0.0028);
}

TEST(AreaTest, ARouterIsItsBuffersAndTheRestByItsWidth) {
  const double router = 86.62 / 81, buffers = 5 * 3.251 * 64 / 4096;  // five buffers of 64 KiB
  Hardware wide;
  wide.network.link *= 2;
  EXPECT_DOUBLE_EQ(each(wide, "Interconnect", "Data Network"), 2 * router - buffers);
  EXPECT_DOUBLE_EQ(each(wide, "Interconnect", "Control Network"), 5.414 / 81) << "the other mesh";
  Hardware deep;
  deep.network.buffer *= 2;
  EXPECT_DOUBLE_EQ(each(deep, "Interconnect", "Data Network"), router + buffers);
  EXPECT_GT(router, buffers) << "else a narrow link had less than no area";
  EXPECT_GT(5.414 / 81, 5 * 3.251 * 4 / 4096);
}

TEST(AreaTest, TheMemoryPortGrowsWithTheBandwidthOfAChiplet) {
  Hardware fast;
  fast.dram.bandwidth *= 2;
  EXPECT_DOUBLE_EQ(each(fast, "Memory Port", "TF Port"), 2 * 17.97);
  fast.wafer.chiplet_rows *= 2;
  EXPECT_DOUBLE_EQ(each(fast, "Memory Port", "TF Port"), 17.97) << "shared by twice as many";
}

TEST(AreaTest, CountsFollowTheGrid) {
  Hardware other;
  other.wafer.tbu_rows = 3;
  other.wafer.tbu_cols = 5;
  other.wafer.chiplet_rows = 2;
  other.wafer.chiplet_cols = 7;
  const Area area = area_of(other);
  EXPECT_EQ(row_of(area, "TBU", "SRAM").count, 15U);
  EXPECT_EQ(row_of(area, "CBU", "TF-Queue").count, 24U);
  EXPECT_EQ(row_of(area, "Interconnect", "Data Network").count, 24U);
  EXPECT_EQ(area.chiplets, 14U);
}

TEST(AreaTest, SramIsQueuesTbuMemoryAndBuffers) {
  const Area area = area_of(Hardware{});
  const double per_byte = 3.251 / (4U << 20U);
  const double chiplet = per_byte * (81.0 * (4U << 20U) + 64.0 * kTbuSramBytes + 81.0 * 5 * (65'536 + 4096));
  EXPECT_NEAR(area.wafer_sram_mm2(), 16 * chiplet, 1e-9 * chiplet);
  EXPECT_LT(area.wafer_sram_mm2(), area.wafer_mm2());
}

TEST(AreaTest, AHopIsTheSideOfACbusShare) {
  const Hardware hardware;
  const Area area = area_of(hardware);
  EXPECT_NEAR(hop_mm(hardware, area), 2.752, 0.001) << "24.77 mm / 9";
  EXPECT_NEAR(81 * hop_mm(hardware, area) * hop_mm(hardware, area), area.chiplet_mm2(), 1e-9);
}

}  // namespace
}  // namespace octosim::models::hardware
