/// \file state_file.hpp  One rank's part of a checkpoint: its components' states, in an HDF5 file.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "engine/kernel/image.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/trace/hdf5.hpp"

namespace octosim::io::checkpoint {

/// Writes `image` to `path`: at any instant there is no such file or a whole one, and the disk has it at return.
/// Says what it was: `number` of the checkpoint, `rank` of `ranks`.  `compression`: deflate level, 0 (none) to 9.
/// \throws SystemError
StateFile write_states(const std::filesystem::path& path, const engine::Image& image, std::uint64_t number,
                       std::int32_t rank, std::int32_t ranks, unsigned compression);

/// \throws SystemError if `path` is missing, or is not the file that `expected` describes.  Reads all of it.
void check_file(const std::filesystem::path& path, const StateFile& expected);

/// A state file, open for reading.  What it holds is known to be good: check_file comes first.
class StateReader {
 public:
  /// Reads which components it has.  \throws ModelError, SystemError
  explicit StateReader(const std::filesystem::path& path);
  /// Increasing.
  const std::vector<std::uint32_t>& ids() const { return ids_; }
  /// Where the states begin in the bytes of read(); one more than ids.  \throws SystemError
  std::vector<std::uint64_t> offsets() const;
  /// Reads bytes [first, first + out.size()) of all states.  \throws SystemError
  void read(std::uint64_t first, std::span<std::byte> out) const;

 private:
  std::string name_;
  io::trace::h5::File file_;
  io::trace::h5::Dataset data_;
  std::vector<std::uint32_t> ids_;
};

}  // namespace octosim::io::checkpoint
