/// \file print_recorded.hpp  What of a plan is recorded instead of drawn, as text.
#pragma once
#include <string>

#include "models/plan/plan.hpp"

namespace octosim::partition::workflow {

/// Which properties, of what; how many videos and frames there are, and how often the streams repeat them.  Some lines,
/// each ended; empty if nothing is recorded.
std::string print_recorded(const models::plan::Plan& plan);

}  // namespace octosim::partition::workflow
