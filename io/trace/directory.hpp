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

/// The trace that a user means by `path`: itself, or of the folder of a run its trace.h5, else its recovered.h5.
/// \throws ModelError if the folder has neither.  Whether a file is there, and a trace, is not asked.
std::filesystem::path trace_in(const std::filesystem::path& path);

/// DIR/rank-0007.h5
std::filesystem::path rank_path(const std::filesystem::path& directory, std::int32_t rank);
/// Its name until it can be read.
std::filesystem::path begun_path(const std::filesystem::path& rank_file);

/// The rank files of `directory`, by rank.  \throws ModelError if it is not a directory.
std::vector<std::filesystem::path> rank_files(const std::filesystem::path& directory);

/// Where part `number` of a run keeps its rank files: DIR for part 0, DIR/part-0001 for part 1.
std::filesystem::path part_folder(const std::filesystem::path& directory, std::int32_t number);

/// The numbers of the parts of `directory` that have a folder of their own, increasing.
/// \throws SystemError if it cannot be listed.
std::vector<std::int32_t> part_numbers(const std::filesystem::path& directory);

/// Makes `directory` ready for part `part` of a run: creates it and the part's folder; removes the rank files of that
/// part and of later ones, trace.h5, recovered.h5 and summary.json; other files stay.  On one rank, before any
/// RankWriter of the part.
/// \throws ModelError if it is a file, SystemError if it cannot be created, written to, or cleared.
void prepare_directory(const std::filesystem::path& directory, std::int32_t part = 0);

/// Removes the rank files of part `first` and of all later ones.  \throws SystemError
void remove_rank_files(const std::filesystem::path& directory, std::int32_t first = 0);

/// Waits until the disk has the file, or the names in the folder, that `path` is.  \throws SystemError
void sync_to_disk(const std::filesystem::path& path);

/// Lets this process have `count` files open at a time, and some more, as far as the system allows.
void allow_open_files(std::size_t count);

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
  /// Waits until the disk has it, renames it, and waits until the disk has the name.  \pre it is closed.
  /// \throws SystemError
  void publish();

 private:
  std::filesystem::path path_, partial_;
};

}  // namespace octosim::io::trace
