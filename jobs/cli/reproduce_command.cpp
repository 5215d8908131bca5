#include <CLI/CLI.hpp>

#include "jobs/cli/commands.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/python_package.hpp"

namespace octosim::jobs::cli {

void add_reproduce(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "reproduce", "Reproduce the evaluations of the Octopus and AutoChunk papers: runs and a report");
  command->set_help_flag();
  command->prefix_command();  // Python reads its options, --help too
  command->callback([&action, command] {
    action = [arguments = command->remaining()](Launch&) -> int { run_python_package("reproduce", arguments); };
  });
}

}  // namespace octosim::jobs::cli
