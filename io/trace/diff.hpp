/// \file diff.hpp  Whether two traces say the same.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace octosim::io::trace {

/// Nothing if the canonical parts of the two (io/FORMAT.md) are equal.  Else, in words: that the experiments differ;
/// or the earliest difference (dataset, row, time, both values) and how many datasets differ.
/// Reads all records of both.  \throws ModelError, SystemError if one cannot be read
std::optional<std::string> diff(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace octosim::io::trace
