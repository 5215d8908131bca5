/// \file given_plan.hpp  A plan that was compiled before, and what may still be said beside it.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "io/experiment/experiment.hpp"
#include "io/plan/plan_file.hpp"

namespace octosim::jobs::cli {

/// Of the option --plan, for --help.
inline const char* plan_help() { return "a compiled plan, of octosim compile: nothing is compiled again"; }

struct GivenPlan {
  std::string name;   ///< of its file, for messages
  std::string bytes;  ///< of its file
  io::plan::SavedPlan saved;
};

/// Rank 0 reads it, for all.  Collective.
/// \throws ModelError, SystemError, the same on every rank, as io::plan::read_plan
GivenPlan read_given_plan(engine::Communicator& comm, const std::filesystem::path& file);

/// Checks that the workflow is well formed and that the plan says of its nesting and order what is so.
/// \throws ModelError if `bytes`, as read_given_plan has them, are no good plan
GivenPlan parse_given_plan(std::string bytes, const std::string& name);

/// The experiment that the plan was compiled from, as far as the plan has it, with `overrides`.
/// \throws ModelError as parse_experiment
io::experiment::Experiment experiment_of(const GivenPlan& plan, const std::vector<std::string>& overrides);

/// \throws ModelError naming the first of `overrides` that sets what is compiled into the plan
void expect_not_compiled(const GivenPlan& plan, const std::vector<std::string>& overrides);

/// \throws ModelError naming the first setting of `experiment` that is compiled into the plan with another value
void expect_same_settings(const GivenPlan& plan, const io::experiment::Experiment& experiment);

}  // namespace octosim::jobs::cli
