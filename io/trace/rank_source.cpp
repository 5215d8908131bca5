#include "io/trace/rank_source.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/column.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/row_merger.hpp"

namespace octosim::io::trace {
namespace {

std::uint64_t last_progress(hid_t file, const std::string& name) {
  const ColumnReader progress{file, "/progress/time", name};
  std::uint64_t time = 0;
  if (progress.rows() > 0) progress.read(progress.rows() - 1, std::span{&time, 1});
  return time;
}

/// Merges one record type into `out`.  Returns its rows; adds it to `digest`.
std::uint64_t merge_group(hid_t out, const RecordShape& shape, std::span<const RankSource> sources,
                          unsigned compression, std::uint64_t& digest) {
  std::vector<GroupReader> readers;
  std::vector<std::string> names;
  std::uint64_t rows = 0;
  for (const RankSource& source : sources) {
    readers.emplace_back(source.file.id(), shape, source.name);
    names.push_back(source.name);
    rows += readers.back().rows();
  }
  const std::uint64_t chunk = std::clamp<std::uint64_t>(rows, 1, kDigestRows);
  GroupWriter writer{out, shape, Storage{chunk, compression}};
  GroupDigest part{shape};
  RowMerger merger{readers, names, kDigestRows, [&](const Block& block) {
                     writer.append(block);
                     part.add(block);
                   }};
  merger.run();
  digest = part.folded_into(digest, shape);
  return rows;
}

}  // namespace

RankSource open_rank(const std::filesystem::path& path) {
  h5::quiet();
  RankSource source;
  source.name = path.native();
  source.file = h5::open(path);
  source.meta = read_meta(source.file.id(), source.name);
  if (!source.meta.rank || !h5::has_object(source.file.id(), "/progress/time")) {
    throw engine::ModelError{fmt::format("{}: is not a rank file", source.name)};
  }
  source.shapes = read_shapes(source.file.id(), source.name);
  source.complete_until = last_progress(source.file.id(), source.name);
  return source;
}

std::string mismatch(const RankSource& first, const RankSource& other) {
  const auto differ = [&](const char* what, const auto& here, const auto& there) {
    return fmt::format("{} and {} are of different runs: {} {} and {}", first.name, other.name, what, here, there);
  };
  const Meta& a = first.meta;
  const Meta& b = other.meta;
  if (a.info.experiment_hash != b.info.experiment_hash) {
    return differ("experiment hash", hex(a.info.experiment_hash), hex(b.info.experiment_hash));
  }
  if (a.info.seed != b.info.seed) return differ("seed", a.info.seed, b.info.seed);
  if (a.info.ranks != b.info.ranks) return differ("ranks", a.info.ranks, b.info.ranks);
  if (a.level != b.level) return differ("level", name_of(a.level), name_of(b.level));
  if (first.shapes != other.shapes) {
    return fmt::format("{} and {} are of different runs: their record types differ", first.name, other.name);
  }
  return {};
}

Merged write_merged(const std::filesystem::path& path, std::span<const RankSource> sources, Meta meta,
                    const Summary& summary, std::span<const EngineRow> engine) {
  PartialFile target{path};
  h5::File out = h5::create(target.partial(), h5::Format::kPortable);
  Merged merged;
  merged.digest = digest_start(meta);
  for (const RecordShape& shape : sources[0].shapes) {  // by path
    merged.rows.emplace_back(shape.path, merge_group(out.id(), shape, sources, meta.compression, merged.digest));
  }
  meta.digest = merged.digest;
  write_meta(out.id(), meta);
  write_engine(out.id(), engine);
  write_summary_group(out.id(), summary);
  out.close(target.partial().native());
  target.publish();
  return merged;
}

}  // namespace octosim::io::trace
