/// \file check_plan.hpp  Whether what a plan says of its own workflow can be: before anything is looked up in it.
#pragma once
#include <string>

#include "models/plan/plan.hpp"

namespace octosim::io::plan {

/// Checks that every index is in range, every table by block or flow as long as they are, every Task Block in one
/// sub-OWG, entries and exits those flows that cross its edge, every TBU of a cluster at work on tasks that exist,
/// every task served, and that the cluster map is that of the machine.  The workflow itself is for partition/workflow.
/// O(blocks + flows + tasks x TBUs).
/// \throws ModelError naming `file`, the path in it, the value and what must hold
void check_plan(const models::plan::Plan& plan, const std::string& file);

}  // namespace octosim::io::plan
