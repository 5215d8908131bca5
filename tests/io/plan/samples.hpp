/// \file samples.hpp  Plans that were compiled, for tests of their file.
#pragma once
#include <string>

#include "io/experiment/experiment.hpp"
#include "io/experiment/resolve_owg.hpp"
#include "io/owg/read_owg.hpp"
#include "io/plan/plan_file.hpp"
#include "partition/workflow/compile.hpp"

namespace octosim::io::plan::test {

/// `experiment`: a file of jobs/experiments, without its ending.
inline SavedPlan compiled(const std::string& experiment) {
  const auto asked = experiment::read_experiment(OCTOSIM_SOURCE_DIR "/jobs/experiments/" + experiment + ".toml");
  return {.plan = partition::workflow::compile(owg::read_owg(experiment::resolve_owg(asked)), asked.workload,
                                               asked.hardware, asked.schedule, asked.run.seed),
          .experiment = asked.name,
          .description = asked.description,
          .writer = "0.1.0"};
}

}  // namespace octosim::io::plan::test
