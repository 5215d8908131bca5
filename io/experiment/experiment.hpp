/// \file experiment.hpp  What one run simulates: an experiment file, checked.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "io/experiment/settings.hpp"
#include "models/hardware/settings.hpp"
#include "models/plan/settings.hpp"
#include "models/workload/settings.hpp"

namespace octosim::io::experiment {

/// Every value lies in the range of its row and the rules of check_together() hold.
struct Experiment {
  std::string name;         ///< default: the file's name without its extension
  std::string description;  ///< for people; may be empty
  std::filesystem::path file;
  RunSettings run;
  TraceSettings trace;
  models::workload::WorkloadSettings workload;
  models::hardware::Hardware hardware;
  models::plan::ScheduleSettings schedule;
};

/// Reads the experiment file `file`: a preset first (`preset = "wafer"` if it names none), then the keys of the file,
/// then `overrides`, each "section.key=value" or "name|description|preset=value", in order.  A value is a plain number
/// in the unit of its row, or a text with a unit, as "8 TB/s"; wafer.clock, wherever it is set, converts seconds.
/// \throws ModelError with file and line (or the override), key, value and what is allowed.
Experiment read_experiment(const std::filesystem::path& file, std::span<const std::string> overrides = {});

/// The same for the text of a file called `file_name`, which need not exist.
Experiment parse_experiment(std::string_view text, const std::string& file_name,
                            std::span<const std::string> overrides = {});

/// The rules between settings.
/// \throws ModelError naming every key and value that takes part.
void check_together(const Experiment& experiment);

}  // namespace octosim::io::experiment
