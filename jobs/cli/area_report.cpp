#include "jobs/cli/area_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace octosim::jobs::cli {

std::string area_table(const models::hardware::Area& area) {
  const double chiplet = area.chiplet_mm2();
  std::string text = fmt::format("{:<13} {:<18} {:>8} {:>12} {:>12} {:>8}\n", "part", "component", "count", "mm2 each",
                                 "mm2", "share");
  for (const auto& row : area.rows) {
    text += fmt::format("{:<13} {:<18} {:>8} {:>12.4f} {:>12.4f} {:>7.2f}%\n", row.part, row.component, row.count,
                        row.each, row.mm2(), 100 * row.mm2() / chiplet);
  }
  text += fmt::format("{:<13} {:<18} {:>8} {:>12} {:>12.2f} {:>7.2f}%\n", "Chiplet", "", "", "", chiplet, 100.0);
  return text + fmt::format("{:<13} {:<18} {:>8} {:>12.2f} {:>12.2f}\n", "Wafer", "Chiplet", area.chiplets, chiplet,
                            area.wafer_mm2());
}

std::string area_json(const models::hardware::Area& area) {
  nlohmann::ordered_json json;
  json["components"] = nlohmann::ordered_json::array();
  for (const auto& row : area.rows) {
    json["components"].push_back({{"part", row.part},
                                  {"component", row.component},
                                  {"count", row.count},
                                  {"each_mm2", row.each},
                                  {"mm2", row.mm2()},
                                  {"share", row.mm2() / area.chiplet_mm2()}});
  }
  json["chiplet_mm2"] = area.chiplet_mm2();
  json["chiplets"] = area.chiplets;
  json["wafer_mm2"] = area.wafer_mm2();
  return json.dump(2) + "\n";
}

}  // namespace octosim::jobs::cli
