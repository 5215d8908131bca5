/// \file task_work.hpp  What an item costs one Task Block, and the packets it is cut into.
#pragma once
#include <algorithm>
#include <cstdint>

namespace octosim::models::plan {

/// Packets are numbered from 0 and begin in that order.  Each takes from one slot of every Task Flow into the Task
/// Block; each but the silent ones fills a slot of every Task Flow out of it.
struct TaskWork {
  std::uint64_t cycles = 1;   ///< on one TBU, all packets together
  std::uint32_t packets = 1;  ///< a power of two, and a multiple of the slots of any Task Flow into it; or slices
  std::uint64_t macs = 0, operations = 0;
  std::uint32_t silent = 0;  ///< packets, the first ones, that hand nothing on (ChunkProgram)
  std::uint32_t late = 0;    ///< packets, the last ones, that take nothing but what the one before them took as well
  std::uint32_t split = 1;   ///< packets of a slice of the first chunk loop

  /// Slots that it fills for an item.
  std::uint32_t made() const { return packets - silent; }
  /// Packets over which the slots of a Task Flow into it are spread.
  std::uint32_t taking() const { return packets - late; }
  /// How many packets take from slot `slot` of `slots`, one after another.  \pre slot < slots <= taking()
  std::uint32_t uses(std::uint32_t slot, std::uint32_t slots) const {
    return begin_of(slot + 1, slots) - begin_of(slot, slots) + (slot + 1 == slots ? late : 0);
  }
  /// The slot of `slots` that `packet` takes from.
  std::uint32_t slot_of(std::uint32_t packet, std::uint32_t slots) const {
    const std::uint64_t taken = std::min(packet, taking() - 1);
    return static_cast<std::uint32_t>(((taken + 1) * slots + taking() - 1) / taking() - 1);
  }

  std::uint64_t cycles_of(std::uint32_t packet) const { return std::max<std::uint64_t>(1, share_of(cycles, packet)); }
  /// Of `amount`, so that the shares of all packets are all of it.
  std::uint64_t share_of(std::uint64_t amount, std::uint32_t packet) const {
    return amount / packets + (packet < amount % packets ? 1 : 0);
  }
  /// `Archive`: engine::Archive.
  template <class Archive>
  void archive(Archive& archive) {
    archive(cycles, packets, macs, operations, silent, late, split);
  }

 private:
  std::uint32_t begin_of(std::uint32_t slot, std::uint32_t slots) const {
    return static_cast<std::uint32_t>(std::uint64_t{slot} * taking() / slots);
  }
};

}  // namespace octosim::models::plan
