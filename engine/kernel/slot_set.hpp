/// \file slot_set.hpp  Which slots of a wheel hold something.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace octosim::engine {

/// One bit a slot.  Every operation is O(1) but next().
template <std::size_t kSlots>
class SlotSet {
 public:
  static_assert(kSlots % 64 == 0 && std::has_single_bit(kSlots));

  void insert(std::uint64_t slot) { words_[slot / 64] |= 1ULL << (slot % 64); }
  void erase(std::uint64_t slot) { words_[slot / 64] &= ~(1ULL << (slot % 64)); }
  /// Of the slots round the wheel from `first` on, the first one at or after the `offset`th that is in the set, as such
  /// an offset; kSlots if there is none.  O(kSlots / 64) at worst.
  std::uint64_t next(std::uint64_t first, std::uint64_t offset) const {
    while (offset < kSlots) {
      const std::uint64_t slot = (first + offset) % kSlots;
      const std::uint64_t bits = words_[slot / 64] >> (slot % 64);
      if (bits != 0) {
        const std::uint64_t found = offset + static_cast<std::uint64_t>(std::countr_zero(bits));
        return found < kSlots ? found : kSlots;  // the word may go on behind the first slot
      }
      offset += 64 - slot % 64;
    }
    return kSlots;
  }

 private:
  std::array<std::uint64_t, kSlots / 64> words_{};
};

}  // namespace octosim::engine
