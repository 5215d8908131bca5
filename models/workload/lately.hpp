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
/// `kEntries`: a power of two.  A value has two entries to choose from, so that few drive one another out.
template <class Value, std::size_t kEntries>
class Lately {
 public:
  /// make() gives a Value.  The reference holds until the next call.
  template <class Make>
  const Value& value(const engine::DrawKey& key, std::uint64_t nth, double phi, const Make& make) {
    Pair& pair = pairs_[engine::mix(key.identity ^ key.purpose, nth) % pairs_.size()];
    for (std::uint32_t one = 0; one < 2; ++one) {
      Entry& entry = pair.entries[one];
      if (entry.number != nth + 1 || entry.identity != key.identity || entry.purpose != key.purpose ||
          entry.seed != key.seed || entry.phi != phi) {
        continue;
      }
      pair.older = 1 - one;
      return entry.value;
    }
    Entry& entry = pair.entries[pair.older];
    entry = {key.seed, key.identity, key.purpose, nth + 1, phi, make()};
    pair.older = 1 - pair.older;
    return entry.value;
  }

 private:
  struct Entry {
    std::uint64_t seed = 0, identity = 0, purpose = 0;
    std::uint64_t number = 0;  ///< nth + 1; 0: there is none
    double phi = 0;
    Value value{};
  };
  struct alignas(64) Pair {
    std::array<Entry, 2> entries{};
    std::uint32_t older = 0;  ///< of the two
  };
  std::array<Pair, kEntries / 2> pairs_{};
};

}  // namespace octosim::models::workload
