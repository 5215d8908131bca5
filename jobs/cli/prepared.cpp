#include "jobs/cli/prepared.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "engine/base/hash.hpp"
#include "engine/comm/first_rank.hpp"
#include "engine/comm/plain_bytes.hpp"
#include "io/experiment/describe.hpp"
#include "io/experiment/resolve_owg.hpp"
#include "io/experiment/resolve_recorded.hpp"
#include "io/owg/read_owg.hpp"
#include "io/owg/write_owg.hpp"
#include "io/plan/plan_settings.hpp"
#include "io/recorded/recording.hpp"
#include "jobs/cli/given_plan.hpp"
#include "jobs/cli/graph_work.hpp"
#include "jobs/cli/partition_choice.hpp"
#include "partition/workflow/compile.hpp"
#include "partition/workflow/recordable.hpp"

namespace octosim::jobs::cli {
namespace {

using io::experiment::Experiment;

void agree_on_hash(engine::Communicator& comm, std::uint64_t hash) {
  const auto all = comm.gather_all(engine::to_bytes(hash));
  engine::agree(comm, [&] {
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
      if (all[rank] == all.front()) continue;
      throw engine::ModelError{"rank " + std::to_string(rank) +
                               " read another experiment or workflow than rank 0 (do all ranks see the same files?)"};
    }
  });
}

/// The plan that was given, or that the checkpoint has; nothing if it is to be compiled.
std::optional<GivenPlan> given_plan(engine::Communicator& comm, const Asked& asked, const SavedExperiment* saved) {
  if (!asked.plan.empty()) return read_given_plan(comm, asked.plan);
  if (saved == nullptr || saved->plan_bytes.empty()) return std::nullopt;
  std::optional<GivenPlan> plan;
  engine::agree(comm, [&] { plan = parse_given_plan(saved->plan_bytes, "the plan of the checkpoint"); });
  return plan;
}

Experiment experiment_asked(const Asked& asked, const GivenPlan* plan, const SavedExperiment* saved) {
  if (!asked.experiment.empty()) return io::experiment::read_experiment(asked.experiment, asked.overrides);
  if (saved != nullptr) return io::experiment::parse_experiment(saved->text, saved->name, asked.overrides);
  if (plan != nullptr) return experiment_of(*plan, asked.overrides);
  // Named by an override, which takes any character, below what the user sets.
  std::vector<std::string> overrides{"name=" + std::filesystem::path{asked.workflow}.stem().string(),
                                     "workload.owg=" + asked.workflow};
  overrides.insert(overrides.end(), asked.overrides.begin(), asked.overrides.end());
  return io::experiment::parse_experiment("", "octosim compile", overrides);
}

models::workload::Owg workflow_asked(const Experiment& experiment, const Asked& asked, const SavedExperiment* saved) {
  if (saved != nullptr && asked.experiment.empty()) return io::owg::parse_owg(saved->owg_text, saved->name);
  const std::filesystem::path file = io::experiment::resolve_owg(experiment);
  return io::owg::read_owg(file, GraphWork{file.parent_path(), experiment.hardware});
}

/// Null if the experiment names none.
std::shared_ptr<const models::workload::Recorded> recording_asked(const Experiment& experiment,
                                                                  const models::workload::Owg& owg) {
  if (experiment.workload.recorded.empty()) return nullptr;
  const std::filesystem::path file = io::experiment::resolve_recorded(experiment);
  const auto structure = octosim::partition::workflow::validate(owg);
  auto recorded = std::make_shared<const models::workload::Recorded>(io::recorded::read_recording(file, owg));
  octosim::partition::workflow::check_recorded(*recorded, owg, structure, file.native());
  return recorded;
}

std::uint64_t digest_of(const std::shared_ptr<const models::workload::Recorded>& recorded) {
  return recorded ? models::workload::digest_of(*recorded) : 0;
}

/// The plan, with those settings of `experiment` that are not compiled into it.
/// \throws ModelError if the experiment is of another plan
models::plan::Plan checked_plan(GivenPlan plan, const Experiment& experiment, const Asked& asked,
                                const SavedExperiment* saved) {
  if (!asked.plan.empty()) expect_not_compiled(plan, asked.overrides);  // else as compared
  expect_same_settings(plan, experiment);
  if (!asked.experiment.empty() || saved != nullptr) {
    const auto owg = workflow_asked(experiment, asked, saved);
    if (io::owg::write_owg(owg) != io::owg::write_owg(plan.saved.plan.owg)) {
      throw engine::ModelError{
          fmt::format("{}: workload.owg = \"{}\" (is another workflow than that of {}; compile it "
                      "again, or run it alone)",
                      experiment.file.string(), experiment.workload.owg, plan.name)};
    }
    const bool same =
        asked.experiment.empty() || digest_of(recording_asked(experiment, owg)) == digest_of(plan.saved.plan.recorded);
    if (!same) {
      throw engine::ModelError{
          fmt::format("{}: workload.recorded = \"{}\" (has other values than {}; compile it again, or run it alone)",
                      experiment.file.string(), experiment.workload.recorded, plan.name)};
    }
  }
  io::plan::give_settings(plan.saved.plan, experiment);
  return std::move(plan.saved.plan);
}

models::plan::Plan compiled_plan(const Experiment& experiment, const Asked& asked, const SavedExperiment* saved) {
  auto owg = workflow_asked(experiment, asked, saved);
  auto recorded = recording_asked(experiment, owg);
  return octosim::partition::workflow::compile(std::move(owg), experiment.workload, experiment.hardware,
                                               experiment.schedule, experiment.run.seed, std::move(recorded));
}

}  // namespace

std::uint64_t run_hash(const Experiment& experiment, const std::string& owg_text, std::uint64_t recording_digest) {
  const std::uint64_t hash = engine::hash_text(owg_text, io::experiment::experiment_hash(experiment));
  return recording_digest == 0 ? hash : engine::mix(hash, recording_digest);
}

Prepared prepare(engine::Communicator& comm, const Asked& asked, const SavedExperiment* saved) {
  Prepared prepared;
  const std::int32_t ranks = asked.ranks == 0 ? comm.size() : asked.ranks;
  std::optional<GivenPlan> given = given_plan(comm, asked, saved);
  engine::agree(comm, [&] {
    prepared.experiment = experiment_asked(asked, given ? &*given : nullptr, saved);
    if (given) prepared.plan_bytes = given->bytes;
    auto plan = given ? checked_plan(std::move(*given), prepared.experiment, asked, saved)
                      : compiled_plan(prepared.experiment, asked, saved);
    prepared.owg_text = io::owg::write_owg(plan.owg);
    prepared.recording_digest = digest_of(plan.recorded);
    prepared.hash = run_hash(prepared.experiment, prepared.owg_text, prepared.recording_digest);
    prepared.plan_digest = io::plan::plan_digest(plan);
    prepared.program = std::make_unique<models::plan::Program>(std::move(plan));
    octosim::partition::wafer::expect_enough_clusters(prepared.program->cells(), ranks);
  });
  agree_on_hash(comm, engine::mix(prepared.hash, prepared.plan_digest));
  const auto& plan = prepared.program->cells();
  const std::uint64_t most = prepared.experiment.run.active_ranks;
  const auto active =
      most == 0 ? ranks : static_cast<std::int32_t>(std::min<std::uint64_t>(most, static_cast<std::uint64_t>(ranks)));
  auto owners = engine::from_first_rank(comm, [&] { return ranks_of_clusters(plan, active, asked.partition); });
  prepared.ranks = octosim::partition::wafer::map_of(plan, ranks, std::move(owners));
  return prepared;
}

}  // namespace octosim::jobs::cli
