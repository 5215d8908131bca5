/// \file method.hpp  The ways to deal a graph out to ranks.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

enum class Method : std::uint8_t { kBlock, kBisect, kScotch, kMetis };

inline constexpr Method kDefaultMethod = Method::kBisect;

/// How much more load than the mean a rank may get, where the loads of single vertices allow it.  Chosen.
inline constexpr double kSlack = 0.05;

/// By name, as users write it: "block".
std::optional<Method> method_named(std::string_view name);
std::string_view name_of(Method method);
std::string all_names();  ///< "block, bisect, scotch, metis"
std::string all_help();   ///< a line each: name, and what it does

/// By vertex, its rank: 0 .. ranks - 1, each with at least one vertex.  Deterministic: a function of its arguments and,
/// for scotch and metis, of the version of that library; so where ranks may run on different machines let one of them
/// decide.  A million vertices of eight links take seconds; if the links are
/// drawn at random, so that there is nothing to find, about a minute with kBisect and kMetis and many with kScotch. Not
/// for several threads at once with kMetis, which uses std::rand. \pre 1 <= ranks <= graph.count() \throws
/// engine::ModelError if the graph is too large for the method's library, engine::SystemError if that fails
std::vector<std::int32_t> deal_out(const graph::Graph& graph, std::int32_t ranks, Method method);

}  // namespace octosim::partition::methods
