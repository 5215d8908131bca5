/// \file alive.hpp  Whole tensors that are alive while a row of operators is executed.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/chunk/tables.hpp"

namespace octosim::partition::chunk {

/// By position, the bytes of whole tensors that are alive before it: inputs and what earlier nodes made, until their
/// last use.  Views are part of their operand; constants lie outside.
std::vector<std::int64_t> alive_before(const Tables& tables, const std::vector<Node>& order);

}  // namespace octosim::partition::chunk
