#include "jobs/bench/hold.hpp"

#include <cmath>

#include "engine/base/random.hpp"

namespace octosim::jobs::bench {
namespace {

std::uint64_t uniform(double u, std::uint64_t least, std::uint64_t most) {
  return least + static_cast<std::uint64_t>(u * static_cast<double>(most - least + 1));
}

std::uint64_t draw(Increment increment, double first, double second) {
  switch (increment) {
    case Increment::kExponential:
      return 10 + static_cast<std::uint64_t>(-90 * std::log(first));
    case Increment::kUniform:
      return uniform(first, 1, 2000);
    case Increment::kBimodal:
      return second < 0.9 ? uniform(first, 1, 20) : uniform(first, 100'000, 200'000);
  }
  return 1;
}

}  // namespace

std::vector<std::uint64_t> draw_increments(Increment increment, std::uint64_t seed) {
  std::vector<std::uint64_t> all(1U << 16U);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto words = engine::draw_words({seed, k, 0x686F6C64ULL}, 0);
    all[k] = draw(increment, engine::uniform_of(words[0]), engine::uniform_of(words[1]));
  }
  return all;
}

}  // namespace octosim::jobs::bench
