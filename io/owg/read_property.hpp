/// \file read_property.hpp  One [[property]] of a workflow file.  Private to io/owg.
#pragma once
#include "io/owg/checked_table.hpp"
#include "models/workload/distribution.hpp"

namespace octosim::io::owg {

/// \throws engine::ModelError, as CheckedTable.
models::workload::Property read_property(CheckedTable& table);

/// The largest value it can have; infinite if it wanders.
double largest_value(const models::workload::Property& property);

}  // namespace octosim::io::owg
