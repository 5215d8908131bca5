/// \file noc_command.hpp  `octosim bench noc`.
#pragma once
#include <CLI/CLI.hpp>

#include "jobs/cli/commands.hpp"

namespace octosim::jobs::cli {

/// Adds it to the subcommands of `bench`.
void add_noc(CLI::App& benches, Action& action);

}  // namespace octosim::jobs::cli
