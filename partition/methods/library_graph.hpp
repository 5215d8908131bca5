/// \file library_graph.hpp  A graph, or a piece of one, as Scotch and METIS take it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// Compressed rows with numbers of type `Index`; loads and weights are scaled down where their sums would not fit, and
/// stay at least 1.
template <class Index>
struct LibraryGraph {
  std::vector<Index> first, to, load, weight;
  Index count() const { return static_cast<Index>(load.size()); }
};

namespace detail {

/// `value` by the ratio of `limit` to `total`, if that is below 1.
template <class Index>
Index scaled(std::uint64_t value, double total, double limit) {
  if (total > limit) value = static_cast<std::uint64_t>(static_cast<double>(value) * (limit / total));
  return static_cast<Index>(std::max<std::uint64_t>(value, 1));
}

}  // namespace detail

/// The vertices of `piece`, by increasing id, and the edges between them.  O(edges of the piece); `local`, by vertex of
/// the graph, is written for those of the piece; `belongs(v)` says which those are.
/// \throws engine::ModelError if its indices do not fit; `library` is for the message
template <class Index, class Belongs>
LibraryGraph<Index> to_library(const graph::Graph& graph, std::span<const std::uint32_t> piece,
                               std::vector<std::uint32_t>& local, const Belongs& belongs, std::string_view library) {
  // A quarter of the range for sums, another for what the floors add, and room for a library's own sums.
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<Index>::max()) / 4;
  std::uint64_t ends = 0;
  double loads = 0, weights = 0;
  std::uint32_t next = 0;
  for (const std::uint32_t vertex : piece) {
    local[vertex] = next++;
    loads += static_cast<double>(graph.load[vertex]);
    for (const graph::HalfEdge& edge : graph.edges_of(vertex)) {
      if (!belongs(edge.to)) continue;
      ++ends;
      weights += static_cast<double>(edge.weight);
    }
  }
  if (ends > kMost || piece.size() > kMost) {
    throw engine::ModelError{fmt::format(
        "too large for method {}: {} vertices and {} edges (at most {} and {}; methods block and bisect have no limit)",
        library, piece.size(), ends / 2, kMost, kMost / 2)};
  }
  LibraryGraph<Index> out;
  out.first.reserve(piece.size() + 1);
  out.load.reserve(piece.size());
  out.to.reserve(ends + 1);  // never null, even without edges
  out.weight.reserve(ends + 1);
  out.first.push_back(0);
  for (const std::uint32_t vertex : piece) {
    out.load.push_back(detail::scaled<Index>(graph.load[vertex], loads, static_cast<double>(kMost)));
    for (const graph::HalfEdge& edge : graph.edges_of(vertex)) {
      if (!belongs(edge.to)) continue;
      out.to.push_back(static_cast<Index>(local[edge.to]));
      out.weight.push_back(detail::scaled<Index>(edge.weight, weights, static_cast<double>(kMost)));
    }
    out.first.push_back(static_cast<Index>(out.to.size()));
  }
  return out;
}

/// The whole graph.
template <class Index>
LibraryGraph<Index> to_library(const graph::Graph& graph, std::string_view library) {
  std::vector<std::uint32_t> all(graph.count()), local(graph.count());
  for (std::uint32_t vertex = 0; vertex < graph.count(); ++vertex) all[vertex] = vertex;
  return to_library<Index>(
      graph, all, local, [](std::uint32_t) { return true; }, library);
}

}  // namespace octosim::partition::methods
