/// \file directory.hpp  The files of a run's directory, by name.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/trace/run_info.hpp"

namespace octosim::io::trace {

inline constexpr const char* kTraceName = "trace.h5";
inline constexpr const char* kRecoveredName = "recovered.h5";
inline constexpr const char* kSummaryName = "summary.json";

/// DIR/rank-0007.h5
std::filesystem::path rank_path(const std::filesystem::path& directory, std::int32_t rank);

/// The rank files of `directory`, by rank.  \throws ModelError if it is not a directory.
std::vector<std::filesystem::path> rank_files(const std::filesystem::path& directory);

/// Makes `directory` ready for a run: creates it and removes rank files, trace.h5, recovered.h5 and summary.json of an
/// earlier run; other files stay.  On one rank, before any RankWriter of the run.
/// \throws ModelError if it is a file, SystemError if it cannot be created, written to, or cleared.
void prepare_directory(const std::filesystem::path& directory);

/// Writes DIR/summary.json: one object, in the order of `summary`; a real number that is not finite becomes null.
/// \throws SystemError; the file is then as it was before.
void write_summary(const std::filesystem::path& directory, const Summary& summary);

/// A file that appears under its own name only when it is whole: written as NAME.partial, then renamed.
class PartialFile {
 public:
  explicit PartialFile(std::filesystem::path path);
  /// Removes NAME.partial unless it was published.
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  const std::filesystem::path& partial() const { return partial_; }
  /// Waits until the disk has it, and renames it.  \pre it is closed.  \throws SystemError
  void publish();

 private:
  std::filesystem::path path_, partial_;
};

}  // namespace octosim::io::trace
