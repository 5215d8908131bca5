/// \file banked_sram.hpp  When the banks of a TF-Queue can be read and written.  No events.
#pragma once
#include <algorithm>
#include <cstdint>
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
        free_(settings.banks * settings.ports) {}

  /// For a packet that wants to leave at `now`, over a link that it occupies for `link` cycles: the cycle in which it
  /// starts to, so that a bank slower than the link has each byte when the link takes it.
  /// `flow`: number of its Task Flow on this CBU.
  std::uint64_t read(std::uint64_t flow, std::uint64_t bytes, std::uint64_t now, std::uint64_t link) {
    const std::uint64_t taken = cycles(bytes);
    return take(flow, taken, now) + (taken > link ? taken - link : 0);
  }
  /// For a packet whose last byte has come at `now`, and its first one `link` cycles before: the cycle from which all
  /// of it can be read.
  std::uint64_t write(std::uint64_t flow, std::uint64_t bytes, std::uint64_t now, std::uint64_t link) {
    const std::uint64_t taken = cycles(bytes);
    return std::max(now, take(flow, taken, now - std::min(now, link)) + taken);
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
  std::uint64_t take(std::uint64_t flow, std::uint64_t taken, std::uint64_t wanted) {
    const auto first = free_.begin() + static_cast<std::ptrdiff_t>(flow % banks_ * ports_);
    const auto port = std::min_element(first, first + static_cast<std::ptrdiff_t>(ports_));
    const std::uint64_t start = std::max(wanted, *port);
    *port = start + taken;
    ++accesses_;
    busy_ += taken;
    if (start > wanted) ++conflicts_;
    waited_ += start - wanted;
    return start;
  }

  std::uint64_t width_, ports_, banks_;
  std::vector<std::uint64_t> free_;  ///< by bank and port: from this cycle
  std::uint64_t accesses_ = 0, busy_ = 0, conflicts_ = 0, waited_ = 0;
};

}  // namespace octosim::models::memory
