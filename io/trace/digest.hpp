/// \file digest.hpp  One number for the canonical part of a trace; defined in io/FORMAT.md.
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "io/trace/record_group.hpp"

namespace octosim::io::trace {

struct Meta;

inline constexpr std::uint64_t kDigestRows = 16384;  ///< rows of a block that is hashed at once

/// The digest of one record group, block by block.
class GroupDigest {
 public:
  explicit GroupDigest(const RecordShape& shape) : columns_(shape.columns.size(), 0) {}
  /// \pre every block but the last has kDigestRows rows.
  void add(const Block& block);
  /// The digest `so_far`, with this group.
  std::uint64_t folded_into(std::uint64_t so_far, const RecordShape& shape) const;

 private:
  std::vector<std::uint64_t> columns_;
  std::uint64_t rows_ = 0;
};

/// What the digest starts with.
std::uint64_t digest_start(const Meta& meta);

/// The digest of `file` (a merged or recovered trace), recomputed from its datasets.
/// The same for every rank count.  Reads all records.  \throws ModelError, SystemError
std::uint64_t trace_digest(const std::filesystem::path& file);

/// "0x" and 16 hexadecimal digits, as shown to people and in summary.json.
std::string hex(std::uint64_t digest);

}  // namespace octosim::io::trace
