#include "io/experiment/resolve_recorded.hpp"

#include <system_error>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::experiment {

std::filesystem::path resolve_recorded(const Experiment& experiment) {
  const std::filesystem::path here = experiment.workload.recorded, beside = experiment.file.parent_path() / here;
  std::error_code error;
  for (const auto& file : {beside, here}) {
    if (std::filesystem::is_regular_file(file, error)) return file;
  }
  const std::string also = beside == here ? "" : ", " + here.native();
  throw engine::ModelError{fmt::format("{}: workload.recorded = \"{}\" (must be a recording; tried {}{})",
                                       experiment.file.native(), experiment.workload.recorded, beside.native(), also)};
}

}  // namespace octosim::io::experiment
