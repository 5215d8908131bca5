#include "jobs/bench/noc/traffic.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/random.hpp"

namespace octosim::jobs::bench::noc {
std::uint32_t destination(const Traffic& traffic, std::uint32_t k, std::uint32_t locals, std::uint32_t source,
                          std::uint64_t word) {
  const std::uint32_t router = source / locals, local = source % locals;
  const std::uint32_t x = router % k, y = router / k;
  const auto at = [&](std::uint32_t to_x, std::uint32_t to_y) { return (to_y * k + to_x) * locals + local; };
  switch (traffic.pattern) {
    case Pattern::kUniform:
      return engine::below_of(word, std::uint64_t{k} * k * locals);
    case Pattern::kTranspose:
      return at(y, x);
    case Pattern::kBitComplement:
      return k * k * locals - 1 - source;
    case Pattern::kTornado:
      return at((x + (k + 1) / 2 - 1) % k, (y + (k + 1) / 2 - 1) % k);
    case Pattern::kNeighbor:
      return at((x + 1) % k, (y + 1) % k);
    case Pattern::kHotSpot:
      break;
  }
  const auto share = static_cast<std::uint64_t>(std::llround(traffic.hot_share * 0x1p31));
  if ((word & 0x7FFF'FFFFU) >= share) return engine::below_of(word, std::uint64_t{k} * k * locals);
  return traffic.hot[engine::below_of(word, traffic.hot.size())];
}

double ideal_throughput(const Traffic& traffic, std::uint32_t k, std::uint32_t locals) {
  const std::uint32_t terminals = k * k * locals;
  // Load of every link and of every terminal's way out, in packets a cycle if each terminal sends one.
  std::vector<double> links(std::size_t{4} * k * k), sinks(terminals);
  const auto add = [&](std::uint32_t from, std::uint32_t to, double share) {
    std::uint32_t x = from / locals % k, y = from / locals / k;
    const std::uint32_t to_x = to / locals % k, to_y = to / locals / k;
    for (; x != to_x; to_x > x ? ++x : --x) links[std::size_t{4} * (y * k + x) + (to_x > x ? 0 : 1)] += share;
    for (; y != to_y; to_y > y ? ++y : --y) links[std::size_t{4} * (y * k + x) + (to_y > y ? 2 : 3)] += share;
    sinks[to] += share;
  };
  for (std::uint32_t from = 0; from < terminals; ++from) {
    const bool hot = traffic.pattern == Pattern::kHotSpot;
    if (hot || traffic.pattern == Pattern::kUniform) {
      const double rest = (hot ? 1 - traffic.hot_share : 1) / terminals;
      for (std::uint32_t to = 0; to < terminals; ++to) add(from, to, rest);
      if (!hot) continue;
      for (const std::uint32_t to : traffic.hot) {
        add(from, to, traffic.hot_share / static_cast<double>(traffic.hot.size()));
      }
    } else {
      add(from, destination(traffic, k, locals, from, 0), 1);
    }
  }
  const double most = std::max(*std::ranges::max_element(links), *std::ranges::max_element(sinks));
  return std::min(1.0, 1 / most);
}

}  // namespace octosim::jobs::bench::noc
