/// \file resolve_recorded.hpp  From workload.recorded to the file of the recording.
#pragma once
#include <filesystem>

#include "io/experiment/experiment.hpp"

namespace octosim::io::experiment {

/// A path beside the experiment file, or from the current folder.  It is found, not read.
/// \pre workload.recorded is not empty   \throws ModelError naming every file tried
std::filesystem::path resolve_recorded(const Experiment& experiment);

}  // namespace octosim::io::experiment
