/// \file merge.hpp  From the rank files of a finished run to its trace.h5.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>

#include "io/trace/part.hpp"
#include "io/trace/run_info.hpp"

namespace octosim::io::trace {

enum class RankFiles : std::uint8_t { kRemove, kKeep };

/// Writes DIR/trace.h5 from the rank files of all parts, rows in the order of (time, component, nth), and returns its
/// digest: both the same for every rank count and every restart.  Then removes the rank files if told to.  On one rank,
/// after every RankWriter was closed.  `earlier`: the parts before the last, which is described by `info`.
/// Memory: one block of each rank file and the records of one time.  O(rows · log rows of one time).
/// \throws ModelError if a rank file is missing, of another run, or, of the last part, not closed; SystemError if one
/// is damaged or the disk is full.  There is then no new trace.h5, and the rank files are untouched.
std::uint64_t merge(const std::filesystem::path& directory, const RunInfo& info, const Summary& summary,
                    const EngineData& engine, RankFiles rank_files, std::span<const Part> earlier = {});

/// What /meta of `file` says was run: of a trace, or of a rank file (rank 0 has all of it).
/// \throws ModelError, SystemError
RunInfo read_run_info(const std::filesystem::path& file);

/// /summary of a trace, in the order of the names.  \throws ModelError, SystemError
Summary read_summary(const std::filesystem::path& file);

}  // namespace octosim::io::trace
