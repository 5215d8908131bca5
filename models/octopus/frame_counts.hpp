/// \file frame_counts.hpp  How many items each block handles because of a frame.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "models/octopus/unit.hpp"
#include "models/plan/interpreter.hpp"

namespace octosim::models::octopus {

/// Of the frames that one cluster reads, by their number there; as the untimed interpreter has them (a real machine
/// would mark the end of a frame: assumed to cost nothing).  Each frame is interpreted once.  Not part of the state.
class FrameCounts {
 public:
  explicit FrameCounts(const Site& site) : site_{site} {}

  /// By block (plan::frame_items).
  const std::vector<std::uint32_t>& of(std::uint64_t frame) {
    const auto found = items_.find(frame);
    if (found != items_.end()) return found->second;
    const auto name = site_.program->input().frame_of(site_.cluster, frame);
    return items_[frame] = plan::frame_items(*site_.program, name.stream, name.position);
  }
  /// Nobody asks for those before it any more.
  void forget_before(std::uint64_t frame) { items_.erase(items_.begin(), items_.lower_bound(frame)); }

 private:
  Site site_;
  std::map<std::uint64_t, std::vector<std::uint32_t>> items_;  ///< by frame
};

}  // namespace octosim::models::octopus
