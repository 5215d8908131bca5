/// \file energy_report.hpp  The energy of a run: into its summary, out of the summary of a trace, as a table.
#pragma once
#include <cstdint>
#include <string>

#include "io/trace/run_info.hpp"
#include "models/hardware/energy.hpp"

namespace octosim::jobs::cli {

/// Appends the counters, the energy of each part, and what follows from them.  Energy of `cycles` cycles of the whole
/// machine, with `items` delivered.
void add_energy_values(io::trace::Summary& summary, const models::hardware::Hardware& hardware,
                       const models::hardware::Activity& activity, std::uint64_t cycles, std::uint64_t items);

/// The energy again, of the counters in `summary` of the trace `file`, with what `hardware` says an operation or a byte
/// costs.  \throws ModelError naming the counter that is not there
models::hardware::Energy energy_again(const io::trace::Summary& summary, const models::hardware::Hardware& hardware,
                                      const std::string& file);

std::string energy_table(const models::hardware::Energy& energy);
/// One object: the values that add_energy_values appends, without the counters.
std::string energy_json(const models::hardware::Energy& energy);

}  // namespace octosim::jobs::cli
