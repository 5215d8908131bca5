#include "partition/workflow/compile.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/workflow/assign_tbus.hpp"
#include "partition/workflow/cluster_shape.hpp"
#include "partition/workflow/cut.hpp"
#include "partition/workflow/expected.hpp"
#include "partition/workflow/validate.hpp"

namespace octosim::partition::workflow {
namespace workload = models::workload;

namespace {

/// Task Blocks share the TBUs of a cluster in proportion to their work, each at least one; with fewer TBUs than that,
/// sub-OWGs do, and then the Task Blocks of each.  TBUs of a sub-OWG, and of a Task Block, follow each other.
void divide_tbus(models::plan::Plan& plan, const std::vector<std::vector<double>>& works) {
  const std::uint32_t tbus = plan.clusters.size();
  std::vector<double> all, sums;
  for (const auto& work : works) {
    all.insert(all.end(), work.begin(), work.end());
    sums.push_back(std::accumulate(work.begin(), work.end(), 0.0));
  }
  if (tbus < works.size()) {
    throw engine::ModelError{fmt::format(
        "schedule.cluster = \"static\": a cluster has {} TBUs (must be at least one for each of the {} sub-OWGs of "
        "workflow \"{}\"; see schedule.cluster_size)",
        tbus, works.size(), plan.owg.name)};
  }
  std::vector<std::uint32_t> share(works.size(), 0);
  if (tbus >= all.size()) {
    const std::vector<std::uint32_t> each = proportional(all, tbus);
    std::size_t task = 0;
    for (std::size_t s = 0; s < works.size(); ++s) {
      for (std::size_t t = 0; t < works[s].size(); ++t) share[s] += each[task++];
    }
  } else {
    share = proportional(sums, tbus);
  }
  std::uint32_t first = 0;
  for (std::size_t s = 0; s < works.size(); ++s) {
    auto& own = plan.sub_owgs[s].tbu_tasks;
    own.assign(tbus, {});
    const auto tasks = assign_tbus(works[s], share[s]);
    std::copy(tasks.begin(), tasks.end(), own.begin() + first);
    first += share[s];
  }
}

/// All on the first sub-OWG or, if a controller decides later, in proportion to work: clusters that read streams
/// earlier are given earlier sub-OWGs.
std::vector<std::uint32_t> first_owners(const models::plan::Plan& plan) {
  const std::uint32_t clusters = plan.clusters.count();
  std::vector<std::uint32_t> owners(clusters, 0);
  if (plan.schedule.balance_policy().central == nullptr || clusters < plan.sub_owgs.size()) return owners;
  std::vector<double> work;
  for (const auto& part : plan.sub_owgs) work.push_back(part.expected_cycles);
  const std::vector<std::uint32_t> share = proportional(work, clusters);
  std::uint32_t cluster = 0;
  for (std::uint32_t s = 0; s < share.size(); ++s) {
    for (std::uint32_t k = 0; k < share[s]; ++k) owners[cluster++] = s;
  }
  return owners;
}

}  // namespace

models::plan::Plan compile(workload::Owg owg, const workload::WorkloadSettings& workload,
                           const models::hardware::Hardware& hardware, const models::plan::ScheduleSettings& schedule,
                           std::uint64_t seed, std::shared_ptr<const workload::Recorded> recorded) {
  models::plan::Plan plan;
  plan.owg = std::move(owg);
  plan.recorded = std::move(recorded);
  plan.workload = workload;
  plan.hardware = hardware;
  plan.schedule = schedule;
  plan.seed = seed;
  Structure structure = validate(plan.owg);
  plan.sub_owgs = cut(plan.owg, structure);
  if (plan.sub_owgs.empty()) {
    throw engine::ModelError{fmt::format("workflow \"{}\": has no Task Block (must have at least one)", plan.owg.name)};
  }

  std::size_t most_tasks = 0;
  for (const auto& part : plan.sub_owgs) most_tasks = std::max(most_tasks, part.tasks.size());
  const bool divided = schedule.divides_clusters();
  const std::size_t need = divided ? hardware.wafer.tbu_rows * hardware.wafer.tbu_cols : most_tasks;
  plan.clusters = shape_clusters(hardware.wafer, schedule.cluster_size, need);

  Expected expected = expect_work(plan.owg, structure, workload.expected_frames(), hardware.tbu, workload.packet_cycles,
                                  plan.recorded.get());
  plan.sub_owg_of.assign(plan.owg.blocks.size(), workload::kNone);
  std::vector<std::vector<double>> works;
  for (std::uint32_t s = 0; s < plan.sub_owgs.size(); ++s) {
    models::plan::SubOwg& part = plan.sub_owgs[s];
    std::vector<double> work;
    for (const std::uint32_t b : part.tasks) {
      plan.sub_owg_of[b] = s;
      work.push_back(expected.runs[b] * expected.cycles[b]);
      part.expected_cycles += work.back();
    }
    works.push_back(std::move(work));
  }
  if (divided) {
    divide_tbus(plan, works);
  } else {
    for (std::uint32_t s = 0; s < works.size(); ++s) {
      plan.sub_owgs[s].tbu_tasks = assign_tbus(works[s], plan.clusters.size());
    }
  }
  plan.first_owner = first_owners(plan);
  plan.expected_runs = std::move(expected.runs);
  plan.expected_cycles = std::move(expected.cycles);
  plan.partner = std::move(structure.partner);
  plan.scope = std::move(structure.scope);
  plan.branch = std::move(structure.branch);
  plan.topological = std::move(structure.topological);
  return plan;
}

}  // namespace octosim::partition::workflow
