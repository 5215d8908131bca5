/// \file tbu_account.hpp  Where the time of a TBU goes: every cycle is in exactly one state.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"

namespace octosim::models::octopus {

/// States follow one another without a gap from cycle 0.  They may be known ahead of time: a packet of work says when
/// it arrives how long it will take.  What is ahead is few: a packet being executed and those prefetched.
class TbuAccount {
 public:
  enum State : std::uint8_t { kBusy, kConfiguring, kLoading, kStarved, kBlocked, kPort };
  using Cycles = std::array<std::uint64_t, 6>;  ///< by State

  /// From the end of what is known until `until`, the TBU is in `state`; nothing if that is not later.
  void extend(std::uint64_t now, std::uint64_t until, State state) {
    while (!ahead_.empty() && ahead_.front().until <= now) {
      past_[ahead_.front().state] += ahead_.front().until - settled_;
      settled_ = ahead_.front().until;
      ahead_.pop_front();
    }
    if (until <= end_) return;
    ahead_.push_back({until, state});
    end_ = until;
  }
  /// What is known ends here.
  std::uint64_t end() const { return end_; }
  /// Cycles in each state before `now`; together min(now, end()).
  Cycles until(std::uint64_t now) const {
    Cycles cycles = past_;
    std::uint64_t from = settled_;
    for (std::size_t k = 0; k < ahead_.size(); ++k) {
      cycles[ahead_[k].state] += std::min(ahead_[k].until, now) - std::min(from, now);
      from = ahead_[k].until;
    }
    return cycles;
  }

  void archive(engine::Archive& archive) { archive(past_, settled_, end_, ahead_); }

 private:
  struct Stretch {
    std::uint64_t until = 0;
    State state = kBusy;
    void archive(engine::Archive& archive) { archive(until, state); }
  };
  Cycles past_{};
  std::uint64_t settled_ = 0;  ///< `past_` says all before it
  std::uint64_t end_ = 0;
  engine::Ring<Stretch> ahead_;
};

}  // namespace octosim::models::octopus
