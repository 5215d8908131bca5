#include "io/modelbox/unit_library.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/text/did_you_mean.hpp"

namespace octosim::io::modelbox {

namespace fs = std::filesystem;

void UnitLibrary::add_folder(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  fs::recursive_directory_iterator it{folder, fs::directory_options::skip_permission_denied, error};
  for (; !error && it != fs::recursive_directory_iterator{}; it.increment(error)) {
    if (it->path().extension() == ".toml" && it->is_regular_file(error)) files.push_back(it->path());
  }
  if (error) {
    throw engine::ModelError{
        fmt::format("{}: cannot read this folder of flow units: {}", folder.string(), error.message())};
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    if (auto unit = read_flow_unit(file)) units_.push_back(std::move(*unit));
  }
  folders_.push_back(folder);
}

const FlowUnit* UnitLibrary::find(const std::string& name, const std::string& device) const {
  const FlowUnit* any = nullptr;
  for (const FlowUnit& unit : units_) {
    if (unit.name != name) continue;
    if (unit.device == device) return &unit;
    if (any == nullptr) any = &unit;
  }
  if (any != nullptr) return any;
  for (const FlowUnit& unit : builtin_flow_units()) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

std::string UnitLibrary::explain_missing(const std::string& name) const {
  std::vector<std::string_view> names;
  for (const FlowUnit& unit : units_) names.push_back(unit.name);
  for (const FlowUnit& unit : builtin_flow_units()) names.push_back(unit.name);
  std::string searched;
  for (const fs::path& folder : folders_) searched += (searched.empty() ? "" : ", ") + folder.string();
  return fmt::format("no descriptor {} and not built into ModelBox{}",
                     searched.empty() ? "given (--flowunits)" : "in " + searched, text::did_you_mean(name, names));
}

}  // namespace octosim::io::modelbox
