/// \file quoted.hpp  Texts and numbers as TOML writes them.
#pragma once
#include <string>
#include <string_view>

namespace octosim::io::text {

/// A TOML basic string.
std::string quoted(std::string_view text);

/// A TOML float, with point or exponent, that reads back as exactly `value`.  \pre it is finite
std::string real_text(double value);

}  // namespace octosim::io::text
