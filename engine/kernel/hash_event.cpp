#include "engine/kernel/hash_event.hpp"

#include <cstddef>

#include "engine/base/hash.hpp"

namespace octosim::engine {

std::uint64_t hash_event(std::uint64_t time, const EventRecord& event, std::uint64_t before) {
  constexpr std::size_t kSkip = offsetof(EventRecord, port);
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15ULL;  // 2^64 / golden ratio
  return hash_bytes({reinterpret_cast<const std::byte*>(&event) + kSkip, event.size() - kSkip}, before + time * kOdd);
}

}  // namespace octosim::engine
