/// \file dram_card.hpp  When a card of HBM has what is asked of it: channels, banks, rows, refresh.  No events.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/model/archive.hpp"
#include "models/hardware/memory_settings.hpp"

namespace octosim::models::memory {

/// Addresses go round the channels of the card, `interleave` bytes at a time; within a channel rows go round the banks.
/// Requests are served in the order they come, each channel for itself.  A row that its bank holds open is a hit: its
/// data start `column` after the request.  Any other is a miss: the open row is closed (precharge), which waits for its
/// data and for row_active, then the row is opened (activate).  Rows of a request are opened as soon as their banks
/// can, so only the data bus of the channel, or a bank that is needed twice, holds a stream up.  Rows stay open
/// (open-page). All banks of a channel are refreshed every refresh_interval, between two rows, which closes them. Left
/// out: turn-around between reads and writes, and limits on how often rows are opened (tRRD, tFAW).
class DramCard {
 public:
  /// \pre the rules of check_together() between the settings hold
  explicit DramCard(const hardware::DramSettings& settings);

  /// What one request found.
  struct Served {
    std::uint64_t first = 0;  ///< cycle in which its first byte is on a data bus
    std::uint64_t done = 0;   ///< cycle by which its last one was
  };
  /// Serves `bytes` >= 1 from `address` (of this card), for a request that the controller has at cycle `at`.
  /// \pre `at` does not decrease from call to call.  O(channels * (banks + refreshes)), not the rows, where opening a
  /// row takes no longer than the data of the other banks; else O(rows).
  Served access(std::uint64_t address, std::uint64_t bytes, std::uint64_t at, bool write);

  struct Counts {
    std::uint64_t read = 0, written = 0;  ///< bytes
    std::uint64_t hits = 0, misses = 0;   ///< rows, each counted once a request
    std::uint64_t refreshes = 0;          ///< of those that some request met
    std::uint64_t wait = 0;               ///< cycles, of requests: first data later than on an idle channel
  };
  const Counts& counts(std::uint32_t channel) const { return channels_[channel].counts; }
  /// Cycles in which the channel's data bus was busy, rounded up.
  std::uint64_t busy(std::uint32_t channel) const;
  std::uint32_t channels() const { return static_cast<std::uint32_t>(channels_.size()); }

  void archive(engine::Archive& archive) { archive.each(channels_); }

 private:
  static constexpr std::uint64_t kClosed = ~std::uint64_t{0};
  struct Bank {
    std::uint64_t row = kClosed;
    std::uint64_t free = 0;  ///< may be closed, or opened if it is closed, from this cycle
  };
  struct Channel {
    std::vector<Bank> banks{};
    std::uint64_t cycle = 0, part = 0;  ///< the data bus is free at cycle + part / bandwidth
    std::uint64_t next_refresh = 0;
    Counts counts{};
    void archive(engine::Archive& archive) { archive(banks, cycle, part, next_refresh, counts); }
  };

  Served run(Channel& channel, std::uint64_t from, std::uint64_t to, std::uint64_t at);
  std::uint64_t row(Channel& channel, Bank& bank, std::uint64_t wanted, std::uint64_t bytes, std::uint64_t at,
                    bool counts_wait);
  std::uint64_t rows(Channel& channel, std::uint64_t count);
  void refresh_if_due(Channel& channel, std::uint64_t at);
  void transfer(Channel& channel, std::uint64_t bytes) const;
  static std::uint64_t free_at(const Channel& channel) { return channel.cycle + (channel.part > 0 ? 1 : 0); }

  hardware::DramSettings settings_;
  std::uint64_t share_;  ///< channels of all cards: a channel carries bandwidth / share_ bytes a cycle
  std::uint64_t row_cycles_ = 0, row_part_ = 0;  ///< data of a row: row_cycles_ + row_part_ / bandwidth cycles
  bool hidden_;  ///< opening a row takes no longer than the data of the other banks' rows
  std::vector<Channel> channels_;
};

}  // namespace octosim::models::memory
