#include "jobs/cli/longest_sequence.hpp"

#include <algorithm>
#include <functional>

#include "engine/base/error.hpp"
#include "partition/chunk/longest.hpp"

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;
using HasRoom = std::function<bool(const chunk::Tables&, const chunk::Request&)>;

std::int64_t longest_with(const SizedNetwork& network, const chunk::Request& request, std::int64_t guess,
                          const HasRoom& has_room) {
  return chunk::longest(std::clamp<std::int64_t>(guess, 1, network.most()), network.most(), [&](std::int64_t number) {
    try {
      const models::tensor::Graph graph = network.graph(number);
      return has_room(chunk::Tables{graph}, request);
    } catch (const engine::ModelError&) {
      return false;
    }
  });
}

}  // namespace

LongestSequence longest_sequence(const SizedNetwork& network, const chunk::Request& request) {
  const std::int64_t before = longest_with(network, request, network.given(), chunk::needs_no_plan);
  std::int64_t guess = std::max(before, network.given());
  if (request.method == chunk::Method::kCost) {  // a beam takes long, and ends near where the greedy way does
    chunk::Request greedy = request;
    greedy.method = chunk::Method::kGreedy;
    guess = longest_with(network, greedy, guess, chunk::has_plan);
  }
  const std::int64_t after = longest_with(network, request, guess, chunk::has_plan);
  return {.before = before == 0 ? 0 : network.length(before), .after = after == 0 ? 0 : network.length(after)};
}

}  // namespace octosim::jobs::cli
