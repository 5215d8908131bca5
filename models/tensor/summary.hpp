/// \file summary.hpp  How much a graph holds and does.
#pragma once
#include <cstdint>
#include <string>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor {

struct Summary {
  std::uint32_t nodes = 0;        ///< operators, without sources
  std::uint32_t views = 0;        ///< of them, those that show the storage of another
  std::int64_t weight_bytes = 0;  ///< of operators and constants
  std::int64_t input_bytes = 0;
  std::int64_t activation_bytes = 0;  ///< of all operators that are no views, whenever they live
  std::int64_t largest_bytes = 0;     ///< of one activation
  std::string largest{};              ///< its name, the first of equals; empty: there are no operators
  std::int64_t flops = 0;
};

/// \throws engine::ModelError naming the graph if a sum is 2^62 or more
Summary summarise(const Graph& graph);

}  // namespace octosim::models::tensor
