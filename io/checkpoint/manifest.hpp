/// \file manifest.hpp  DIR/checkpoint.json: which files a checkpoint is made of, and all that is needed to go on from
/// it.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kernel/image.hpp"
#include "io/trace/part.hpp"

namespace octosim::io::checkpoint {

inline constexpr const char* kManifestName = "checkpoint.json";

/// The file of one rank.
struct StateFile {
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;  ///< XXH3 of all its bytes
  std::uint64_t components = 0;
  bool operator==(const StateFile&) const = default;
};

struct Manifest {
  std::uint64_t number = 0;     ///< of this checkpoint in the run, from 1; names its folder
  std::string version, build;   ///< of the octosim that wrote it: only the same one reads the states
  std::string experiment_file;  ///< for messages
  std::string experiment_text;  ///< canonical
  std::string owg_text;         ///< canonical
  std::uint64_t experiment_hash = 0, seed = 0;
  std::uint64_t plan_digest = 0;      ///< of the compiled plan
  std::string plan_bytes;             ///< of its file; empty if the experiment was compiled by the run
  std::uint64_t wall_ms = 0;          ///< milliseconds of wall clock that led here, all parts together
  std::vector<std::uint64_t> totals;  ///< sums of the caller's, over all ranks and parts
  std::uint64_t components = 0;       ///< of the model
  engine::ImageHead head;
  std::vector<StateFile> files;        ///< by rank
  std::vector<io::trace::Part> parts;  ///< of the trace; the last is the one that was running
};

/// JSON in one line, with a checksum of it all.  \post parse_manifest gives the same
std::string to_text(const Manifest& manifest);

/// `name`: of the file, for messages.  \throws ModelError if it is no checkpoint of octosim or of another schema,
/// SystemError if it is damaged or cut short.
Manifest parse_manifest(std::string_view text, const std::string& name);

/// \throws ModelError, naming both, if `manifest` was written by another version or build of octosim: states are
/// stored as they lie in memory.
void check_build(const Manifest& manifest, const std::string& name, const std::string& version,
                 const std::string& build);

/// The manifest that the user means: `path` itself, or that of the directory `path`.
/// \throws ModelError if there is none, saying whether the run in that directory is complete.
std::filesystem::path find_manifest(const std::filesystem::path& path);

/// The bytes of `file`.  \throws SystemError if it cannot be read
std::string read_text(const std::filesystem::path& file);

/// Writes DIR/checkpoint.json; at any instant there is the old or the new one, whole.  \throws SystemError
void write_manifest(const std::filesystem::path& directory, const Manifest& manifest);

}  // namespace octosim::io::checkpoint
