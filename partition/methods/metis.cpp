#include "partition/methods/metis.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>
#include <metis.h>

#include "engine/base/error.hpp"
#include "partition/methods/library_graph.hpp"
#include "partition/methods/mend.hpp"
#include "partition/methods/method.hpp"
#include "partition/methods/recursion.hpp"

namespace octosim::partition::methods {
namespace {

constexpr idx_t kMetisSeed = 1;                ///< chosen
constexpr std::uint32_t kVerticesOfRank = 30;  ///< of its coarsest graph: METIS 5, libmetis/kmetis.c

using Call = decltype(&METIS_PartGraphKway);

/// `shares`: of the parts, in sum 1; null: equal.  `slack`: load above the share, as a part of it.
std::vector<idx_t> call_metis(Call call, const char* name, LibraryGraph<idx_t>& arrays, idx_t parts, real_t* shares,
                              double slack) {
  std::array<idx_t, METIS_NOPTIONS> options{};
  METIS_SetDefaultOptions(options.data());
  options[METIS_OPTION_SEED] = kMetisSeed;
  options[METIS_OPTION_UFACTOR] = std::max<idx_t>(1, static_cast<idx_t>(slack * 1000));
  idx_t count = arrays.count(), constraints = 1, cut = 0;
  std::vector<idx_t> part(arrays.load.size(), 0);
  const int status = call(&count, &constraints, arrays.first.data(), arrays.to.data(), arrays.load.data(), nullptr,
                          arrays.weight.data(), &parts, shares, nullptr, options.data(), &cut, part.data());
  if (status != METIS_OK) throw engine::SystemError{fmt::format("METIS: {} failed with status {}", name, status)};
  return part;
}

std::vector<std::int32_t> by_bisections(const graph::Graph& graph, std::int32_t ranks) {
  std::vector<std::uint32_t> local(graph.count());
  return bisect_recursively(
      graph, ranks, [&](std::span<const std::uint32_t> piece, const Halves& halves, std::vector<std::int32_t>& label) {
        auto arrays = to_library<idx_t>(
            graph, piece, local, [&](std::uint32_t vertex) { return label[vertex] == halves.label[0]; }, "metis");
        double total = 0;
        for (const std::uint32_t vertex : piece) total += static_cast<double>(graph.load[vertex]);
        std::array<real_t, 2> shares{static_cast<real_t>(halves.target / total), 0};
        shares[1] = 1 - shares[0];
        const auto part = call_metis(METIS_PartGraphRecursive, "METIS_PartGraphRecursive", arrays, 2, shares.data(),
                                     halves.slack / halves.target);
        for (std::size_t k = 0; k < piece.size(); ++k) label[piece[k]] = halves.label[part[k] == 0 ? 0 : 1];
      });
}

}  // namespace

std::vector<std::int32_t> metis(const graph::Graph& graph, std::int32_t ranks) {
  std::vector<std::int32_t> on_one(graph.count(), 0);
  if (ranks == 1) return on_one;
  const double share = static_cast<double>(graph.total_load()) / ranks;
  const auto heaviest = static_cast<double>(*std::max_element(graph.load.begin(), graph.load.end()));
  if (graph.count() / kVerticesOfRank < static_cast<std::uint32_t>(ranks) || heaviest > share / 2) {
    return by_bisections(graph, ranks);
  }
  auto arrays = to_library<idx_t>(graph, "metis");
  const auto part = call_metis(METIS_PartGraphKway, "METIS_PartGraphKway", arrays, ranks, nullptr, kSlack);
  std::vector<std::int32_t> rank_of(part.begin(), part.end());
  mend(graph, ranks, rank_of);
  return rank_of;
}

}  // namespace octosim::partition::methods
