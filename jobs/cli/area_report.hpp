/// \file area_report.hpp  The area of a machine as a table, and as JSON.
#pragma once
#include <string>

#include "models/hardware/area.hpp"

namespace octosim::jobs::cli {

/// A row for each component of a chiplet, then the chiplet and the wafer.
std::string area_table(const models::hardware::Area& area);
/// {"components": [{"part", "component", "count", "each_mm2", "mm2", "share"}], "chiplet_mm2", "chiplets", "wafer_mm2"}
std::string area_json(const models::hardware::Area& area);

}  // namespace octosim::jobs::cli
