/// \file plan_file.hpp  A compiled plan in a file (HDF5, see FORMAT.md): what a run needs instead of an experiment.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "models/plan/plan.hpp"

namespace octosim::io::plan {

struct SavedPlan {
  models::plan::Plan plan;
  std::string experiment;   ///< name of the experiment it was compiled from: a run of the plan has it
  std::string description;  ///< of the experiment; may be empty
  std::string writer;       ///< version of octosim that compiled it, for people
};

/// Of the plan alone: of everything that can change results, and of nothing else.  The same on every rank and build.
std::uint64_t plan_digest(const models::plan::Plan& plan);

/// The bytes of the file: the same for the same SavedPlan and version of HDF5.
/// \throws ModelError as models::plan::Program, or if a text has a zero byte; SystemError
std::string to_bytes(const SavedPlan& saved);

/// Reads and checks the bytes of a file called `name`: the checksum before anything else; then every type, size, range
/// and index (check_plan), the values of the workflow, and that the digest is that of the content.  Whether the
/// workflow is well formed is for partition/workflow. \throws ModelError naming `name`, and the path in it, if there is
/// one
SavedPlan parse_plan(std::string_view bytes, const std::string& name);

/// Writes `path`; at any instant there is the old or the new file, whole.
/// \throws ModelError if something that is not a plan is there, or as to_bytes; SystemError if it cannot be written
void write_plan(const std::filesystem::path& path, const SavedPlan& saved);

/// The bytes of a file, for parse_plan, which says whether it is a plan.
/// \throws ModelError if there is none, or it is a directory; SystemError if it cannot be read
std::string read_bytes(const std::filesystem::path& path);
SavedPlan read_plan(const std::filesystem::path& path);

/// Whether `path` is a file that calls itself a plan.
bool is_plan(const std::filesystem::path& path);

/// What a plan is, for people: what it was compiled from, when it is refused, sizes.  Several lines, each ended.
std::string describe(const SavedPlan& saved, const std::string& name);

}  // namespace octosim::io::plan
