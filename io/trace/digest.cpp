#include "io/trace/digest.hpp"

#include <bit>

#include <fmt/format.h>

#include "engine/base/hash.hpp"
#include "io/trace/meta.hpp"

namespace octosim::io::trace {

static_assert(std::endian::native == std::endian::little, "the digest is of little-endian bytes");

void GroupDigest::add(const Block& block) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    columns_[c] = engine::hash_bytes(std::as_bytes(std::span{block[c]}), columns_[c]);
  }
  rows_ += block[0].size();
}

std::uint64_t GroupDigest::folded_into(std::uint64_t so_far, const RecordShape& shape) const {
  std::uint64_t digest = engine::mix(engine::hash_text(shape.path, so_far), rows_);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    digest = engine::mix(engine::hash_text(shape.columns[c].name, digest), columns_[c]);
  }
  return digest;
}

std::uint64_t digest_start(const Meta& meta) {
  return engine::mix(meta.schema, meta.info.experiment_hash, meta.info.seed);
}

std::uint64_t trace_digest(const std::filesystem::path& path) {
  h5::quiet();
  const h5::File file = h5::open(path);
  std::uint64_t digest = digest_start(read_meta(file.id(), path.native()));
  Block block;
  for (const RecordShape& shape : read_shapes(file.id(), path.native())) {
    const GroupReader group{file.id(), shape, path.native()};
    GroupDigest part{shape};
    for (std::uint64_t row = 0; row < group.rows(); row += kDigestRows) {
      group.read(row, kDigestRows, block);
      part.add(block);
    }
    digest = part.folded_into(digest, shape);
  }
  return digest;
}

std::string hex(std::uint64_t digest) { return fmt::format("0x{:016x}", digest); }

}  // namespace octosim::io::trace
