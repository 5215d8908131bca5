/// \file did_you_mean.hpp  Which of the allowed names a misspelt one was meant to be.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace octosim::io::text {

/// ` (did you mean "macs"?)`: the name of `allowed` with the least edit distance to `given`, the first of
/// equals; empty when even that one differs by more than half its letters.  O(names x letters^2).
std::string did_you_mean(std::string_view given, std::span<const std::string_view> allowed);

/// `a, b, c`
std::string listed(std::span<const std::string_view> names);

}  // namespace octosim::io::text
