/// \file preset.hpp  Named machines an experiment starts from.
#pragma once
#include "io/experiment/given.hpp"
#include "models/hardware/settings.hpp"

namespace octosim::io::experiment {

/// "wafer": the paper's 4x4 chiplets with three DIP cards; the defaults of the settings tables.
/// "chiplet": one chiplet with its share of the memory: one card of 1300 / 16 = 81 B/cycle (derived).
/// \throws ModelError naming the presets
models::hardware::Hardware preset_hardware(const Given& name);

}  // namespace octosim::io::experiment
