/// \file longest_sequence.hpp  How long a sequence has room, without a plan and with one.
#pragma once
#include <cstdint>
#include <optional>

#include "jobs/cli/sized_network.hpp"
#include "partition/chunk/planning.hpp"

namespace octosim::jobs::cli {

/// In the units of --seq; 0: none has room.
struct LongestSequence {
  std::int64_t before = 0, after = 0;
};

/// The longest sequences whose peak is less than `request.budget`, unchunked and by the request's method; of
/// Method::kTbu those that fit its memories.  Found by planning networks of other sizes, O(log length) of them.  A
/// sequence that the network refuses has no room.
/// `most_loss`: so much more may the predicted cycles of a plan be, as a share.
LongestSequence longest_sequence(const SizedNetwork& network, const partition::chunk::Request& request,
                                 const std::optional<double>& most_loss = {});

}  // namespace octosim::jobs::cli
