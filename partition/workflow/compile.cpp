#include "partition/workflow/compile.hpp"

#include <algorithm>
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

models::plan::Plan compile(workload::Owg owg, const workload::WorkloadSettings& workload,
                           const models::hardware::Hardware& hardware, const models::plan::ScheduleSettings& schedule,
                           std::uint64_t seed) {
  models::plan::Plan plan;
  plan.owg = std::move(owg);
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
  plan.clusters = shape_clusters(hardware.wafer, schedule.cluster_size, most_tasks);

  Expected expected = expect_work(plan.owg, structure, workload.frames(), hardware.tbu, workload.packet_cycles);
  plan.sub_owg_of.assign(plan.owg.blocks.size(), workload::kNone);
  for (std::uint32_t s = 0; s < plan.sub_owgs.size(); ++s) {
    models::plan::SubOwg& part = plan.sub_owgs[s];
    std::vector<double> work;
    for (const std::uint32_t b : part.tasks) {
      plan.sub_owg_of[b] = s;
      work.push_back(expected.runs[b] * expected.cycles[b]);
      part.expected_cycles += work.back();
    }
    part.tbu_tasks = assign_tbus(work, plan.clusters.size());
  }
  plan.expected_runs = std::move(expected.runs);
  plan.expected_cycles = std::move(expected.cycles);
  plan.partner = std::move(structure.partner);
  plan.scope = std::move(structure.scope);
  plan.branch = std::move(structure.branch);
  plan.topological = std::move(structure.topological);
  return plan;
}

}  // namespace octosim::partition::workflow
