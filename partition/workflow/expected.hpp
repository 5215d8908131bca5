/// \file expected.hpp  How much work a workflow is expected to be.  Weights for plans, never results.
#pragma once
#include <cstdint>
#include <vector>

#include "models/hardware/settings.hpp"
#include "models/workload/owg.hpp"
#include "models/workload/recorded.hpp"
#include "partition/workflow/validate.hpp"

namespace octosim::partition::workflow {

struct Expected {
  std::vector<double> runs;    ///< by block: items it handles per frame
  std::vector<double> cycles;  ///< by block: of one item on one TBU; 0 for Control Blocks, source and sink
  std::vector<double> values;  ///< by block: mean of the property that its time depends on; 1 if it depends on none
  std::vector<double> scales;  ///< by block: mean of the property that scales its work; 1 if none does
};

/// `runs`: the product of the fan-outs and the chances of the branches that enclose the block, at expected properties.
/// A streamed Expand counts 1, for its item is cut into frames already; what comes after its Collapse runs once in
/// `frames` frames, those of a stream on average.  Inside a branch chosen by thresholds of a property, that property is
/// expected as the branch implies, up to the next Expand (whose children have properties of their own). `cycles`: of
/// the shape (models/plan/shape.hpp) that the Task Block has on `tbu`, an item cut into packets of at most
/// `packet_cycles`.
/// Continuous distributions are read at 4,096 quantiles.  What `recorded` (null: nothing) has of a property stands for
/// its distribution: of frames, or of items inside an Expand; above 4,096 values as the means of so many equal parts of
/// them in order, so that the mean stays.  \pre `structure` is that of `owg`; frames >= 1
/// \throws ModelError for a Task Block that is too large (models/plan/shape.hpp); the same on every rank.
Expected expect_work(const models::workload::Owg& owg, const Structure& structure, double frames,
                     const models::hardware::TbuSettings& tbu, std::uint64_t packet_cycles,
                     const models::workload::Recorded* recorded = nullptr);

/// By output: the chance to be among `choose` distinct outputs drawn one after another by weight.  Exact for one and
/// for all; else the integral over the arrival of exponential clocks, to about 1e-3.  \pre as `validate` checks
/// Source: weighted sampling without replacement as a race, Efraimidis and Spirakis, Inf. Process. Lett. 97, 2006.
std::vector<double> chances(const std::vector<double>& weights, std::uint32_t choose);

}  // namespace octosim::partition::workflow
