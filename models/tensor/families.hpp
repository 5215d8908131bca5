/// \file families.hpp  The rules of each family of operators, each in the source of that name; registry.cpp joins them.
#pragma once
#include <vector>

#include "models/tensor/rules.hpp"

namespace octosim::models::tensor {

std::vector<Rule> source_rules();         ///< input, constant, zeros, ones, arange, unknown
std::vector<Rule> elementwise_rules();    ///< unary, binary, n-ary, where
std::vector<Rule> product_rules();        ///< linear, matmul, bmm, addmm, baddbmm
std::vector<Rule> einsum_rules();         ///< einsum
std::vector<Rule> normalisation_rules();  ///< softmax, layernorm, groupnorm
std::vector<Rule> image_rules();          ///< conv2d, interpolate
std::vector<Rule> permutation_rules();    ///< transpose, permute
std::vector<Rule> reshape_rules();        ///< reshape, view, flatten, unsqueeze, squeeze
std::vector<Rule> selection_rules();      ///< slice, split, index, expand
std::vector<Rule> joining_rules();        ///< concat
std::vector<Rule> reduction_rules();      ///< sum, mean, max
std::vector<Rule> lookup_rules();         ///< embedding

}  // namespace octosim::models::tensor
