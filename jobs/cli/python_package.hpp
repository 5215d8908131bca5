/// \file python_package.hpp  Subcommands that are Python packages.
#pragma once
#include <string>
#include <vector>

namespace octosim::jobs::cli {

/// Becomes `PYTHON -B jobs/NAME --octosim THIS_PROGRAM ARGUMENTS...`; returns only by an error.  The package is looked
/// for in the data folders, as workflows are; the environment's OCTOSIM_PYTHON names another Python. \throws ModelError
/// under mpirun or srun: it starts runs of its own; SystemError if there is no package or no Python
[[noreturn]] void run_python_package(const std::string& name, const std::vector<std::string>& arguments);

/// Becomes `PYTHON -B PACKAGE COMMAND ARGUMENTS...`, likewise; `package`: its path below a data folder.
/// \throws ModelError under mpirun or srun: it is one process; SystemError if there is no package or no Python
[[noreturn]] void run_python_command(const std::string& package, const std::string& command,
                                     const std::vector<std::string>& arguments);

}  // namespace octosim::jobs::cli
