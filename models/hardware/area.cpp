#include "models/hardware/area.hpp"

#include <cmath>

namespace octosim::models::hardware {
namespace {

/// The machine of Table I: what its areas are divided by.
const Hardware& paper() {
  static const Hardware hardware;
  return hardware;
}

constexpr double kPaperTfQueue = 3.251;  // mm2
constexpr double kPaperDataNetwork = 86.62, kPaperControlNetwork = 5.414, kPaperRouters = 81;
constexpr double kPorts = 5;  // of a router: four neighbours and its CBU, each with an input buffer

double ratio(std::uint64_t value, std::uint64_t of) { return static_cast<double>(value) / static_cast<double>(of); }

double sram_mm2(double bytes) { return kPaperTfQueue * bytes / static_cast<double>(paper().tf_queue.capacity); }

double buffers_mm2(const MeshSettings& mesh) { return sram_mm2(kPorts * static_cast<double>(mesh.buffer)); }

/// A router with its links: buffers by their bytes, all else by the width of a link.
AreaRow router(std::string_view component, std::uint64_t count, const MeshSettings& mesh, const MeshSettings& known,
               double known_mm2) {
  const double rest = known_mm2 / kPaperRouters - buffers_mm2(known);
  const double sram = buffers_mm2(mesh);
  return {"Interconnect", component, count, sram + rest * ratio(mesh.link, known.link), sram};
}

/// Bytes per cycle through the data ports of a CBU: those of four TBUs, and its router's.
std::uint64_t cbu_data_width(const Hardware& hardware) { return 4 * hardware.tbu.port + hardware.network.link; }

}  // namespace

double Area::chiplet_mm2() const {
  double sum = 0;
  for (const AreaRow& row : rows) sum += row.mm2();
  return sum;
}

double Area::wafer_sram_mm2() const {
  double sum = 0;
  for (const AreaRow& row : rows) sum += static_cast<double>(row.count) * row.sram;
  return static_cast<double>(chiplets) * sum;
}

Area area_of(const Hardware& hardware, std::uint64_t tbu_sram_bytes) {
  const WaferSettings& wafer = hardware.wafer;
  const std::uint64_t cbus = (wafer.tbu_rows + 1) * (wafer.tbu_cols + 1), tbus = wafer.tbu_rows * wafer.tbu_cols;
  const double control = ratio(hardware.control.link, paper().control.link);
  const double tf_queue = sram_mm2(static_cast<double>(hardware.tf_queue.capacity));
  const double tbu_sram = sram_mm2(static_cast<double>(tbu_sram_bytes));
  Area area;
  area.chiplets = wafer.chiplet_rows * wafer.chiplet_cols;
  // Of all the memory bandwidth each chiplet has its share.
  const double memory = ratio(hardware.dram.bandwidth, area.chiplets) /
                        ratio(paper().dram.bandwidth, paper().wafer.chiplet_rows * paper().wafer.chiplet_cols);
  area.rows = {
      {"CBU", "TF-Queue", cbus, tf_queue, tf_queue},
      {"CBU", "Data Port", cbus, 0.030 * ratio(cbu_data_width(hardware), cbu_data_width(paper())), 0},
      {"CBU", "CB Engine", cbus, 0.002, 0},
      {"CBU", "TBU Scheduler", cbus, 0.002, 0},
      {"CBU", "Cluster CU", cbus, 0.004, 0},
      {"CBU", "Control Port", cbus, 0.0028 * control, 0},
      {"TBU", "Comp-Fabric", tbus, 3.021 * ratio(hardware.pes_per_tbu(), paper().pes_per_tbu()), 0},
      {"TBU", "SRAM", tbus, tbu_sram, tbu_sram},
      {"TBU", "Data Port", tbus, 0.0108 * ratio(hardware.tbu.port, paper().tbu.port), 0},
      {"TBU", "TF-Trigger", tbus, 0.0052, 0},
      {"TBU", "TB Status Checker", tbus, 0.0004, 0},
      {"TBU", "Control Port", tbus, 0.0012 * control, 0},
      router("Data Network", cbus, hardware.network, paper().network, kPaperDataNetwork),
      router("Control Network", cbus, hardware.control, paper().control, kPaperControlNetwork),
      {"Memory Port", "TF Port", 1, 17.97 * memory, 0},
  };
  return area;
}

double hop_mm(const Hardware& hardware, const Area& area) {
  const std::uint64_t cbus = (hardware.wafer.tbu_rows + 1) * (hardware.wafer.tbu_cols + 1);
  return std::sqrt(area.chiplet_mm2() / static_cast<double>(cbus));
}

}  // namespace octosim::models::hardware
