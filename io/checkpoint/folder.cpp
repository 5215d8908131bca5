#include "io/checkpoint/folder.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/merge.hpp"

namespace octosim::io::checkpoint {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kFolder = "checkpoint-";

[[noreturn]] void fail(std::string_view what, const fs::path& path, const std::error_code& error) {
  throw engine::SystemError{fmt::format("{} {}: {}", what, path.native(), error.message())};
}

void remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) fail("cannot remove", path, error);
}

/// Removes the state files of a folder, finished or not, and the folder if nothing else is in it.
void remove_folder(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    if (entry.path().filename().native().starts_with("rank-")) files.push_back(entry.path());
  }
  if (error) fail("cannot list", folder, error);
  for (const fs::path& file : files) remove_file(file);
  fs::remove(folder, error);  // not empty: what else is in it was not ours
}

void remove_all_but(const fs::path& directory, const fs::path& kept) {
  std::error_code error;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator{directory, error}) {
    const std::string name = entry.path().filename().native();
    const bool numbered = name.starts_with(kFolder) && name.size() > kFolder.size() &&
                          name.find_first_not_of("0123456789", kFolder.size()) == std::string::npos;
    if (numbered && entry.is_directory() && name != kept.filename()) folders.push_back(entry.path());
  }
  if (error) fail("cannot list", directory, error);
  for (const fs::path& folder : folders) remove_folder(folder);
}

void link_or_copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_hard_link(from, to, error);
  if (!error) return;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  if (error)
    throw engine::SystemError{fmt::format("cannot copy {} to {}: {}", from.native(), to.native(), error.message())};
  io::trace::sync_to_disk(to);
}

}  // namespace

fs::path checkpoint_folder(const fs::path& directory, std::uint64_t number) {
  return directory / fmt::format("{}{:04}", kFolder, number);
}

fs::path state_path(const fs::path& directory, std::uint64_t number, std::int32_t rank) {
  return io::trace::rank_path(checkpoint_folder(directory, number), rank);
}

void make_folder(const fs::path& directory, std::uint64_t number) {
  const fs::path folder = checkpoint_folder(directory, number);
  std::error_code error;
  if (fs::exists(folder, error)) remove_folder(folder);
  fs::create_directories(folder, error);
  if (error) fail("cannot create", folder, error);
}

void discard(const fs::path& directory, std::uint64_t number) {
  std::error_code ignored;  // whoever discards has another error to tell
  if (!fs::is_directory(checkpoint_folder(directory, number), ignored)) return;
  for (const auto& entry : fs::directory_iterator{checkpoint_folder(directory, number), ignored}) {
    if (entry.path().filename().native().starts_with("rank-")) fs::remove(entry.path(), ignored);
  }
  fs::remove(checkpoint_folder(directory, number), ignored);
}

void remove_older(const fs::path& directory, std::uint64_t number) {
  remove_all_but(directory, checkpoint_folder(directory, number));
}

void remove_checkpoints(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) return;
  const fs::path manifest = directory / kManifestName;
  const bool had_one = fs::exists(manifest, error);
  remove_file(manifest);
  remove_file(io::trace::PartialFile{manifest}.partial());
  if (had_one) io::trace::sync_to_disk(directory);
  remove_all_but(directory, {});
}

void copy_run(const fs::path& from, const fs::path& to, const Manifest& manifest) {
  remove_checkpoints(to);
  io::trace::prepare_directory(to);
  std::error_code error;
  for (std::size_t number = 0; number < manifest.parts.size(); ++number) {
    const auto part = static_cast<std::int32_t>(number);
    fs::create_directories(io::trace::part_folder(to, part), error);
    if (error) fail("cannot create", io::trace::part_folder(to, part), error);
    for (std::int32_t rank = 0; rank < manifest.parts[number].ranks; ++rank) {
      link_or_copy(io::trace::rank_path(io::trace::part_folder(from, part), rank),
                   io::trace::rank_path(io::trace::part_folder(to, part), rank));
    }
    io::trace::sync_to_disk(io::trace::part_folder(to, part));
  }
  make_folder(to, manifest.number);
  for (std::size_t rank = 0; rank < manifest.files.size(); ++rank) {
    const auto number = static_cast<std::int32_t>(rank);
    link_or_copy(state_path(from, manifest.number, number), state_path(to, manifest.number, number));
  }
  io::trace::sync_to_disk(checkpoint_folder(to, manifest.number));
  write_manifest(to, manifest);
}

std::vector<io::trace::Part> earlier_parts(const fs::path& directory) {
  std::error_code error;
  const fs::path file = directory / kManifestName;
  if (!fs::exists(file, error)) return {};
  const Manifest manifest = parse_manifest(read_text(file), file.native());
  std::vector<io::trace::Part> parts = manifest.parts;
  const fs::path next = io::trace::part_folder(directory, static_cast<std::int32_t>(parts.size()));
  if (fs::is_directory(next, error)) {
    const auto files = io::trace::rank_files(next);
    if (!files.empty() && io::trace::read_run_info(files.front()).since == manifest.head.cut.cycle) return parts;
  }
  parts.pop_back();  // the part that wrote this checkpoint was the last to run
  return parts;
}

std::string describe(const Manifest& manifest, const std::string& name) {
  std::string text =
      fmt::format("{}: checkpoint {} of a run, at cycle {}\n", name, manifest.number, manifest.head.cut.cycle);
  const auto line = [&](std::string_view what, const auto& value) {
    text += fmt::format("  {:<16} {}\n", what, value);
  };
  line("experiment", manifest.experiment_file);
  line("experiment hash", io::trace::hex(manifest.experiment_hash));
  line("seed", manifest.seed);
  line("plan digest", io::trace::hex(manifest.plan_digest));
  line("octosim", fmt::format("{}, build {}", manifest.version, manifest.build));
  line("events", manifest.head.events);
  line("components", manifest.components);
  line("ranks", manifest.files.size());
  std::uint64_t bytes = 0;
  for (const StateFile& file : manifest.files) bytes += file.bytes;
  line("bytes", bytes);
  line("restarts", manifest.parts.size() - 1);
  line("wall seconds", manifest.wall_ms / 1000);
  return text;
}

}  // namespace octosim::io::checkpoint
