#include "io/checkpoint/saved_states.hpp"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/checkpoint/folder.hpp"
#include "io/checkpoint/state_file.hpp"

namespace octosim::io::checkpoint {

void check_files(const std::filesystem::path& directory, const Manifest& manifest, std::int32_t mine, std::int32_t of) {
  const auto files = static_cast<std::int32_t>(manifest.files.size());
  for (std::int32_t rank = mine; rank < files; rank += of) {
    check_file(state_path(directory, manifest.number, rank), manifest.files[static_cast<std::size_t>(rank)]);
  }
}

SavedStates::SavedStates(const std::filesystem::path& directory, const Manifest& manifest, const Wanted& wanted) {
  const std::lock_guard lock{io::trace::h5::library_mutex()};
  std::vector<bool> seen(manifest.components, false);
  for (std::size_t rank = 0; rank < manifest.files.size(); ++rank) {
    read_file(state_path(directory, manifest.number, static_cast<std::int32_t>(rank)), wanted, seen);
  }
  if (const auto missing = std::find(seen.begin(), seen.end(), false); missing != seen.end()) {
    throw engine::SystemError{fmt::format("{}: component {} is in none of its files",
                                          checkpoint_folder(directory, manifest.number).native(),
                                          missing - seen.begin())};
  }
  std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) { return a.id < b.id; });
}

void SavedStates::read_file(const std::filesystem::path& path, const Wanted& wanted, std::vector<bool>& seen) {
  const StateReader reader{path};
  const std::vector<std::uint32_t>& ids = reader.ids();
  for (const std::uint32_t id : ids) {
    if (id >= seen.size() || seen[id]) {
      throw engine::SystemError{fmt::format("{}: component {} is {}", path.native(), id,
                                            id >= seen.size() ? "not of the model" : "in another file as well")};
    }
    seen[id] = true;
  }
  std::vector<std::uint64_t> offsets;  // read when the first state is
  for (std::size_t k = 0; k < ids.size();) {
    if (!wanted(engine::ComponentId{ids[k]})) {
      ++k;
      continue;
    }
    if (offsets.empty()) offsets = reader.offsets();
    if (offsets.size() != ids.size() + 1) {
      throw engine::SystemError{fmt::format("{}: its datasets do not fit together", path.native())};
    }
    const std::uint64_t begin = offsets[k];
    const auto run = static_cast<std::uint32_t>(runs_.size());
    for (; k < ids.size() && wanted(engine::ComponentId{ids[k]}); ++k) {
      places_.push_back({ids[k], run, offsets[k] - begin, offsets[k + 1] - offsets[k]});
    }
    runs_.emplace_back(offsets[k] - begin);
    reader.read(begin, runs_.back());
  }
}

std::span<const std::byte> SavedStates::state_of(engine::ComponentId id) const {
  const auto place = std::lower_bound(places_.begin(), places_.end(), engine::index(id),
                                      [](const Place& a, std::uint32_t b) { return a.id < b; });
  if (place == places_.end() || place->id != engine::index(id)) {
    throw engine::LogicError{fmt::format("the state of component {} was not asked for", engine::index(id))};
  }
  return std::span{runs_[place->run]}.subspan(place->first, place->size);
}

void SavedStates::clear() {
  places_ = {};
  runs_ = {};
}

}  // namespace octosim::io::checkpoint
