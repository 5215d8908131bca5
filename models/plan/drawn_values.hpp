/// \file drawn_values.hpp  Values that were drawn lately.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/workload/distribution.hpp"
#include "models/workload/owg.hpp"

namespace octosim::models::plan {

/// Remembers properties of tokens that cost some to draw: several blocks ask for one, and the untimed reference again.
/// Changes no value.  For one thread.
class DrawnValues {
 public:
  /// What `draw()` gives for the property of that token, or gave when it was asked for last.  O(1), or one draw.
  template <class Draw>
  double value(std::uint32_t property, const workload::TokenName& token, const Draw& draw) {
    if (entries_.empty()) entries_.resize(kEntries);
    Entry& entry = entries_[(token.id ^ property * 0x9E37U) % kEntries];
    if (entry.property != property || entry.id != token.id || entry.parent != token.parent ||
        entry.position != token.position) {
      entry = {token.id, token.parent, token.position, draw(), property};
    }
    return entry.value;
  }

 private:
  struct Entry {
    std::uint64_t id = 0, parent = 0, position = 0;
    double value = 0;
    std::uint32_t property = workload::kNone;
  };
  static constexpr std::size_t kEntries = 8192;  // chosen: above the frames at work on a wafer x properties of each
  std::vector<Entry> entries_;
};

}  // namespace octosim::models::plan
