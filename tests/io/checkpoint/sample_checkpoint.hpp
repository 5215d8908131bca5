/// \file sample_checkpoint.hpp  Images of a made-up model, saved by as many ranks as a test wants.
#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/kernel/image.hpp"
#include "io/checkpoint/folder.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/checkpoint/state_file.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::checkpoint::test {

using octosim::test::Directory;

inline constexpr std::uint32_t kComponents = 300;

/// Of many sizes, 0 among them; of every cut another.
inline std::vector<std::byte> state_of(std::uint32_t id, std::uint64_t cut) {
  std::vector<std::byte> state(id % 41 * (id % 7 == 0 ? 100 : 1));
  for (std::size_t k = 0; k < state.size(); ++k) state[k] = static_cast<std::byte>((id * 31 + k * 7 + cut) % 251);
  return state;
}

/// Neither blocks nor a round robin: runs of several lengths.
inline std::int32_t owner_of(std::uint32_t id, std::int32_t ranks) {
  return static_cast<std::int32_t>((id / (1 + id % 5)) % static_cast<std::uint32_t>(ranks));
}

inline engine::Image image_of(std::int32_t rank, std::int32_t ranks, std::uint64_t cut) {
  engine::Image image;
  image.head = {.cut = {cut},
                .events = 12345,
                .last_release = 1,
                .last_progress = 2,
                .last_handled = 3,
                .next_sample = 4,
                .ever_held = 1};
  image.offsets.push_back(0);
  for (std::uint32_t id = 0; id < kComponents; ++id) {
    if (owner_of(id, ranks) != rank) continue;
    const std::vector<std::byte> state = state_of(id, cut);
    image.ids.push_back(id);
    image.data.insert(image.data.end(), state.begin(), state.end());
    image.offsets.push_back(image.data.size());
  }
  return image;
}

inline Manifest sample_manifest() {
  return {.number = 1,
          .version = "0.1.0",
          .build = "abcdef",
          .experiment_file = "er \"quoted\".toml",
          .experiment_text = "name = \"er\"\n[run]\nseed = 7\n",
          .owg_text = "[[block]]\nname = \"\xC3\xA9\"\n",
          .experiment_hash = 0xFEDC'BA98'7654'3210,
          .seed = 0xFFFF'FFFF'FFFF'FFFF,
          .plan_digest = 0x0FED'CBA9'8765'4321,
          .plan_bytes = std::string{"\x89\0\n\xFF", 4},
          .wall_ms = 1500,
          .totals = {1, 2, 0xFFFF'FFFF'FFFF'FFFF},
          .components = kComponents,
          .head = image_of(0, 1, 1000).head,
          .files = {},
          .parts = {{.ranks = 2, .experiment_hash = 5, .since = 0, .rows = {{1, 2}, {3, 4}}},
                    {.ranks = 1, .experiment_hash = 6, .since = 70, .rows = {{9, 9}}}}};
}

/// Writes checkpoint `number` of `ranks` ranks, and its manifest.
inline Manifest save_sample(const std::filesystem::path& directory, std::uint64_t number, std::int32_t ranks,
                            std::uint64_t cut, unsigned compression = 1) {
  Manifest manifest = sample_manifest();
  manifest.number = number;
  manifest.head.cut = {cut};
  make_folder(directory, number);
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    manifest.files.push_back(write_states(state_path(directory, number, rank), image_of(rank, ranks, cut), number, rank,
                                          ranks, compression));
  }
  write_manifest(directory, manifest);
  return manifest;
}

inline std::vector<std::string> names_in(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{directory}) {
    names.push_back(entry.path().filename().native());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Adds 1 to byte `at` of a file.
inline void change_byte(const std::filesystem::path& path, std::uint64_t at) {
  std::fstream file{path, std::ios::binary | std::ios::in | std::ios::out};
  file.seekg(static_cast<std::streamoff>(at));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(byte + 1));
}

/// What `call` throws as `Error`, in words; a failure of the test if it throws nothing.
template <class Error, class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

}  // namespace octosim::io::checkpoint::test
