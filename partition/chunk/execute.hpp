/// \file execute.hpp  Interpreters of a graph, whole and in slices: what a chunk plan computes, compared with the
/// truth.
#pragma once
#include <cstdint>
#include <vector>

#include "models/tensor/tensor.hpp"
#include "partition/chunk/chunk.hpp"
#include "partition/chunk/tables.hpp"

namespace octosim::partition::chunk {

/// By node.  Empty (no values) where a node has not been executed, or lived in a loop only.
using Values = std::vector<models::tensor::Tensor>;

/// Inputs and constants, drawn from `seed` and their names, between -1 and 1.  An input that an embedding reads has
/// numbers of its rows.
Values draw_sources(const Graph& graph, std::uint64_t seed);

/// Every node of the graph, in its order.  In double precision; for small graphs: every value is kept.
/// \throws engine::ModelError naming a node that cannot be evaluated
Values execute_whole(const Graph& graph, std::uint64_t seed);

/// Positions first to last of the plan's order: nodes whole, loops slice by slice of their size, nested ones and those
/// with a halo too, each output into its place in a full tensor.  Reads and fills `values`; loop nodes that are no
/// outputs stay empty. \pre what these positions read of others is there; they cut no loop; every size is at least 1
void execute_part(const Tables& tables, const Plan& plan, std::uint32_t first, std::uint32_t last, std::uint64_t seed,
                  Values& values);

/// The plan from its first node to its last.  \pre its chunks are hoisted, and is_sound(tables, plan)
Values execute_plan(const Tables& tables, const Plan& plan, std::uint64_t seed);

/// Greatest |a - b| / max(1, |a|) over all elements; infinite where one is no number, or shapes differ.
double relative_error(const models::tensor::Tensor& a, const models::tensor::Tensor& b);

/// The greatest relative error over the results of the graph.
double plan_error(const Tables& tables, const Plan& plan, std::uint64_t seed);

}  // namespace octosim::partition::chunk
