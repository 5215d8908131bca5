/// \file longest.hpp  The largest size that still works, by trial.
#pragma once
#include <cstdint>
#include <functional>

namespace octosim::partition::chunk {

/// The largest x from 1 to `most` for which `works`, 0 if there is none, where it works for all smaller ones too:
/// outwards from `guess` in doubled steps, then bisection.  A good guess costs two trials, a bad one O(log most).
/// \pre 1 <= guess <= most
std::int64_t longest(std::int64_t guess, std::int64_t most, const std::function<bool(std::int64_t)>& works);

}  // namespace octosim::partition::chunk
