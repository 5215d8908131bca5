/// \file saved_partition.hpp  The owners of clusters in a file, to be used again.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace octosim::io::partition {

inline constexpr std::uint64_t kVersion = 1;

/// JSON: an object with "format" ("octosim partition"), "version", and one key for each member.
struct SavedPartition {
  std::string experiment;     ///< its name, for people
  std::string method;         ///< how it was made, for people
  std::uint64_t machine = 0;  ///< identity of the graph of clusters; in the file as text, "0x..."
  std::int32_t ranks = 1;
  std::vector<std::int32_t> rank_of_cluster;
};

/// Overwrites `path`, as a whole or not at all.
/// \throws engine::SystemError if it cannot be written
void write_partition(const std::filesystem::path& path, const SavedPartition& partition);

/// Reads and checks: each key is there, of its kind, and no other; each rank is below `ranks` and has a cluster.
/// Whether it fits is checked by expect_fits.
/// \throws engine::ModelError naming file and key, engine::SystemError if it cannot be read
SavedPartition read_partition(const std::filesystem::path& path);

/// \throws engine::ModelError naming `path` and key, unless `saved` is for this machine, with as many clusters, and for
/// this number of ranks
void expect_fits(const SavedPartition& saved, const std::filesystem::path& path, std::uint64_t machine,
                 std::size_t clusters, std::int32_t ranks);

}  // namespace octosim::io::partition
