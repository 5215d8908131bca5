/// \file phold_settings.hpp  What a run of PHOLD is; all of it but nothing else decides its digest.
#pragma once
#include <cstdint>

namespace octosim::jobs::bench {

/// PHOLD (R. M. Fujimoto, "Performance of Time Warp under synthetic workloads", SCS 1990), with links.
/// Every default is chosen: a tenth of the events is remote, a tenth of the mean delay is lookahead.
struct PholdSettings {
  std::uint64_t lps = 10'000;     ///< logical processes
  std::uint64_t population = 16;  ///< events that each starts with; none is ever lost or added
  double remote = 0.1;            ///< probability that an event is sent to another process, else to itself
  std::uint64_t neighbors = 4;    ///< links that leave each process; 0: none, remote events are posted to any other one
  std::uint64_t lookahead = 10;   ///< cycles; least delay of an event, and the latency of the links
  double mean = 90;               ///< cycles; of the exponential that is added to it and rounded down
  std::uint64_t until = 1000;     ///< cycles; nothing is handled at or after it
  std::uint64_t seed = 1;         ///< of links and draws
  std::uint64_t work = 0;         ///< extra rounds of hashing per event; about 2 ns each
  double skew = 0;                ///< processes of the first half (by id) do (1 + skew) times that work
  std::uint64_t skew_period = 0;  ///< cycles after which the halves change roles; 0: they do not
};

/// \throws ModelError that names option, value, and what is allowed: a value out of its range; remote events with
/// nobody to go to; a skew of no work; more than 2^31 events a rank (the queue counts to 2^32).
void check(const PholdSettings& settings, std::int32_t ranks);

}  // namespace octosim::jobs::bench
