/// \file folder.hpp  The files of a checkpoint in the directory of a run, by name; making, copying and removing them.
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "io/checkpoint/manifest.hpp"
#include "io/trace/part.hpp"

namespace octosim::io::checkpoint {

/// DIR/checkpoint-0007
std::filesystem::path checkpoint_folder(const std::filesystem::path& directory, std::uint64_t number);
/// DIR/checkpoint-0007/rank-0003.h5
std::filesystem::path state_path(const std::filesystem::path& directory, std::uint64_t number, std::int32_t rank);

/// Makes the folder of checkpoint `number`, empty: a run that was killed may have left one.  \throws SystemError
void make_folder(const std::filesystem::path& directory, std::uint64_t number);

/// Removes the folder of checkpoint `number`, as far as it can be removed.
void discard(const std::filesystem::path& directory, std::uint64_t number);

/// Removes the folders of all checkpoints but `number`.  \throws SystemError
void remove_older(const std::filesystem::path& directory, std::uint64_t number);

/// Removes what checkpoints left in `directory`, the manifest first.  \throws SystemError
void remove_checkpoints(const std::filesystem::path& directory);

/// Makes `to` a copy of the run in `from` as of `manifest`, its checkpoint: the states and the trace so far.  The
/// manifest comes last.  Files are linked where the file system can, else copied; `from` may be removed afterwards.
/// What an earlier run left in `to` is removed.  \throws ModelError, SystemError
void copy_run(const std::filesystem::path& from, const std::filesystem::path& to, const Manifest& manifest);

/// The parts of the trace in `directory` before the last start of its run; none if that was the first.
/// \throws ModelError, SystemError if its manifest, or the last part's first file, cannot be read
std::vector<io::trace::Part> earlier_parts(const std::filesystem::path& directory);

/// What a manifest says, for people; several lines, each ended.
std::string describe(const Manifest& manifest, const std::string& name);

}  // namespace octosim::io::checkpoint
