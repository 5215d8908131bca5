/// \file log.hpp  Two verbs: once for the run, or here on this rank.  To standard error, through spdlog.
#pragma once
#include <string_view>

#include <fmt/format.h>

#include "engine/base/ids.hpp"
#include "engine/base/time.hpp"

namespace octosim::engine {

/// Writes one line, "octosim: " before it.
void log_line(std::string_view text);

/// Call it where every rank passes; rank 0 writes.
template <class... Args>
void log_once(Rank rank, fmt::format_string<Args...> format, Args&&... args) {
  if (rank == Rank{0}) log_line(fmt::format(format, std::forward<Args>(args)...));
}

/// Says where: rank and cycle.
template <class... Args>
void log_here(Rank rank, SimTime now, fmt::format_string<Args...> format, Args&&... args) {
  log_line(
      fmt::format("rank {}, cycle {}: {}", index(rank), now.cycle, fmt::format(format, std::forward<Args>(args)...)));
}

}  // namespace octosim::engine
