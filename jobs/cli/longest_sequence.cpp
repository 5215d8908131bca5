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

/// Where the longest sequence may be: by the method itself, but for a beam, which takes long and ends near where the
/// greedy way does.
std::int64_t guess_with(const SizedNetwork& network, chunk::Request request, std::int64_t guess) {
  if (request.method == chunk::Method::kCost) request.method = chunk::Method::kGreedy;
  return longest_with(network, request, guess, chunk::has_plan);
}

/// Whether there is a plan that is predicted to lose no more.
bool has_fast_plan(const chunk::Tables& tables, const chunk::Request& request, double most_loss) {
  if (!chunk::has_plan(tables, request)) return false;
  const chunk::Planned planned = chunk::plan_graph(tables, request);
  return static_cast<double>(planned.cycles_after) <= (1 + most_loss) * static_cast<double>(planned.cycles_before);
}

}  // namespace

LongestSequence longest_sequence(const SizedNetwork& network, const chunk::Request& request,
                                 const std::optional<double>& most_loss) {
  const std::int64_t before = longest_with(network, request, network.given(), chunk::needs_no_plan);
  std::int64_t guess = std::max(before, network.given());
  if (!network.shallow_words().empty()) {  // layers are alike: two of them say nearly always the same
    guess = guess_with(SizedNetwork{network.shallow_words()}, request, guess);
  } else if (request.method == chunk::Method::kCost) {
    guess = guess_with(network, request, guess);
  }
  const HasRoom has_room = most_loss ? HasRoom{[&](const chunk::Tables& tables, const chunk::Request& asked) {
    return has_fast_plan(tables, asked, *most_loss);
  }}
                                     : HasRoom{chunk::has_plan};
  const std::int64_t after = longest_with(network, request, guess, has_room);
  return {.before = before == 0 ? 0 : network.length(before), .after = after == 0 ? 0 : network.length(after)};
}

}  // namespace octosim::jobs::cli
