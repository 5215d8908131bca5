/// \file print_shapes.hpp  How the Task Blocks of a workflow fit the TBU, for people to read.
#pragma once
#include <string>

#include "models/plan/program.hpp"

namespace octosim::partition::workflow {

/// A row for each Task Block, of one item at expected properties: its cycles on one TBU, the packets it is cut into,
/// cycles of a packet, the share of PE-cycles that do a MAC or an operation, the SRAM a packet needs (pinned weights,
/// and its part of the activations; `+` if that is more than a TBU has), and its cycles on 1, 2, 4 and 8 TBUs.
/// Columns are explained in docs/shaping.md.  \throws ModelError as `Program::work`; the same on every rank.
std::string print_shapes(const models::plan::Program& program);

/// Cycles of `work` on `tbus` TBUs that take its packets in turn: those of the TBU with the most.  \pre tbus >= 1
std::uint64_t cycles_on(const models::plan::TaskWork& work, std::uint32_t tbus);

}  // namespace octosim::partition::workflow
