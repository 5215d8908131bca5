#include "jobs/cli/python_package.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/experiment/resolve_owg.hpp"
#include "jobs/cli/launch.hpp"

#ifndef OCTOSIM_PYTHON_DEFAULT
#define OCTOSIM_PYTHON_DEFAULT "/usr/bin/python3"
#endif

namespace octosim::jobs::cli {
namespace {

namespace fs = std::filesystem;

/// `package` below the first data folder that has it.  \throws SystemError naming every folder tried
fs::path find_package(const std::string& command, const std::string& package) {
  std::vector<std::string> tried;
  for (const fs::path& folder : io::experiment::data_folders()) {
    fs::path found = folder / package;
    std::error_code error;
    if (fs::is_regular_file(found / "__main__.py", error)) return found;
    tried.push_back(found.string());
  }
  throw engine::SystemError(
      fmt::format("octosim {}: its Python package was not found (tried {}; OCTOSIM_DATA "
                  "names a folder that has {})",
                  command, fmt::join(tried, ", "), package));
}

/// Becomes Python with the package and `words`; returns only by an error.
[[noreturn]] void become_python(const fs::path& package, const std::vector<std::string>& words) {
  const char* named = std::getenv("OCTOSIM_PYTHON");
  std::vector<std::string> all{named != nullptr && *named != '\0' ? named : OCTOSIM_PYTHON_DEFAULT, "-B",
                               package.string()};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> line;
  for (std::string& word : all) line.push_back(word.data());
  line.push_back(nullptr);
  execvp(line.front(), line.data());
  throw engine::SystemError(
      fmt::format("{}: cannot be executed ({}; the environment's OCTOSIM_PYTHON names another "
                  "Python 3.11)",
                  all.front(), std::strerror(errno)));
}

}  // namespace

void run_python_package(const std::string& name, const std::vector<std::string>& arguments) {
  if (was_launched()) {
    throw engine::ModelError(
        fmt::format("octosim {} starts runs of its own: call it without mpirun or srun; ranks of a run are an option "
                    "(octosim {} --help)",
                    name, name));
  }
  std::vector<std::string> words{"--octosim", fs::read_symlink("/proc/self/exe").string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  become_python(find_package(name, "jobs/" + name), words);
}

void run_python_command(const std::string& package, const std::string& command,
                        const std::vector<std::string>& arguments) {
  if (was_launched()) {
    throw engine::ModelError(fmt::format("octosim {} is one process: call it without mpirun or srun", command));
  }
  std::vector<std::string> words{command};
  words.insert(words.end(), arguments.begin(), arguments.end());
  become_python(find_package(command, package), words);
}

}  // namespace octosim::jobs::cli
