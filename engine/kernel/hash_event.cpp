#include "engine/kernel/hash_event.hpp"

#include <cstddef>

#include "engine/base/hash.hpp"

namespace octosim::engine {

std::uint64_t hash_event(std::uint64_t time, const EventRecord& event, std::uint64_t before) {
  constexpr std::size_t kSkip = offsetof(EventRecord, port);
  return hash_bytes({reinterpret_cast<const std::byte*>(&event) + kSkip, event.size() - kSkip}, mix(before, time));
}

}  // namespace octosim::engine
