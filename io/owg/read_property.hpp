/// \file read_property.hpp  One [[property]] of a workflow file.  Private to io/owg.
#pragma once
#include "io/owg/checked_table.hpp"
#include "models/workload/distribution.hpp"

namespace octosim::io::owg {

/// \throws engine::ModelError, as CheckedTable.
models::workload::Property read_property(CheckedTable& table);

/// The largest value the distribution can give.
double largest_value(const models::workload::Distribution& distribution);

}  // namespace octosim::io::owg
