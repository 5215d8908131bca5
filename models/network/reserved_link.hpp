/// \file reserved_link.hpp  A link whose time is given away ahead.
#pragma once
#include <algorithm>
#include <cstdint>

#include "engine/model/archive.hpp"

namespace octosim::models::network {

/// Packets ask in the order in which they enter the network, not in that in which they come here.  One that comes
/// before another's turn takes the idle time in front of it if it is done by then; the latest such gap is kept, and
/// earlier ones are lost.
class ReservedLink {
 public:
  /// The cycle at which a packet that is here at `from` begins; it takes `cycles` from then.
  std::uint64_t reserve(std::uint64_t from, std::uint64_t cycles, std::uint64_t bytes) {
    ++packets_;
    bytes_ += bytes;
    busy_ += cycles;
    if (const std::uint64_t start = std::max(from, gap_from_); start + cycles <= gap_to_) {
      gap_from_ = start + cycles;
      return start;
    }
    const std::uint64_t start = std::max(from, free_at_);
    if (start > free_at_) {
      gap_from_ = free_at_;
      gap_to_ = start;
    }
    free_at_ = start + cycles;
    return start;
  }

  std::uint64_t packets() const { return packets_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t busy() const { return busy_; }
  void archive(engine::Archive& archive) { archive(free_at_, gap_from_, gap_to_, packets_, bytes_, busy_); }

 private:
  std::uint64_t free_at_ = 0, gap_from_ = 0, gap_to_ = 0;  ///< idle from gap_from_ to gap_to_ <= free_at_
  std::uint64_t packets_ = 0, bytes_ = 0, busy_ = 0;
};

}  // namespace octosim::models::network
