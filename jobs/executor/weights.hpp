/// \file weights.hpp  The weights of operators, as the interpreter of models/tensor draws them.
#pragma once
#include <cstdint>
#include <vector>

#include "models/tensor/graph.hpp"

namespace octosim::jobs::executor {

/// Of one operator; empty where it has none.
struct Weights {
  std::vector<float> factors{};  ///< of a product or convolution, with its scale; gains of a norm; rows of a table
  std::vector<float> terms{};    ///< bias
};

/// Of node `v` of `graph`, by names and `seed`.  They are no activations: no Memory counts them.
Weights weights_of(const models::tensor::Graph& graph, models::tensor::Node v, std::uint64_t seed);

}  // namespace octosim::jobs::executor
