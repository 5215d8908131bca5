/// \file summary.hpp  The table at the end of a run.
#pragma once
#include <cstdint>
#include <filesystem>

#include "engine/kernel/run.hpp"
#include "io/trace/run_info.hpp"
#include "jobs/cli/prepared.hpp"
#include "jobs/cli/tally.hpp"

namespace octosim::jobs::cli {

/// Results of the whole run.  Definitions: utilization = busy cycles of all TBUs / (TBUs x makespan).
io::trace::Summary summarise(const Prepared& prepared, const engine::RunReport& report, const Totals& totals,
                             std::int32_t ranks, double wall_seconds);

/// The same with "host_" before the names of values that depend on machine, clock or rank count, as io/FORMAT.md asks.
io::trace::Summary for_trace(const io::trace::Summary& summary);

io::trace::EngineRow engine_row(const engine::RankStatistics& statistics);

/// On standard output.
void print_summary(const io::trace::Summary& summary, const std::filesystem::path& directory);

}  // namespace octosim::jobs::cli
