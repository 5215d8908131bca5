/// \file validate.hpp  Whether a workflow graph is well formed, and how its Control Blocks nest.
#pragma once
#include <cstdint>
#include <vector>

#include "models/workload/owg.hpp"

namespace octosim::partition::workflow {

/// What a well formed graph turns out to be.  workload::kNone where there is nothing to say.
struct Structure {
  std::vector<std::uint32_t> topological;  ///< all blocks; of those that could come next, the one declared first
  std::vector<std::uint32_t> partner;      ///< by block: Expand <-> Collapse, Route <-> Merge
  std::vector<std::uint32_t> scope;        ///< by flow: the innermost Expand or Route whose bracket encloses it
  std::vector<std::uint32_t> branch;       ///< by flow: which output of its `scope`, if that is a Route
};

/// Checks, in this order:
/// - names: every block has one, no two the same; flows join blocks that exist;
/// - ends: one source without inputs, one sink without outputs;
/// - shape: Task Block >= 1 input and output; Route 1 input, >= 2 outputs; Merge >= 2 inputs, 1 output;
///   Expand 1 input, >= 1 output; Collapse >= 1 inputs and outputs (a copy goes to each);
/// - rules: properties exist; a Route has either a positive weight for at least `choose` outputs, one weight each, or
///   one increasing threshold for each output but the last; an Expand has a property, unless it is streamed;
/// - no cycle; every block lies on a path from the source to the sink;
/// - nesting: Route opens a bracket for each of its outputs and its one Merge closes them all; Expand opens one and its
///   one Collapse closes it; flows that meet at any other block are in the same brackets; none is open at the sink;
/// - at most one Expand is streamed, and all that the source feeds leads to it through Task Blocks alone.
/// A Merge may take several flows of one branch: it has an item when those of every branch chosen are there.
/// \throws engine::ModelError that names the rule, the blocks, and the path that shows the fault.
/// O((blocks + flows) log blocks).  Source of the rules: arXiv 2405.17221, II-B; details chosen.
Structure validate(const models::workload::Owg& owg);

}  // namespace octosim::partition::workflow
