/// \file nearest.hpp  Which known name a mistyped one was meant to be.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace octosim::io::text {

/// Fewest insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.  O(|a| |b|).
/// Source: optimal string alignment, Damerau, CACM 7(3), 1964.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name nearest to `name`; of several the first.  \pre names is not empty
std::string nearest(std::string_view name, std::span<const std::string> names);

}  // namespace octosim::io::text
