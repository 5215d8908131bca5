/// \file assign_tbus.hpp  Which Task Blocks each TBU of a cluster serves.
#pragma once
#include <cstdint>
#include <vector>

namespace octosim::partition::workflow {

/// `tbus` shares of at least 1 in proportion to work[t], by largest remainder; of equal ones the first.
/// \pre tbus >= work.size() >= 1, each >= 0
std::vector<std::uint32_t> proportional(const std::vector<double>& work, std::uint32_t tbus);

/// Shares `tbus` TBUs among Task Blocks by `work[t]`, the expected work of task t; tasks in topological order.
/// With enough TBUs each task has at least one, the rest in proportion to work by largest remainder (of equal ones the
/// more upstream), each TBU serves one task, and the TBUs of a task follow each other.
/// With fewer TBUs than tasks each TBU serves a run of tasks, so that the largest run is as small as it can be (of such
/// cuts the one that gives most to the first TBUs).
/// \returns by TBU: positions of its tasks, most downstream first; never empty.  Every task has a TBU.
/// \pre tbus >= 1, work not empty, each >= 0.  O(tasks^2 x tbus).  Source: chosen.
std::vector<std::vector<std::uint32_t>> assign_tbus(const std::vector<double>& work, std::uint32_t tbus);

}  // namespace octosim::partition::workflow
