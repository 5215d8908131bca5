/// \file hand_made_plan.hpp  Plans written by hand, without the compiler that makes them from a workflow.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/plan/plan.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::test {

/// One chiplet of 4 x 4 TBUs in clusters of 2 x 2.
struct HandMadePlan {
  models::plan::Plan plan;

  explicit HandMadePlan(const OwgBuilder& builder) : builder_{builder} {
    plan.owg = builder.build();
    const std::size_t blocks = plan.owg.blocks.size(), flows = plan.owg.flows.size();
    plan.sub_owg_of.assign(blocks, workload::kNone);
    plan.partner.assign(blocks, workload::kNone);
    plan.scope.assign(flows, workload::kNone);
    plan.branch.assign(flows, workload::kNone);
    plan.hardware.wafer = {.chiplet_rows = 1, .chiplet_cols = 1, .tbu_rows = 4, .tbu_cols = 4};
    plan.clusters = {.height = 2, .width = 2, .rows = 2, .cols = 2, .per_chiplet_rows = 2, .per_chiplet_cols = 2};
    plan.workload.videos = 1;
    frames(1);
  }
  /// Task Blocks in topological order; every flow that leaves or enters them is an exit or entry.
  HandMadePlan& sub_owg(std::initializer_list<const char*> tasks) {
    const auto number = static_cast<std::uint32_t>(plan.sub_owgs.size());
    models::plan::SubOwg sub;
    for (const char* task : tasks) {
      sub.tasks.push_back(builder_.block_index(task));
      plan.sub_owg_of[sub.tasks.back()] = number;
    }
    const auto inside = [&](std::uint32_t block) {
      return std::find(sub.tasks.begin(), sub.tasks.end(), block) != sub.tasks.end();
    };
    for (std::uint32_t flow = 0; flow < plan.owg.flows.size(); ++flow) {
      const auto& ends = plan.owg.flows[flow];
      if (inside(ends.to) && !inside(ends.from)) sub.entries.push_back(flow);
      if (inside(ends.from) && !inside(ends.to)) sub.exits.push_back(flow);
    }
    plan.sub_owgs.push_back(std::move(sub));
    return *this;
  }
  HandMadePlan& partners(const std::string& opens, const std::string& closes) {
    plan.partner[builder_.block_index(opens)] = builder_.block_index(closes);
    plan.partner[builder_.block_index(closes)] = builder_.block_index(opens);
    return *this;
  }
  HandMadePlan& branches(std::vector<std::uint32_t> by_flow) {
    plan.branch = std::move(by_flow);
    return *this;
  }
  HandMadePlan& frames(std::uint64_t count) {
    plan.workload.rate = 1;
    plan.workload.minutes = static_cast<double>(count) / 60;
    return *this;
  }

 private:
  OwgBuilder builder_;
};

}  // namespace octosim::test
