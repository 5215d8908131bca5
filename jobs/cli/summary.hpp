/// \file summary.hpp  The table at the end of a run.
#pragma once
#include <cstdint>
#include <filesystem>

#include "engine/kernel/run.hpp"
#include "io/trace/run_info.hpp"
#include "jobs/cli/prepared.hpp"
#include "jobs/cli/tally.hpp"

namespace octosim::jobs::cli {

/// What a run cost, and how it was launched.
struct RunCosts {
  std::int32_t ranks = 1;
  double wall_seconds = 0;  ///< of all parts of the run, up to the checkpoints they were left at
  std::uint64_t restarts = 0, checkpoints = 0;
  double compute_imbalance = 0;  ///< greatest over mean of the time in handlers, over ranks
  double null_ratio = 0;         ///< of all batches sent, those without an event
};

/// Results of the whole run.  Definitions: utilization = busy cycles of all TBUs / (TBUs x makespan).
io::trace::Summary summarise(const Prepared& prepared, const engine::RunReport& report, const Totals& totals,
                             const RunCosts& costs);

/// What the control flow plane said, by kind; io/FORMAT.md says what the values mean.
void add_control(io::trace::Summary& summary, const Totals& totals);

/// The same with "host_" before the names of values that depend on machine, clock or rank count, as io/FORMAT.md asks.
io::trace::Summary for_trace(const io::trace::Summary& summary);

/// On standard output.
void print_summary(const io::trace::Summary& summary, const std::filesystem::path& directory);

}  // namespace octosim::jobs::cli
