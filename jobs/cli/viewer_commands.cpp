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

/// analysis/octosim_viewer below the first data folder that has it.  \throws SystemError naming every folder tried
fs::path find_viewer(const std::string& command) {
  std::vector<std::string> tried;
  for (const fs::path& folder : io::experiment::data_folders()) {
    fs::path package = folder / "analysis" / "octosim_viewer";
    std::error_code error;
    if (fs::is_regular_file(package / "__main__.py", error)) return package;
    tried.push_back(package.string());
  }
  throw engine::SystemError(
      fmt::format("octosim {}: its Python package was not found (tried {}; OCTOSIM_DATA names a folder that has "
                  "analysis/octosim_viewer)",
                  command, fmt::join(tried, ", ")));
}

/// Becomes the Python program; returns only by an error.
[[noreturn]] void become_viewer(const std::string& command, const std::vector<std::string>& arguments) {
  if (was_launched()) {
    throw engine::ModelError(fmt::format("octosim {} is one process: call it without mpirun or srun", command));
  }
  const char* named = std::getenv("OCTOSIM_PYTHON");
  std::vector<std::string> words{named != nullptr && *named != '\0' ? named : OCTOSIM_PYTHON_DEFAULT, "-B",
                                 find_viewer(command).string(), command};
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

void add(CLI::App& app, Action& action, const std::string& name, const std::string& help) {
  auto* command = app.add_subcommand(name, help);
  command->set_help_flag();
  command->prefix_command();  // Python reads its options, --help too
  command->callback([&action, command, name] {
    action = [name, arguments = command->remaining()](Launch&) -> int { become_viewer(name, arguments); };
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
