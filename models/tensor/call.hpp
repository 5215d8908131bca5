/// \file call.hpp  What rules share: reading attributes, refusing operands.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/tensor/rules.hpp"

namespace octosim::models::tensor {

/// \throws engine::ModelError `node "q" (linear of [2, 3]): <message>`
[[noreturn]] void refuse(const Call& call, const std::string& message);

/// Attributes of `op`; the variants with a default take it where the attribute is absent.
/// \pre Graph::add has checked that required ones are there, and the types of all
std::int64_t integer_of(const Operator& op, const char* name);
std::int64_t integer_of(const Operator& op, const char* name, std::int64_t absent);
double number_of(const Operator& op, const char* name, double absent);
const std::string& text_of(const Operator& op, const char* name);
const std::vector<std::int64_t>& integers_of(const Operator& op, const char* name);

/// Attribute `name` as a dimension of a tensor of `rank`; negative values count from the end.
/// \throws engine::ModelError if there is no such dimension
int dimension_of(const Call& call, const char* name, std::size_t rank);
int dimension_of(const Call& call, const char* name, std::size_t rank, std::int64_t absent);
/// `value` as a dimension of a tensor of `rank`.
int normal_dimension(const Call& call, const char* name, std::int64_t value, std::size_t rank);

inline std::size_t at(int dim) { return static_cast<std::size_t>(dim); }

/// Flow of an operator with one operand: slices of the output's dimension `dim` come from its dimension `from`.
inline Flow flow_from(int from) { return std::vector<Setting>{from}; }

/// `each` operations for every element of the output.
std::function<std::int64_t(const Call&)> per_element(std::int64_t each);

}  // namespace octosim::models::tensor
