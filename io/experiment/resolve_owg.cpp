#include "io/experiment/resolve_owg.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "engine/base/error.hpp"

#ifndef OCTOSIM_DATA_DIR
#define OCTOSIM_DATA_DIR ""
#endif

namespace octosim::io::experiment {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> kShipped{"er", "dpsr", "sfr", "cmr", "osvos", "ocr", "moe"};

std::vector<fs::path> candidates(const Experiment& experiment, const std::vector<fs::path>& folders) {
  const fs::path owg = experiment.workload.owg;
  std::vector<fs::path> files{experiment.file.parent_path() / owg};
  if (!is_shipped(experiment.workload.owg)) {
    if (files.front() != owg) files.push_back(owg);
    return files;
  }
  for (const fs::path& folder : folders) {
    files.push_back(folder / "jobs" / "workloads" / (experiment.workload.owg + ".toml"));
    files.push_back(folder / "workloads" / (experiment.workload.owg + ".toml"));
  }
  return files;
}

}  // namespace

bool is_shipped(std::string_view name) { return std::find(kShipped.begin(), kShipped.end(), name) != kShipped.end(); }

std::vector<fs::path> data_folders_of(const fs::path& program) {
  std::vector<fs::path> folders;
  if (const char* data = std::getenv("OCTOSIM_DATA"); data != nullptr && *data != '\0') folders.emplace_back(data);
  const fs::path above = program.parent_path().parent_path();
  std::error_code error;
  if (const fs::path installed = above / "share" / "octosim"; fs::is_directory(installed, error)) {
    folders.push_back(installed);
    return folders;
  }
  if (!std::string_view{OCTOSIM_DATA_DIR}.empty()) folders.emplace_back(OCTOSIM_DATA_DIR);
  folders.push_back(above);
  folders.push_back(above.parent_path());
  return folders;
}

std::vector<fs::path> data_folders() {
  std::error_code error;
  return data_folders_of(fs::read_symlink("/proc/self/exe", error));
}

fs::path resolve_owg(const Experiment& experiment, const std::vector<fs::path>& folders) {
  std::string tried;
  for (const fs::path& file : candidates(experiment, folders)) {
    std::error_code error;
    if (fs::is_regular_file(file, error)) return file;
    tried += (tried.empty() ? "" : ", ") + file.string();
  }
  throw engine::ModelError(fmt::format("{}: workload.owg = \"{}\" (must be a workflow file or one of {}; tried {})",
                                       experiment.file.string(), experiment.workload.owg, fmt::join(kShipped, ", "),
                                       tried));
}

fs::path resolve_owg(const Experiment& experiment) { return resolve_owg(experiment, data_folders()); }

}  // namespace octosim::io::experiment
