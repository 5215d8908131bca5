#include "models/hardware/energy.hpp"

#include "models/hardware/area.hpp"

namespace octosim::models::hardware {
namespace {

constexpr double kJoulesPerFemtojoule = 1e-15, kWattsPerMicrowatt = 1e-6;
constexpr double kOperandBytes = 2 * 4;  // of one operation: two of 32 bits (paper, Table II)
constexpr std::string_view kDram = "dram";

double joules(double count, std::uint64_t femtojoules) {
  return count * static_cast<double>(femtojoules) * kJoulesPerFemtojoule;
}
double joules(std::uint64_t count, std::uint64_t femtojoules) {
  return joules(static_cast<double>(count), femtojoules);
}

}  // namespace

double Energy::joules() const {
  double sum = 0;
  for (const EnergyPart& part : parts) sum += part.joules;
  return sum;
}

double Energy::mean_watts() const { return seconds == 0 ? 0 : joules() / seconds; }

double Energy::milliwatts_per_mm2() const {
  double on_wafer = 0;
  for (const EnergyPart& part : parts) on_wafer += part.name == kDram ? 0 : part.joules;
  return seconds == 0 ? 0 : 1e3 * on_wafer / seconds / wafer_mm2;
}

double Energy::millijoules_per_item() const { return items == 0 ? 0 : 1e3 * joules() / static_cast<double>(items); }

Energy energy_of(const Hardware& hardware, const Activity& did, std::uint64_t cycles, std::uint64_t items) {
  const EnergySettings& cost = hardware.energy;
  const Area area = area_of(hardware);
  const double hop = hop_mm(hardware, area);
  const double seconds = static_cast<double>(cycles) / static_cast<double>(hardware.wafer.clock);
  const auto mesh = [&](std::uint64_t through_routers, std::uint64_t over_hops) {
    return joules(through_routers, cost.router) + joules(static_cast<double>(over_hops) * hop, cost.wire);
  };
  const std::uint64_t ported = did.tbu_loaded_bytes + did.tbu_sent_bytes;
  const double operands = kOperandBytes * (static_cast<double>(did.macs) + static_cast<double>(did.operations)) /
                          static_cast<double>(cost.operand_reuse);
  const double sram = area.wafer_sram_mm2(), logic = area.wafer_mm2() - sram;
  const double static_watts = kWattsPerMicrowatt * (logic * static_cast<double>(cost.static_logic) +
                                                    sram * static_cast<double>(cost.static_sram));
  Energy energy{.parts = {}, .seconds = seconds, .wafer_mm2 = area.wafer_mm2(), .items = items};
  energy.parts = {
      {"macs", joules(did.macs, cost.mac)},
      {"operations", joules(did.operations, cost.operation)},
      {"operands", joules(operands, cost.sram)},
      // What comes in and what goes out is written once and read once.
      {"tbu_sram", joules(2 * ported, cost.sram)},
      // From a corner of the TBU to its middle: half a hop in each direction.
      {"tbu_ports", joules(static_cast<double>(ported) * hop, cost.wire)},
      {"tf_queues", joules(did.tf_queue_written_bytes + did.tf_queue_read_bytes, cost.tf_queue)},
      {"configuration", joules(did.configuration_bytes, cost.configuration)},
      {"data_network", mesh(did.data_router_bytes, did.data_hop_bytes)},
      {"control_network", mesh(did.control_router_bytes, did.control_hop_bytes)},
      {"die_to_die", joules(did.data_die_bytes + did.control_die_bytes, cost.die_to_die)},
      {kDram, joules(did.dram_bytes, cost.dram)},
      {"static", static_watts * seconds},
  };
  return energy;
}

}  // namespace octosim::models::hardware
