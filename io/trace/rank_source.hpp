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
#include "io/trace/part.hpp"
#include "io/trace/record_group.hpp"

namespace octosim::io::trace {

/// A rank file, open for reading.
struct RankSource {
  std::string name;
  h5::File file;
  Meta meta;
  std::vector<RecordShape> shapes;
  std::uint64_t complete_until = 0;  ///< every record of an earlier time is there; kEverything if closed cleanly
  std::vector<std::uint64_t> rows;   ///< how many rows of each shape count; empty: all
};

/// \throws ModelError if `path` is no rank file of this schema, SystemError if it is damaged.
RankSource open_rank(const std::filesystem::path& path);

/// The rank files of one part that went on elsewhere, of which only the rows of `part` count.
/// \throws ModelError if one is of another run, SystemError if one is missing or damaged.
std::vector<RankSource> open_part(const std::filesystem::path& directory, std::int32_t number, const Part& part);

/// Opens the files of ranks `mine`, `mine + of`, ... as open_part does, and reads the ends of all that counts: so that
/// ranks can share the work.  \throws ModelError, SystemError as open_part.
void check_part(const std::filesystem::path& directory, std::int32_t number, const Part& part, std::int32_t mine,
                std::int32_t of);

/// Reads the first and the last row that counts of every column.  \throws SystemError if one cannot be read
void probe(const RankSource& source);

/// Nothing, or in words why `other` cannot be of the same part of the same run as `first`.
std::string mismatch(const RankSource& first, const RankSource& other);

/// The same for a file of another part.
std::string mismatch_of_parts(const RankSource& first, const RankSource& other);

/// A record type and its rows in the merged file.
using GroupRows = std::vector<std::pair<std::string, std::uint64_t>>;

/// Writes `path` (by way of PartialFile) from `sources`: `meta` with the digest, `summary`, `engine`, and every record
/// in the order of the model.  \pre sources is not empty.   \throws SystemError; `path` is then as it was before.
struct Merged {
  GroupRows rows;
  std::uint64_t digest = 0;
};
Merged write_merged(const std::filesystem::path& path, std::span<const RankSource> sources, Meta meta,
                    const Summary& summary, const EngineData& engine);

}  // namespace octosim::io::trace
