/// \file resolve_owg.hpp  From workload.owg to the file of the workflow.
#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

#include "io/experiment/experiment.hpp"

namespace octosim::io::experiment {

/// Where the shipped workflows may lie, as jobs/workloads/NAME.toml or workloads/NAME.toml below each: the
/// environment's OCTOSIM_DATA; then, of an installed `program` (PREFIX/bin/octosim), PREFIX/share/octosim alone, so
/// that it may be moved and never reads another's; else the source folder this was built from, and those above
/// `program`.
std::vector<std::filesystem::path> data_folders_of(const std::filesystem::path& program);
/// Of the running program.
std::vector<std::filesystem::path> data_folders();

/// Whether `name` is one of the workflows that are shipped: the paper's six benchmarks er, dpsr, sfr, cmr, osvos, ocr;
/// moe.
bool is_shipped(std::string_view name);

/// The workflow file of `experiment`: a path beside the experiment file, or from the current folder; else one of
/// those that are shipped, below one of `folders`.  It is found, not read.
/// \throws ModelError naming every file tried
std::filesystem::path resolve_owg(const Experiment& experiment, const std::vector<std::filesystem::path>& folders);
std::filesystem::path resolve_owg(const Experiment& experiment);

}  // namespace octosim::io::experiment
