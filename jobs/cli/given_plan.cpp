#include "jobs/cli/given_plan.hpp"

#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/experiment/describe.hpp"
#include "io/experiment/sections.hpp"
#include "io/plan/plan_settings.hpp"
#include "jobs/cli/setting_difference.hpp"
#include "jobs/cli/text_of_first.hpp"
#include "partition/workflow/validate.hpp"

namespace octosim::jobs::cli {
namespace {

using io::experiment::Experiment;

/// Whether another value of the setting "section.key" would need another plan.
bool is_compiled(const std::string& key) {
  const Experiment defaults;
  bool found = key == "preset";
  io::experiment::for_each_row(defaults, [&](std::string_view section, const auto&, const auto& row) {
    found = found || (key == fmt::format("{}.{}", section, row.key) && io::plan::is_of_plan(section, row.key) &&
                      row.effect == engine::Effect::kResults);
  });
  return found;
}

Experiment named(const GivenPlan& plan) {
  Experiment experiment = io::plan::experiment_of(plan.saved.plan);
  experiment.name = plan.saved.experiment;
  experiment.description = plan.saved.description;
  return experiment;
}

/// \throws ModelError if the tables that follow from the workflow alone are not those of the plan
void check_structure(const models::plan::Plan& plan, const std::string& name) {
  partition::workflow::Structure structure;
  try {
    structure = partition::workflow::validate(plan.owg);
  } catch (const engine::ModelError& error) {
    throw engine::ModelError{fmt::format("{}: {}", name, error.what())};
  }
  const auto expect = [&](const char* path, const auto& said, const auto& is) {
    if (said == is) return;
    throw engine::ModelError{fmt::format("{}: /plan/{}: is not that of its workflow (compile it again)", name, path)};
  };
  expect("topological", plan.topological, structure.topological);
  expect("partner", plan.partner, structure.partner);
  expect("scope", plan.scope, structure.scope);
  expect("branch", plan.branch, structure.branch);
}

}  // namespace

GivenPlan parse_given_plan(std::string bytes, const std::string& name) {
  GivenPlan plan{.name = name, .bytes = std::move(bytes), .saved = {}};
  plan.saved = io::plan::parse_plan(plan.bytes, name);
  check_structure(plan.saved.plan, name);
  return plan;
}

GivenPlan read_given_plan(engine::Communicator& comm, const std::filesystem::path& file) {
  std::string bytes;
  engine::agree(comm, [&] {
    if (comm.rank() == engine::Rank{0}) bytes = io::plan::read_bytes(file);
  });
  bytes = text_of_first(comm, bytes);
  GivenPlan plan;
  engine::agree(comm, [&] { plan = parse_given_plan(std::move(bytes), file.native()); });
  return plan;
}

Experiment experiment_of(const GivenPlan& plan, const std::vector<std::string>& overrides) {
  return io::experiment::parse_experiment(io::experiment::canonical_text(named(plan)), plan.name, overrides);
}

void expect_not_compiled(const GivenPlan& plan, const std::vector<std::string>& overrides) {
  for (const std::string& text : overrides) {
    if (!is_compiled(text.substr(0, text.find('=')))) continue;
    throw engine::ModelError{fmt::format(
        "--set {}: is compiled into {} (must not be set with a plan; compile it again, with octosim compile --set {})",
        text, plan.name, text)};
  }
}

void expect_same_settings(const GivenPlan& plan, const Experiment& experiment) {
  const std::string difference = first_difference(
      io::experiment::canonical_text(experiment), io::experiment::canonical_text(named(plan)), plan.name,
      [](const std::string& key) { return is_compiled(key) && key != "workload.owg" && key != "workload.recorded"; });
  if (difference.empty()) return;
  throw engine::ModelError{
      fmt::format("{}: {}; compile the plan again, or run it alone", experiment.file.string(), difference)};
}

}  // namespace octosim::jobs::cli
