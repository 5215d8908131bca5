/// \file info.hpp  What a trace holds, for people.
#pragma once
#include <filesystem>
#include <string>

namespace octosim::io::trace {

/// Describes a merged, recovered or rank file, also one that is being written: what was run, each record type with its
/// rows and bytes on disk, the engine's counters, the summary.  For a directory: its trace.h5, else its recovered.h5,
/// else each of its rank files.  Several lines, each ended.
/// \throws ModelError if there is nothing of octosim at `path`, SystemError if it cannot be read
std::string info(const std::filesystem::path& path);

}  // namespace octosim::io::trace
