/// \file read_operators.hpp  The operators of a Task Block in a workflow file.  Private to io/owg.
#pragma once
#include <vector>

#include "io/owg/checked_table.hpp"
#include "models/workload/owg.hpp"

namespace octosim::io::owg {

/// The rows `operator` of `block`; none if there are none.
/// \throws engine::ModelError, as CheckedTable.
std::vector<models::workload::Operator> read_operators(const CheckedTable& block);

/// That the operators of `work` agree with the rest of it: their MACs and operations with `macs` and `operations`, if
/// those are given, within kTolerance percent; one of them is `indexed` if the work depends on an index, else none.
/// \throws engine::ModelError at the line of the key, else of the block.
void check_operators(const CheckedTable& block, const models::workload::Work& work);

/// How far the rows may be from what `macs` and `operations` say.  Chosen: publishers round to three digits and leave
/// out biases, borders or heads of other sizes; a forgotten or doubled layer is most often more.
inline constexpr std::uint64_t kTolerance = 2;

}  // namespace octosim::io::owg
