/// \file energy.hpp  What a run did, as whole numbers, and the energy of it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/hardware/settings.hpp"

namespace octosim::models::hardware {

/// Sums over the wafer and the run.  The same on every number of ranks.
struct Activity {
  std::uint64_t macs = 0, operations = 0;
  std::uint64_t tbu_loaded_bytes = 0, tbu_sent_bytes = 0;
  std::uint64_t configuration_bytes = 0;
  std::uint64_t tf_queue_written_bytes = 0, tf_queue_read_bytes = 0;
  std::uint64_t data_router_bytes = 0, data_hop_bytes = 0, data_die_bytes = 0;
  std::uint64_t control_router_bytes = 0, control_hop_bytes = 0, control_die_bytes = 0;
  std::uint64_t dram_bytes = 0;
  bool operator==(const Activity&) const = default;
};

/// A counter with its name in /summary of a trace.
struct Counter {
  std::string_view name;
  std::uint64_t Activity::*member = nullptr;
};
inline constexpr std::array kCounters{Counter{"macs", &Activity::macs},
                                      Counter{"operations", &Activity::operations},
                                      Counter{"tbu_loaded_bytes", &Activity::tbu_loaded_bytes},
                                      Counter{"tbu_sent_bytes", &Activity::tbu_sent_bytes},
                                      Counter{"configuration_bytes", &Activity::configuration_bytes},
                                      Counter{"tf_queue_written_bytes", &Activity::tf_queue_written_bytes},
                                      Counter{"tf_queue_read_bytes", &Activity::tf_queue_read_bytes},
                                      Counter{"data_router_bytes", &Activity::data_router_bytes},
                                      Counter{"data_hop_bytes", &Activity::data_hop_bytes},
                                      Counter{"data_die_bytes", &Activity::data_die_bytes},
                                      Counter{"control_router_bytes", &Activity::control_router_bytes},
                                      Counter{"control_hop_bytes", &Activity::control_hop_bytes},
                                      Counter{"control_die_bytes", &Activity::control_die_bytes},
                                      Counter{"dram_bytes", &Activity::dram_bytes}};
static_assert(sizeof(Activity) == kCounters.size() * sizeof(std::uint64_t));

struct EnergyPart {
  std::string_view name;
  double joules = 0;
};

/// The energy of a run.  Its parts are all of it.
struct Energy {
  std::vector<EnergyPart> parts;
  double seconds = 0;       ///< simulated
  double wafer_mm2 = 0;     ///< all chiplets
  std::uint64_t items = 0;  ///< delivered
  double joules() const;
  double mean_watts() const;  ///< 0 of a run that took no time
  /// Mean power of all but the DRAM, which is not on the wafer, over the area of all chiplets.
  double milliwatts_per_mm2() const;
  double millijoules_per_item() const;  ///< 0 if none was delivered
};

/// Of `activity` in `cycles` cycles with `items` delivered.  One formula in floating point over whole numbers, so that
/// the result is the same on every number of ranks, and later from a trace: docs/area-energy.md.
Energy energy_of(const Hardware& hardware, const Activity& activity, std::uint64_t cycles, std::uint64_t items);

}  // namespace octosim::models::hardware
