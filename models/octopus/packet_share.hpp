/// \file packet_share.hpp  What a packet of work takes from Task Flows and puts into them.
#pragma once
#include <cstdint>

#include "models/plan/task_work.hpp"
#include "models/workload/operator.hpp"

namespace octosim::models::octopus {

/// Of `bytes` that an item makes, those of a packet, rounded up.
inline std::uint32_t made_bytes(std::uint64_t bytes, const plan::TaskWork& work, std::uint32_t packet) {
  return packet < work.silent ? 0 : static_cast<std::uint32_t>(workload::divide_up(bytes, work.made()));
}
/// Of `bytes` that it takes, likewise.
inline std::uint32_t taken_bytes(std::uint64_t bytes, const plan::TaskWork& work, std::uint32_t packet) {
  return packet < work.taking() ? static_cast<std::uint32_t>(workload::divide_up(bytes, work.taking())) : 0;
}

}  // namespace octosim::models::octopus
