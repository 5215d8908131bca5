#include "jobs/cli/energy_report.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "io/trace/rules.hpp"

namespace octosim::jobs::cli {
namespace {

using models::hardware::Activity;
using models::hardware::Energy;

constexpr const char *kCycles = "makespan_cycles", *kItems = "items_delivered";

std::string key_of(const models::hardware::EnergyPart& part) { return fmt::format("energy_{}_joules", part.name); }

/// Names with their values, in the order of the summary.
std::vector<std::pair<std::string, double>> values_of(const Energy& energy) {
  std::vector<std::pair<std::string, double>> values;
  for (const auto& part : energy.parts) values.emplace_back(key_of(part), part.joules);
  values.emplace_back("energy_joules", energy.joules());
  values.emplace_back("mean_power_watts", energy.mean_watts());
  values.emplace_back("power_density_mw_per_mm2", energy.milliwatts_per_mm2());
  values.emplace_back("energy_per_item_millijoules", energy.millijoules_per_item());
  values.emplace_back("wafer_area_mm2", energy.wafer_mm2);
  return values;
}

std::uint64_t number(const io::trace::Summary& summary, std::string_view name, const std::string& file) {
  std::uint64_t value = 0;
  if (!io::trace::find_number(summary, name, value)) {
    throw engine::ModelError{fmt::format(
        "{}: /summary has no {}, which the energy is computed from (it is in the trace of a whole run, of this octosim "
        "or a later one)",
        file, name)};
  }
  return value;
}

}  // namespace

void add_energy_values(io::trace::Summary& summary, const models::hardware::Hardware& hardware,
                       const Activity& activity, std::uint64_t cycles, std::uint64_t items) {
  summary.emplace_back(kItems, items);
  for (const auto& counter : models::hardware::kCounters) {
    summary.emplace_back(std::string{counter.name}, activity.*counter.member);
  }
  for (auto& [name, value] : values_of(energy_of(hardware, activity, cycles, items))) {
    summary.emplace_back(std::move(name), value);
  }
}

Energy energy_again(const io::trace::Summary& summary, const models::hardware::Hardware& hardware,
                    const std::string& file) {
  Activity activity;
  for (const auto& counter : models::hardware::kCounters) {
    activity.*counter.member = number(summary, counter.name, file);
  }
  return energy_of(hardware, activity, number(summary, kCycles, file), number(summary, kItems, file));
}

std::string energy_table(const Energy& energy) {
  const double all = energy.joules();
  std::string text = fmt::format("{:<18} {:>14} {:>12} {:>8}\n", "part", "J", "mean W", "share");
  const auto row = [&](std::string_view name, double joules) {
    text += fmt::format("{:<18} {:>14.6g} {:>12.6g} {:>7.2f}%\n", name, joules,
                        energy.seconds == 0 ? 0 : joules / energy.seconds, all == 0 ? 0 : 100 * joules / all);
  };
  for (const auto& part : energy.parts) row(part.name, part.joules);
  row("all", all);
  if (energy.items > 0)
    text += fmt::format("{:.6g} mJ for each of {} items; ", energy.millijoules_per_item(), energy.items);
  return text +
         fmt::format("{:.6g} mW/mm2 over {:.6g} mm2, without DRAM\n", energy.milliwatts_per_mm2(), energy.wafer_mm2);
}

std::string energy_json(const Energy& energy) {
  nlohmann::ordered_json json;
  for (const auto& [name, value] : values_of(energy)) json[name] = value;
  json[kItems] = energy.items;
  return json.dump(2) + "\n";
}

}  // namespace octosim::jobs::cli
