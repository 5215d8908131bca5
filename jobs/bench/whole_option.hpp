#pragma once

#include <cstdint>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::bench {

/// Throws ModelError, naming `--option`, unless least <= value <= most.
inline void check_whole(const char* option, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  if (value >= least && value <= most) return;
  throw engine::ModelError{fmt::format("--{} = {} (must be from {} to {})", option, value, least, most)};
}

}  // namespace octosim::jobs::bench
