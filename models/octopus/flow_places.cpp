#include "models/octopus/flow_places.hpp"

#include <algorithm>

#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

FlowPlaces::FlowPlaces(const Site& site, std::uint16_t sub_owg) : plan_{site.program->plan()}, nodes_{site.node} {
  for (std::uint32_t tbu = 0; tbu < plan_.clusters.size(); ++tbu) {
    const std::uint32_t node = plan::nearest_node_of_tbu(plan_, site.cluster, tbu, site.node);
    const auto known = std::find(nodes_.begin(), nodes_.end(), node);
    of_tbu_.push_back(static_cast<std::uint32_t>(known - nodes_.begin()));
    if (known == nodes_.end()) nodes_.push_back(node);
  }
  const auto& tasks = site.program->station(sub_owg).tasks;
  const plan::ScheduleSettings& schedule = plan_.schedule;
  of_task_.resize(tasks.size());
  for (std::uint32_t task = 0; task < tasks.size(); ++task) {
    stays_.push_back(tasks[task].stays);
    for (std::uint32_t tbu = 0; tbu < plan_.clusters.size(); ++tbu) {
      const auto& planned = plan_.sub_owgs[sub_owg].tbu_tasks[tbu];
      const bool may = schedule.tbu_policy().planned ? std::count(planned.begin(), planned.end(), task) != 0
                                                     : !schedule.divides_clusters() || !planned.empty();
      auto& places = of_task_[task];
      if (may && std::count(places.begin(), places.end(), of(task, tbu)) == 0) places.push_back(of(task, tbu));
    }
  }
}

std::uint32_t FlowPlaces::hops(std::uint32_t place, std::uint32_t tbu) const {
  return plan::hops_between(plan_, nodes_[place], nodes_[of_tbu_[tbu]]);
}

}  // namespace octosim::models::octopus
