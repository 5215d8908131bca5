#include "io/trace/rank_source.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/column.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/engine_group.hpp"
#include "io/trace/row_merger.hpp"

namespace octosim::io::trace {
namespace {

std::uint64_t last_progress(hid_t file, const std::string& name) {
  const ColumnReader progress{file, "/progress/time", name};
  std::uint64_t time = 0;
  if (progress.rows() > 0) progress.read(progress.rows() - 1, std::span{&time, 1});
  return time;
}

/// Merges record type `number` into `out`.  Returns its rows; adds it to `digest`.
std::uint64_t merge_group(hid_t out, std::size_t number, std::span<const RankSource> sources, unsigned compression,
                          std::uint64_t& digest) {
  const RecordShape& shape = sources[0].shapes[number];
  std::vector<GroupReader> readers;
  std::vector<std::string> names;
  std::uint64_t rows = 0;
  for (const RankSource& source : sources) {
    readers.emplace_back(source.file.id(), shape, source.name);
    if (!source.rows.empty()) readers.back().limit(source.rows[number]);
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

/// One file of a part that went on elsewhere.
RankSource open_one_of(const std::filesystem::path& directory, std::int32_t number, const Part& part,
                       std::int32_t rank) {
  const std::filesystem::path path = rank_path(part_folder(directory, number), rank);
  if (!std::filesystem::exists(path)) {
    throw engine::SystemError{
        fmt::format("{}: is missing; part {} of the run had {} ranks", path.native(), number, part.ranks)};
  }
  RankSource source = open_rank(path);
  const auto refuse = [&](std::string_view what, const auto& here, const auto& wanted) {
    throw engine::ModelError{
        fmt::format("{}: is of another run: {} {} (the checkpoint wants {})", source.name, what, here, wanted)};
  };
  const RunInfo& info = source.meta.info;
  if (info.experiment_hash != part.experiment_hash) {
    refuse("experiment hash", hex(info.experiment_hash), hex(part.experiment_hash));
  }
  if (info.part != number) refuse("part", info.part, number);
  if (info.since != part.since) refuse("start at cycle", info.since, part.since);
  if (info.ranks != part.ranks) refuse("ranks", info.ranks, part.ranks);
  if (*source.meta.rank != static_cast<std::uint64_t>(rank)) refuse("rank", *source.meta.rank, rank);
  if (part.rows.empty()) return source;
  source.rows = part.rows.at(static_cast<std::size_t>(rank));
  if (source.rows.size() != source.shapes.size()) refuse("record types", source.shapes.size(), source.rows.size());
  return source;
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

void probe(const RankSource& source) {
  Block block;
  for (std::size_t number = 0; number < source.shapes.size(); ++number) {
    GroupReader group{source.file.id(), source.shapes[number], source.name};
    if (!source.rows.empty()) group.limit(source.rows[number]);
    if (group.rows() == 0) continue;
    group.read(0, 1, block);
    group.read(group.rows() - 1, 1, block);
  }
}

std::vector<RankSource> open_part(const std::filesystem::path& directory, std::int32_t number, const Part& part) {
  std::vector<RankSource> sources;
  for (std::int32_t rank = 0; rank < part.ranks; ++rank) {
    sources.push_back(open_one_of(directory, number, part, rank));
  }
  return sources;
}

void check_part(const std::filesystem::path& directory, std::int32_t number, const Part& part, std::int32_t mine,
                std::int32_t of) {
  for (std::int32_t rank = mine; rank < part.ranks; rank += of) probe(open_one_of(directory, number, part, rank));
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
  if (a.info.part != b.info.part) return differ("part", a.info.part, b.info.part);
  return mismatch_of_parts(first, other);
}

std::string mismatch_of_parts(const RankSource& first, const RankSource& other) {
  const auto differ = [&](const char* what, const auto& here, const auto& there) {
    return fmt::format("{} and {} are of different runs: {} {} and {}", first.name, other.name, what, here, there);
  };
  const Meta& a = first.meta;
  const Meta& b = other.meta;
  if (a.info.seed != b.info.seed) return differ("seed", a.info.seed, b.info.seed);
  if (a.level != b.level) return differ("level", name_of(a.level), name_of(b.level));
  if (first.shapes != other.shapes) {
    return fmt::format("{} and {} are of different runs: their record types differ", first.name, other.name);
  }
  return {};
}

Merged write_merged(const std::filesystem::path& path, std::span<const RankSource> sources, Meta meta,
                    const Summary& summary, const EngineData& engine) {
  PartialFile target{path};
  h5::File out = h5::create(target.partial(), h5::Format::kPortable);
  Merged merged;
  merged.digest = digest_start(meta);
  for (std::size_t number = 0; number < sources[0].shapes.size(); ++number) {  // by path
    merged.rows.emplace_back(sources[0].shapes[number].path,
                             merge_group(out.id(), number, sources, meta.compression, merged.digest));
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
