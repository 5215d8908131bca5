/// \file compile.hpp  From a workflow, a machine and a schedule to the Plan that says what runs where.
#pragma once
#include <cstdint>
#include <memory>

#include "models/hardware/settings.hpp"
#include "models/plan/plan.hpp"
#include "models/plan/settings.hpp"
#include "models/workload/owg.hpp"
#include "models/workload/recorded.hpp"
#include "models/workload/settings.hpp"

namespace octosim::partition::workflow {

/// Validates `owg`, cuts it into sub-OWGs at its Control Blocks, gives the wafer clusters of the standard size, and the
/// TBUs of a cluster to the Task Blocks of each sub-OWG in proportion to their expected work.  A pure function: the
/// same on every rank.
/// The standard size is schedule.cluster_size or, if that is 0, the most Task Blocks of any sub-OWG, rounded up.
/// What `recorded` (null: nothing) has of a property stands for its distribution.  \pre check_recorded() holds
/// \throws engine::ModelError as `validate` and `shape_clusters`; and for a workflow without Task Blocks.
models::plan::Plan compile(models::workload::Owg owg, const models::workload::WorkloadSettings& workload,
                           const models::hardware::Hardware& hardware, const models::plan::ScheduleSettings& schedule,
                           std::uint64_t seed, std::shared_ptr<const models::workload::Recorded> recorded = nullptr);

}  // namespace octosim::partition::workflow
