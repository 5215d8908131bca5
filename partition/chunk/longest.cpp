#include "partition/chunk/longest.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace octosim::partition::chunk {

std::int64_t longest(std::int64_t guess, std::int64_t most, const std::function<bool(std::int64_t)>& works) {
  OCTOSIM_EXPECT(guess >= 1 && guess <= most);
  std::int64_t good = 0, bad = most + 1;
  std::int64_t step = 1;
  if (works(guess)) {
    good = guess;
    for (; good + step < bad; step *= 2) {
      if (!works(good + step)) {
        bad = good + step;
        break;
      }
      good += step;
    }
  } else {
    bad = guess;
    for (; bad - step > good; step *= 2) {
      if (works(bad - step)) {
        good = bad - step;
        break;
      }
      bad -= step;
    }
  }
  while (bad - good > 1) {
    const std::int64_t middle = good + (bad - good) / 2;
    (works(middle) ? good : bad) = middle;
  }
  return good;
}

}  // namespace octosim::partition::chunk
