/// \file sections.hpp  The sections of an experiment file, in the order they are written.
#pragma once
#include <string_view>
#include <type_traits>

#include "io/experiment/experiment.hpp"

namespace octosim::io::experiment {

/// Calls `visit(name, settings)` for each section; `experiment` is an Experiment, const or not.
template <class AnExperiment, class Visit>
void for_each_section(AnExperiment& experiment, Visit&& visit) {
  visit(std::string_view{"run"}, experiment.run);
  visit(std::string_view{"trace"}, experiment.trace);
  visit(std::string_view{"workload"}, experiment.workload);
  visit(std::string_view{"wafer"}, experiment.hardware.wafer);
  visit(std::string_view{"tbu"}, experiment.hardware.tbu);
  visit(std::string_view{"cluster"}, experiment.hardware.cluster);
  visit(std::string_view{"tf_queue"}, experiment.hardware.tf_queue);
  visit(std::string_view{"network"}, experiment.hardware.network);
  visit(std::string_view{"control"}, experiment.hardware.control);
  visit(std::string_view{"dram"}, experiment.hardware.dram);
  visit(std::string_view{"energy"}, experiment.hardware.energy);
  visit(std::string_view{"schedule"}, experiment.schedule);
}

/// Calls `visit(section name, settings, row)` for each row of each section.
template <class AnExperiment, class Visit>
void for_each_row(AnExperiment& experiment, Visit&& visit) {
  for_each_section(experiment, [&]<class Config>(std::string_view section, Config& config) {
    engine::for_each_setting<std::remove_const_t<Config>>([&](const auto& row) { visit(section, config, row); });
  });
}

}  // namespace octosim::io::experiment
