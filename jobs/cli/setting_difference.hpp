/// \file setting_difference.hpp  In which setting two experiments differ.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace octosim::jobs::cli {

/// `ours`, `theirs`: canonical texts (io/experiment/describe.hpp).  The first setting that differs and that `counts`
/// ("section.key") allows, as "section.key = value (`whose` has other)"; empty if there is none.
std::string first_difference(const std::string& ours, const std::string& theirs, std::string_view whose,
                             const std::function<bool(const std::string&)>& counts);

}  // namespace octosim::jobs::cli
