#include "partition/methods/method.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/methods/bisect.hpp"
#include "partition/methods/block.hpp"
#include "partition/methods/metis.hpp"
#include "partition/methods/scotch.hpp"

namespace octosim::partition::methods {
namespace {

struct Row {
  Method method;
  std::string_view name;
  std::vector<std::int32_t> (*deal_out)(const graph::Graph& graph, std::int32_t ranks);
  std::string_view help;
};

/// A new method is a file, a line here, and its name in Method.
constexpr std::array kRows{Row{Method::kBlock, "block", &block, "runs of consecutive ids, of even load"},
                           Row{Method::kBisect, "bisect", &bisect,
                               "recursive bisection: straight lines on a grid, else levels and refinement"},
                           Row{Method::kScotch, "scotch", &scotch,
                               "multilevel, by the Scotch library; slow on large graphs without structure"},
                           Row{Method::kMetis, "metis", &metis, "multilevel k-way, by the METIS library"}};

const Row& row_of(Method method) {
  return *std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.method == method; });
}

}  // namespace

std::optional<Method> method_named(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.method;
  }
  return std::nullopt;
}

std::string_view name_of(Method method) { return row_of(method).name; }

std::string all_names() {
  std::string text;
  for (const Row& row : kRows) text += fmt::format("{}{}", text.empty() ? "" : ", ", row.name);
  return text;
}

std::string all_help() {
  std::string text;
  for (const Row& row : kRows) text += fmt::format("  {:<8}{}\n", row.name, row.help);
  return text;
}

std::vector<std::int32_t> deal_out(const graph::Graph& graph, std::int32_t ranks, Method method) {
  OCTOSIM_EXPECT(ranks >= 1 && static_cast<std::uint32_t>(ranks) <= graph.count());
  std::vector<std::int32_t> rank_of(graph.count(), 0);
  if (ranks == 1) return rank_of;
  if (static_cast<std::uint32_t>(ranks) == graph.count()) {  // one way to do it, but for names
    std::iota(rank_of.begin(), rank_of.end(), 0);
    return rank_of;
  }
  return row_of(method).deal_out(graph, ranks);
}

}  // namespace octosim::partition::methods
