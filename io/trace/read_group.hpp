/// \file read_group.hpp  All rows of one kind of record of a finished trace.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace octosim::io::trace {

/// Rows of the group at `path` ("/clusters/state"), each with the values of `columns` in that order; as in the file.
/// Empty if the run wrote none.  \throws ModelError if the file is not a trace or has no such group or column.
std::vector<std::vector<std::uint64_t>> read_group(const std::filesystem::path& trace, const std::string& path,
                                                   const std::vector<std::string>& columns);

}  // namespace octosim::io::trace
