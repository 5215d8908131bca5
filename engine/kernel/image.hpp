/// \file image.hpp  What a checkpoint holds of a run: between two cycles, the same on all ranks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/base/time.hpp"

namespace octosim::engine {

/// The part of the image that every rank has alike.
struct ImageHead {
  SimTime cut{};             ///< every event before it was handled, none at or after it
  std::uint64_t events = 0;  ///< handled so far, over all ranks
  std::uint64_t last_release = 0, last_progress = 0, last_handled = 0;
  std::uint64_t next_sample = 0;
  std::uint64_t ever_held = 0;  ///< 0 or 1
};

/// One rank's components, and the events pending for them: `state(k)` belongs to `ids[k]`.
struct Image {
  ImageHead head;
  std::vector<std::uint32_t> ids;      ///< increasing
  std::vector<std::uint64_t> offsets;  ///< into data; one more than ids
  std::vector<std::byte> data;

  std::span<const std::byte> state(std::size_t k) const {
    return std::span{data}.subspan(offsets[k], offsets[k + 1] - offsets[k]);
  }
};

/// Where a run goes on from.  `state_of(id)` gives what the image of whichever rank held `id`; called for the
/// components of this rank only, in increasing order; valid until the next call.
struct ResumePoint {
  ImageHead head;
  std::function<std::span<const std::byte>(ComponentId)> state_of;
};

}  // namespace octosim::engine
