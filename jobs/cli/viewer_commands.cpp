#include <string>

#include <CLI/CLI.hpp>

#include "jobs/cli/commands.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/python_package.hpp"

namespace octosim::jobs::cli {
namespace {

void add(CLI::App& app, Action& action, const std::string& name, const std::string& help) {
  auto* command = app.add_subcommand(name, help);
  command->set_help_flag();
  command->prefix_command();  // Python reads its options, --help too
  command->callback([&action, command, name] {
    action = [name, arguments = command->remaining()](Launch&) -> int {
      run_python_command("analysis/octosim_viewer", name, arguments);
    };
  });
}

}  // namespace

void add_report(CLI::App& app, Action& action) {
  add(app, action, "report", "Put one or two traces into a page that any browser shows");
}

void add_watch(CLI::App& app, Action& action) {
  add(app, action, "watch", "Watch a run that goes on, without disturbing it");
}

}  // namespace octosim::jobs::cli
