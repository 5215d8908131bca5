#include "jobs/bench/phold_settings.hpp"

#include <cmath>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/kernel/event_record.hpp"
#include "jobs/bench/whole_option.hpp"

namespace octosim::jobs::bench {
namespace {

constexpr std::uint64_t kMostIds = 0xFFFF'FFFEULL;  // ComponentId has 32 bits
constexpr std::uint64_t kMostPorts = engine::kMostPorts;
constexpr std::uint64_t kMostDelay = 1'000'000'000'000ULL;  // chosen: keeps every time far below kNever
constexpr std::uint64_t kMostUntil = 1'000'000'000'000'000'000ULL;
constexpr std::uint64_t kMostWork = 1'000'000'000ULL;  // chosen: seconds per event
constexpr std::uint64_t kMostEventsOfRank = 1ULL << 31U;

template <class T>
[[noreturn]] void refuse(const char* option, T value, const std::string& allowed) {
  throw engine::ModelError{fmt::format("--{} = {} ({})", option, value, allowed)};
}

void real(const char* option, double value, double most) {
  const bool good = value >= 0 && value <= most;  // false for NaN
  if (!good) refuse(option, value, fmt::format("must be from 0 to {:g}", most));
}

}  // namespace

void check(const PholdSettings& s, std::int32_t ranks) {
  check_whole("lps", s.lps, 1, kMostIds);
  check_whole("population", s.population, 1, kMostEventsOfRank);
  real("remote", s.remote, 1);
  check_whole("neighbors", s.neighbors, 0, kMostPorts);
  check_whole("lookahead", s.lookahead, 1, kMostDelay);
  real("mean", s.mean, static_cast<double>(kMostDelay));
  check_whole("until", s.until, 1, kMostUntil);
  check_whole("work", s.work, 0, kMostWork);
  real("skew", s.skew, 1e6);
  if (s.lps < 2 && s.remote > 0) refuse("remote", s.remote, "must be 0 with --lps = 1: there is no other process");
  if (s.skew_period > 0 && s.skew == 0) refuse("skew_period", s.skew_period, "needs --skew: it moves that about");
  if (s.skew > 0 && s.work == 0) refuse("skew", s.skew, "needs --work: it multiplies that");
  if (static_cast<double>(s.work) * (1 + s.skew) > static_cast<double>(kMostWork)) {
    refuse("skew", s.skew, fmt::format("work x (1 + skew) must not be over {}", kMostWork));
  }
  const std::uint64_t most = kMostEventsOfRank * static_cast<std::uint64_t>(ranks);
  if (s.population > most / s.lps) {
    refuse("population", s.population,
           fmt::format("with --lps = {} that is over {} events on {} rank(s)", s.lps, most, ranks));
  }
}

}  // namespace octosim::jobs::bench
