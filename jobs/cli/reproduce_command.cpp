#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/experiment/resolve_owg.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/launch.hpp"

#ifndef OCTOSIM_PYTHON_DEFAULT
#define OCTOSIM_PYTHON_DEFAULT "/usr/bin/python3"
#endif

namespace octosim::jobs::cli {
namespace {

namespace fs = std::filesystem;

/// jobs/reproduce below the first data folder that has it.  \throws SystemError naming every folder tried
fs::path find_package() {
  std::vector<std::string> tried;
  for (const fs::path& folder : io::experiment::data_folders()) {
    fs::path package = folder / "jobs" / "reproduce";
    std::error_code error;
    if (fs::is_regular_file(package / "__main__.py", error)) return package;
    tried.push_back(package.string());
  }
  throw engine::SystemError(
      fmt::format("octosim reproduce: its Python package was not found (tried {}; OCTOSIM_DATA "
                  "names a folder that has jobs/reproduce)",
                  fmt::join(tried, ", ")));
}

/// Becomes the Python program; returns only by an error.
int reproduce(const std::vector<std::string>& arguments) {
  if (was_launched()) {
    throw engine::ModelError(
        "octosim reproduce starts runs of its own: call it without mpirun or srun, with --ranks N");
  }
  const char* named = std::getenv("OCTOSIM_PYTHON");
  std::vector<std::string> words{named != nullptr && *named != '\0' ? named : OCTOSIM_PYTHON_DEFAULT, "-B",
                                 find_package().string(), "--octosim", fs::read_symlink("/proc/self/exe").string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> line;
  for (std::string& word : words) line.push_back(word.data());
  line.push_back(nullptr);
  execvp(line.front(), line.data());
  throw engine::SystemError(
      fmt::format("{}: cannot be executed ({}; the environment's OCTOSIM_PYTHON names another "
                  "Python 3.11)",
                  words.front(), std::strerror(errno)));
}

}  // namespace

void add_reproduce(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("reproduce", "Reproduce the evaluations of the Octopus and AutoChunk papers: runs and a report");
  command->set_help_flag();
  command->prefix_command();  // Python reads its options, --help too
  command->callback(
      [&action, command] { action = [arguments = command->remaining()](Launch&) { return reproduce(arguments); }; });
}

}  // namespace octosim::jobs::cli
