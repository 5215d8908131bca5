/// \file hash_event.hpp  The digest of a component's deliveries.
#pragma once
#include <cstdint>

#include "engine/kernel/event_record.hpp"

namespace octosim::engine {

/// Chains an event to the digest of what its component was given before: time, port, count and message, all that the
/// model names; not the target's place on its rank.
std::uint64_t hash_event(std::uint64_t time, const EventRecord& event, std::uint64_t before);

}  // namespace octosim::engine
