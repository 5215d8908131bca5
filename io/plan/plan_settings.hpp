/// \file plan_settings.hpp  The settings of an experiment that a plan holds: /settings, by their rows.
#pragma once
#include <string>
#include <string_view>

#include "io/experiment/experiment.hpp"
#include "io/plan/image_reader.hpp"
#include "io/plan/image_writer.hpp"
#include "models/plan/plan.hpp"

namespace octosim::io::plan {

/// Whether a plan holds section.key: all settings of workflow, machine and schedule, and the seed.
constexpr bool is_of_plan(std::string_view section, std::string_view key) {
  return section == "run" ? key == "seed" : section != "trace";
}

/// An experiment with the settings of `plan`, the others as by default.
experiment::Experiment experiment_of(const models::plan::Plan& plan);
/// The settings that `plan` holds become those of `experiment`.
void give_settings(models::plan::Plan& plan, const experiment::Experiment& experiment);

/// A scalar dataset each, /settings/SECTION/KEY, with its unit.
void write_settings(ImageWriter& image, const models::plan::Plan& plan);
/// \throws ModelError if one is missing, of another type, or not in the range of its row.
void read_settings(const ImageReader& image, models::plan::Plan& plan);

/// Of those that can change results, but for the names of files: bytes that are the same if and only if they are.
std::string settings_content(const models::plan::Plan& plan);

}  // namespace octosim::io::plan
