/// \file print_loops.hpp  The chunk loops of Task Blocks, and where their whole tensors lie, for people to read.
#pragma once
#include <string>

#include "models/plan/program.hpp"

namespace octosim::partition::workflow {

/// A table for each Task Block that is chunked: of each loop, slices and cycles of one, and bytes of an item to TBUs
/// (with what one TBU keeps), from them, and of those from DRAM and to DRAM; then its whole tensors, first those in
/// DRAM. Empty where none is chunked.
std::string print_loops(const models::plan::Program& program);

}  // namespace octosim::partition::workflow
