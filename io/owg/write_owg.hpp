/// \file write_owg.hpp  From an OWG to the text of a workflow file (TOML, see FORMAT.md).
#pragma once
#include <string>

#include "models/workload/owg.hpp"

namespace octosim::io::owg {

/// The text of `owg`: the same text for the same OWG, and parse_owg gives back the same OWG, every number exactly.
/// Members that mean nothing for their kind (the work of a Route, the deviation of a constant) are not written.
/// \throws engine::ModelError naming the block or property if an index in `owg` is out of range or a count is above
/// what the format holds (2^53).
std::string write_owg(const models::workload::Owg& owg);

}  // namespace octosim::io::owg
