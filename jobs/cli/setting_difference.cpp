#include "jobs/cli/setting_difference.hpp"

#include <sstream>

#include <fmt/format.h>

namespace octosim::jobs::cli {

std::string first_difference(const std::string& ours, const std::string& theirs, std::string_view whose,
                             const std::function<bool(const std::string&)>& counts) {
  std::istringstream a{ours}, b{theirs};
  std::string here, there, section;
  while (std::getline(a, here) && std::getline(b, there)) {
    if (here.starts_with('[')) section = here.substr(1, here.size() - 2) + ".";
    const std::size_t equals = there.find(" = ");
    if (here == there || equals == std::string::npos || !counts(section + here.substr(0, here.find(" = ")))) continue;
    return fmt::format("{}{} ({} has {})", section, here, whose, there.substr(equals + 3));
  }
  return {};
}

}  // namespace octosim::jobs::cli
