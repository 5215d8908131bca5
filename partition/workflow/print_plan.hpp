/// \file print_plan.hpp  A Plan for people to read.
#pragma once
#include <string>

#include "models/plan/plan.hpp"

namespace octosim::partition::workflow {

/// Each sub-OWG with its share of the expected work and the TBUs of each Task Block; then the clusters of a chiplet.
std::string print_plan(const models::plan::Plan& plan);

}  // namespace octosim::partition::workflow
