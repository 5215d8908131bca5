/// The octosim command.
#include <cstdio>
#include <cstring>
#include <string>

#include <CLI/CLI.hpp>

#include "engine/base/error.hpp"
#include "engine/comm/mpi/mpi_communicator.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/version.hpp"

namespace octosim::jobs::cli {
namespace {

/// One line, from one rank.
void complain(const std::string& message) {
  std::string line = message;
  for (char& c : line) c = c == '\n' ? ' ' : c;
  std::fprintf(stderr, "octosim: error: %s\n", line.c_str());
  std::fflush(stderr);
}

int execute(const Action& action, Launch& launch) {
  const bool first = launch.comm().rank() == engine::Rank{0};
  try {
    return action(launch);
  } catch (const engine::StallError& error) {
    if (first) complain(error.what());
    return kFailed;
  } catch (const engine::ModelError& error) {
    if (first) complain(error.what());
    return kBadInput;
  } catch (const engine::SystemError& error) {
    if (first) complain(error.what());
    return kFailed;
  } catch (const std::exception& error) {
    // A LocalError, or a fault of ours: the other ranks are still at work and would wait for this one.
    complain(error.what());
    std::fflush(stdout);
    launch.comm().abort(kFailed);
    return kFailed;
  }
}

int command(int argc, char** argv) {
  CLI::App app{"octosim: a parallel, deterministic simulator of the Octopus wafer-scale architecture"};
  app.name("octosim");
  app.set_version_flag("--version", std::string{"octosim "} + kVersion + ", " + engine::mpi_library());
  app.require_subcommand(0, 1);  // none is refused below: CLI11 would refuse an unknown one as if it were missing
  Action action;
  add_run(app, action);
  add_check(app, action);
  add_compile(app, action);
  add_partition(app, action);
  add_import(app, action);
  add_verify(app, action);
  add_info(app, action);
  add_recover(app, action);
  add_diff(app, action);
  add_model(app, action);
  add_chunk(app, action);
  add_bench(app, action);
  add_project(app, action);
  add_area(app, action);
  add_energy(app, action);
  add_state(app, action);
  add_record(app, action);
  add_reproduce(app, action);
  add_sweep(app, action);
  add_report(app, action);
  add_watch(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    if (launched_rank() == 0) complain(error.what() + std::string{" (see octosim --help)"});
    return kBadInput;
  }
  if (!action) {
    if (launched_rank() == 0) complain("a command is missing (see octosim --help)");
    return kBadInput;
  }
  try {
    Launch launch{argc, argv};
    return execute(action, launch);
  } catch (const engine::ModelError& error) {
    if (launched_rank() == 0) complain(error.what());
    return kBadInput;
  } catch (const std::exception& error) {
    complain(error.what());
    return kFailed;
  }
}

}  // namespace
}  // namespace octosim::jobs::cli

int main(int argc, char** argv) { return octosim::jobs::cli::command(argc, argv); }
