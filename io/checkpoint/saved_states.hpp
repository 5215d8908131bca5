/// \file saved_states.hpp  The states that one rank goes on from, whichever ranks wrote them.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "engine/base/ids.hpp"
#include "io/checkpoint/manifest.hpp"

namespace octosim::io::checkpoint {

/// Checks the files number `mine`, `mine + of`, ... of the checkpoint, so that ranks can share the work.
/// \throws SystemError if one is missing, damaged, cut short or of another checkpoint.  Reads all of them.
void check_files(const std::filesystem::path& directory, const Manifest& manifest, std::int32_t mine, std::int32_t of);

/// Holds the states of the components a rank wants.
class SavedStates {
 public:
  using Wanted = std::function<bool(engine::ComponentId)>;
  /// Reads which components every file has, and the states of the wanted ones only, one file after the other.
  /// \pre check_files found every file good.
  /// \throws SystemError if a component of the model is in no file, or in two.
  SavedStates(const std::filesystem::path& directory, const Manifest& manifest, const Wanted& wanted);

  /// \pre `id` was wanted, and clear() was not called.  O(log of the wanted components).
  std::span<const std::byte> state_of(engine::ComponentId id) const;
  /// Gives the memory back.
  void clear();

 private:
  struct Place {
    std::uint32_t id = 0;
    std::uint32_t run = 0;
    std::uint64_t first = 0, size = 0;  // of runs_[run]
  };
  void read_file(const std::filesystem::path& path, const Wanted& wanted, std::vector<bool>& seen);

  std::vector<Place> places_;                 // by id
  std::vector<std::vector<std::byte>> runs_;  // states that lie side by side in a file
};

}  // namespace octosim::io::checkpoint
