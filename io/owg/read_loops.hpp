/// \file read_loops.hpp  The chunk loops of a Task Block in a workflow file.  Private to io/owg.
#pragma once
#include <vector>

#include "io/owg/checked_table.hpp"
#include "models/workload/owg.hpp"

namespace octosim::io::owg {

/// The rows `loop` of `block`; none if there are none.
/// \throws ModelError naming file, line, key, value and what is allowed; for what a loop, or all of them, cannot be.
std::vector<models::workload::ChunkLoop> read_loops(const CheckedTable& block);

/// The rows `tensor` of `block`: where the whole tensors between its loops lie, for people.  \throws ModelError
/// likewise
std::vector<models::workload::WholeTensor> read_tensors(const CheckedTable& block);

/// That nothing else in `work` says what the loops say.  \throws ModelError
void check_loops(const CheckedTable& block, const models::workload::Work& work);

}  // namespace octosim::io::owg
