/// \file banked_sram.hpp  When the banks of a TF-Queue can be read and written.  No events.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/model/archive.hpp"
#include "models/hardware/memory_settings.hpp"

namespace octosim::models::memory {

/// Every access holds one port of its bank for bytes / bank_width cycles, in the order the accesses are made.  Data
/// stream through: a packet that comes is written while it comes, one that leaves is read while it leaves, so an
/// access waits only for a port that another one holds.  O(ports) an access.
class BankedSram {
 public:
  explicit BankedSram(const hardware::TfQueueSettings& settings)
      : width_{settings.bank_width},
        ports_{settings.ports},
        banks_{settings.banks},
        free_(settings.banks * settings.ports, kEver) {}

  /// For a packet that wants to leave at `now`, over a link that it occupies for `link` cycles: the cycle in which it
  /// starts to, so that a bank slower than the link has each byte when the link takes it.
  /// `flow`: number of its Task Flow on this CBU.
  std::uint64_t read(std::uint64_t flow, std::uint64_t bytes, std::uint64_t now, std::uint64_t link) {
    const std::uint64_t taken = cycles(bytes);
    const auto start = static_cast<std::uint64_t>(take(flow, taken, static_cast<std::int64_t>(now)));
    return start + (taken > link ? taken - link : 0);
  }
  /// For a packet whose last byte has come at `now`, and its first one `link` cycles before: the cycle from which all
  /// of it can be read.
  std::uint64_t write(std::uint64_t flow, std::uint64_t bytes, std::uint64_t now, std::uint64_t link) {
    const auto here = static_cast<std::int64_t>(now), taken = static_cast<std::int64_t>(cycles(bytes));
    const std::int64_t start = take(flow, cycles(bytes), here - static_cast<std::int64_t>(link));
    return static_cast<std::uint64_t>(std::max(here, start + taken));
  }

  /// Cycles that a port needs for `bytes`.
  std::uint64_t cycles(std::uint64_t bytes) const { return (bytes + width_ - 1) / width_; }
  std::uint64_t accesses() const { return accesses_; }
  std::uint64_t busy() const { return busy_; }            ///< port cycles, of all banks
  std::uint64_t conflicts() const { return conflicts_; }  ///< accesses that found no free port
  std::uint64_t waited() const { return waited_; }        ///< cycles, of those

  void archive(engine::Archive& archive) {
    archive.each(free_);
    archive(accesses_, busy_, conflicts_, waited_);
  }

 private:
  std::int64_t take(std::uint64_t flow, std::uint64_t taken, std::int64_t wanted) {
    const auto first = free_.begin() + static_cast<std::ptrdiff_t>(flow % banks_ * ports_);
    const auto port = std::min_element(first, first + static_cast<std::ptrdiff_t>(ports_));
    const std::int64_t start = std::max(wanted, *port);
    *port = start + static_cast<std::int64_t>(taken);
    ++accesses_;
    busy_ += taken;
    if (start > wanted) ++conflicts_;
    waited_ += static_cast<std::uint64_t>(start - wanted);
    return start;
  }

  static constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::min() / 2;

  std::uint64_t width_, ports_, banks_;
  std::vector<std::int64_t> free_;  ///< by bank and port: from this cycle; signed, for what came before cycle 0 ends
  std::uint64_t accesses_ = 0, busy_ = 0, conflicts_ = 0, waited_ = 0;
};

}  // namespace octosim::models::memory
