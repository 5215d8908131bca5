/// \file checkpoint_interval.hpp  How often a run is saved: the value of --checkpoint-every.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "engine/base/time.hpp"

namespace octosim::jobs::cli {

/// At most one of the two is set; neither: never.
struct CheckpointInterval {
  std::optional<std::chrono::milliseconds> wall;  ///< between the end of one and the start of the next
  std::optional<engine::Cycles> cycles;           ///< simulated: saved at its multiples (RunOptions::save_every)
};

/// From "10min", "30 s", "5000000cycles".  \throws ModelError naming the value and what is allowed
CheckpointInterval parse_checkpoint_interval(const std::string& text);

}  // namespace octosim::jobs::cli
