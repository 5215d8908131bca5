/// \file commands.hpp  The subcommands of octosim.  Each adds itself to the command line and, if chosen, returns what
/// to execute.
#pragma once
#include <functional>
#include <memory>

namespace CLI {
class App;
}

namespace octosim::jobs::cli {

class Launch;

/// Set by the chosen subcommand; called once the command line is known to be good.  Returns the exit status.
using Action = std::function<int(Launch&)>;

void add_run(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_compile(CLI::App& app, Action& action);
void add_partition(CLI::App& app, Action& action);
void add_import(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_info(CLI::App& app, Action& action);
void add_recover(CLI::App& app, Action& action);
void add_diff(CLI::App& app, Action& action);
void add_model(CLI::App& app, Action& action);
void add_chunk(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);
void add_project(CLI::App& app, Action& action);
void add_area(CLI::App& app, Action& action);
void add_energy(CLI::App& app, Action& action);
void add_record(CLI::App& app, Action& action);
void add_state(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);
void add_reproduce(CLI::App& app, Action& action);
void add_sweep(CLI::App& app, Action& action);
void add_watch(CLI::App& app, Action& action);

}  // namespace octosim::jobs::cli
