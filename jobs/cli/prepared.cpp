#include "jobs/cli/prepared.hpp"

#include <span>

#include "engine/base/hash.hpp"
#include "engine/comm/first_rank.hpp"
#include "engine/comm/plain_bytes.hpp"
#include "io/experiment/describe.hpp"
#include "io/experiment/resolve_owg.hpp"
#include "io/owg/read_owg.hpp"
#include "io/owg/write_owg.hpp"
#include "jobs/cli/partition_choice.hpp"
#include "partition/workflow/compile.hpp"

namespace octosim::jobs::cli {
namespace {

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

}  // namespace

Prepared prepare(engine::Communicator& comm, const std::filesystem::path& file,
                 const std::vector<std::string>& overrides, std::int32_t ranks, const std::string& partition,
                 const SavedExperiment* saved) {
  Prepared prepared;
  if (ranks == 0) ranks = comm.size();
  engine::agree(comm, [&] {
    prepared.experiment = saved != nullptr ? io::experiment::parse_experiment(saved->text, saved->name, overrides)
                                           : io::experiment::read_experiment(file, overrides);
    const auto& experiment = prepared.experiment;
    auto owg = saved != nullptr ? io::owg::parse_owg(saved->owg_text, saved->name)
                                : io::owg::read_owg(io::experiment::resolve_owg(experiment));
    prepared.owg_text = io::owg::write_owg(owg);
    prepared.hash = engine::hash_text(prepared.owg_text, io::experiment::experiment_hash(experiment));
    prepared.program = std::make_unique<models::plan::Program>(octosim::partition::workflow::compile(
        std::move(owg), experiment.workload, experiment.hardware, experiment.schedule, experiment.run.seed));
    octosim::partition::wafer::expect_enough_clusters(prepared.program->plan(), ranks);
  });
  agree_on_hash(comm, prepared.hash);
  const auto& plan = prepared.program->plan();
  auto owners = engine::from_first_rank(comm, [&] { return ranks_of_clusters(plan, ranks, partition); });
  prepared.ranks = octosim::partition::wafer::map_of(plan, ranks, std::move(owners));
  return prepared;
}

}  // namespace octosim::jobs::cli
