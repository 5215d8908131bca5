#include "io/owg/is_workflow.hpp"

#include <toml++/toml.h>

namespace octosim::io::owg {

bool is_workflow(const std::filesystem::path& path) {
  try {
    const toml::table table = toml::parse_file(path.string());
    return table.contains("format") || table["block"].is_array() || table["flow"].is_array();
  } catch (const toml::parse_error&) {
    return false;
  }
}

}  // namespace octosim::io::owg
