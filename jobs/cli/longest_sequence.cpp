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

/// Of a beam, which takes long, looked for from where the greedy way ends.
std::int64_t longest_of(const SizedNetwork& network, const chunk::Request& request, std::int64_t guess) {
  if (request.method == chunk::Method::kCost) {
    chunk::Request greedy = request;
    greedy.method = chunk::Method::kGreedy;
    guess = longest_with(network, greedy, guess, chunk::has_plan);
  }
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
  const bool is_deep = !network.shallow_words().empty();
  // layers are alike: two of them say nearly always the same
  if (is_deep) guess = longest_of(SizedNetwork{network.shallow_words()}, request, guess);
  std::int64_t after =
      is_deep ? longest_with(network, request, guess, chunk::has_plan) : longest_of(network, request, guess);
  if (most_loss) {
    after = longest_with(network, request, after, [&](const chunk::Tables& tables, const chunk::Request& asked) {
      return has_fast_plan(tables, asked, *most_loss);
    });
  }
  return {.before = before == 0 ? 0 : network.length(before), .after = after == 0 ? 0 : network.length(after)};
}

}  // namespace octosim::jobs::cli
