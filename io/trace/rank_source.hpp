/// \file rank_source.hpp  A rank file that is open for merging, and the merging of several.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/trace/hdf5.hpp"
#include "io/trace/meta.hpp"
#include "io/trace/record_group.hpp"

namespace octosim::io::trace {

/// A rank file, open for reading.
struct RankSource {
  std::string name;
  h5::File file;
  Meta meta;
  std::vector<RecordShape> shapes;
  std::uint64_t complete_until = 0;  ///< every record of an earlier time is there; kEverything if closed cleanly
};

/// \throws ModelError if `path` is no rank file of this schema, SystemError if it is damaged.
RankSource open_rank(const std::filesystem::path& path);

/// Nothing, or in words why `other` cannot be of the same run as `first`.
std::string mismatch(const RankSource& first, const RankSource& other);

/// A record type and its rows in the merged file.
using GroupRows = std::vector<std::pair<std::string, std::uint64_t>>;

/// Writes `path` (by way of PartialFile) from `sources`: `meta` with the digest, `summary`, `engine`, and every record
/// in the order of the model.  \pre sources is not empty.   \throws SystemError; `path` is then as it was before.
struct Merged {
  GroupRows rows;
  std::uint64_t digest = 0;
};
Merged write_merged(const std::filesystem::path& path, std::span<const RankSource> sources, Meta meta,
                    const Summary& summary, std::span<const EngineRow> engine);

}  // namespace octosim::io::trace
