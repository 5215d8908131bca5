#include "jobs/cli/checkpoint_interval.hpp"

#include <cmath>

#include "io/experiment/given.hpp"
#include "io/experiment/quantity.hpp"

namespace octosim::jobs::cli {
namespace {

constexpr double kMsPerMinute = 60'000;

}  // namespace

CheckpointInterval parse_checkpoint_interval(const std::string& text) {
  using io::experiment::Given;
  const Given given{.from = Given::From::kOverride,
                    .place = "--checkpoint-every " + text,
                    .key = "--checkpoint-every",
                    .shown = text,
                    .value = text};
  const std::size_t last = text.find_last_not_of(' ');
  if (last == std::string::npos || text[last] < 'A') {  // no unit: of the wall or of the chip?
    given.refuse(R"(must be a time of wall clock such as "10 min", or a number of cycles such as "5000000 cycles")");
  }
  CheckpointInterval interval;
  if (text.ends_with("cycle") || text.ends_with("cycles")) {
    interval.cycles =
        engine::Cycles{io::experiment::whole_number(given, {.unit = engine::Unit::kCycles, .least = 1, .most = 1e18})};
  } else {
    // From 10 ms, chosen: any less, and a run does nothing but save.
    const double minutes = io::experiment::real_number(
        given, {.unit = engine::Unit::kMinutes, .least = 10 / kMsPerMinute, .most = 60.0 * 24 * 366});
    interval.wall = std::chrono::milliseconds{std::llround(minutes * kMsPerMinute)};
  }
  return interval;
}

}  // namespace octosim::jobs::cli
