/// \file tabulate.hpp  From the columns of a file to what the models look up.
#pragma once
#include "io/recorded/table.hpp"
#include "models/workload/owg.hpp"
#include "models/workload/recorded.hpp"

namespace octosim::io::recorded {

/// Checks every rule of FORMAT.md but whether blocks look at what was recorded (partition/workflow/recordable.hpp).
/// The same for the same rows in any order, and for columns in any order.  O(n) if rows are in order, else O(n log n).
/// \throws engine::ModelError naming place, column, value and what is allowed
models::workload::Recorded tabulate(const Table& table, const models::workload::Owg& owg);

}  // namespace octosim::io::recorded
