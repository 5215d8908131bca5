/// \file lately.hpp  Values of a pure function that were asked for lately.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/base/hash.hpp"
#include "engine/base/random.hpp"

namespace octosim::models::workload {

/// For functions of a key of draws and a number (and `phi`, else 0): the frames of a stream come one after another, and
/// much of what is drawn for one is drawn for the next.  Changes no value.  For one thread.  O(1), or one call.
/// `kEntries`: a power of two; each is a line of memory.
template <class Value, std::size_t kEntries>
class Lately {
 public:
  template <class Make>
  const Value& value(const engine::DrawKey& key, std::uint64_t nth, double phi, const Make& make) {
    Entry& entry = entries_[engine::mix(key.identity ^ key.purpose, nth) % kEntries];
    if (entry.nth != nth || entry.identity != key.identity || entry.purpose != key.purpose || entry.seed != key.seed ||
        entry.phi != phi) {
      entry = {key.seed, key.identity, key.purpose, nth, phi, make()};
    }
    return entry.value;
  }

 private:
  struct alignas(64) Entry {
    std::uint64_t seed = 0, identity = 0, purpose = 0, nth = 0;
    double phi = -1;  ///< no key has it
    Value value{};
  };
  std::array<Entry, kEntries> entries_{};
};

}  // namespace octosim::models::workload
