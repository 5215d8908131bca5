#include "io/trace/directory.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/base/error.hpp"

namespace octosim::io::trace {
namespace fs = std::filesystem;
namespace {

/// NNNN in a name PREFIX NNNN SUFFIX with at least four digits; nothing for other names.
std::optional<std::int32_t> number_in(const std::string& name, std::string_view prefix, std::string_view suffix) {
  if (name.size() < prefix.size() + 4 + suffix.size() || !name.starts_with(prefix) || !name.ends_with(suffix)) {
    return std::nullopt;
  }
  std::int32_t number = 0;
  const char* const end = name.data() + name.size() - suffix.size();
  const auto [stop, error] = std::from_chars(name.data() + prefix.size(), end, number);
  if (error != std::errc{} || stop != end || number < 0) return std::nullopt;
  return number;
}

[[noreturn]] void fail(std::string_view what, const fs::path& path, int code) {
  throw engine::SystemError{fmt::format("{} {}: {}", what, path.native(), std::strerror(code))};
}

void remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) fail("cannot remove", path, error.value());
}

}  // namespace

void sync_to_disk(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail("cannot open", path, errno);
  const int code = ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  if (code != 0 && code != EINVAL) fail("cannot write to disk", path, code);  // EINVAL: not for such files
}

void allow_open_files(std::size_t count) {
  constexpr rlim_t kOthers = 256;  // chosen: of MPI, libraries and the terminal
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min<rlim_t>(count + kOthers, limit.rlim_max);
  if (wanted <= limit.rlim_cur) return;
  limit.rlim_cur = wanted;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // if it is refused, opening fails and says so
}

namespace {

constexpr const char* kBegun = ".h5.begun";

/// rank-NNNN`suffix` in `directory`, by number.
std::vector<fs::path> numbered(const fs::path& directory, const char* suffix) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    throw engine::ModelError{fmt::format("{}: {}", directory.native(),
                                         fs::exists(directory, error) ? "is not a directory" : "no such directory")};
  }
  std::vector<std::pair<std::int32_t, fs::path>> found;
  for (const auto& entry : fs::directory_iterator{directory, error}) {
    const auto rank = number_in(entry.path().filename().native(), "rank-", suffix);
    if (rank) found.emplace_back(*rank, entry.path());
  }
  if (error) fail("cannot list", directory, error.value());
  std::sort(found.begin(), found.end());
  std::vector<fs::path> paths;
  for (auto& [rank, path] : found) paths.push_back(std::move(path));
  return paths;
}

}  // namespace

fs::path part_folder(const fs::path& directory, std::int32_t number) {
  return number == 0 ? directory : directory / fmt::format("part-{:04}", number);
}

std::vector<std::int32_t> part_numbers(const fs::path& directory) {
  std::vector<std::int32_t> numbers;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{directory, error}) {
    const auto number = number_in(entry.path().filename().native(), "part-", "");
    if (number && *number > 0 && entry.is_directory()) numbers.push_back(*number);
  }
  if (error) fail("cannot list", directory, error.value());
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

namespace {

/// Of one folder, also those that were only begun.
void remove_all_of(const fs::path& folder) {
  for (const fs::path& path : numbered(folder, ".h5")) remove_file(path);
  for (const fs::path& path : numbered(folder, kBegun)) remove_file(path);
}

}  // namespace

void remove_rank_files(const fs::path& directory, std::int32_t first) {
  if (first == 0) remove_all_of(directory);
  for (const std::int32_t number : part_numbers(directory)) {
    if (number < first) continue;
    const fs::path folder = part_folder(directory, number);
    remove_all_of(folder);
    std::error_code not_empty;  // what else is in it was not ours
    fs::remove(folder, not_empty);
  }
}

fs::path trace_in(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return path;
  for (const char* name : {kTraceName, kRecoveredName}) {
    if (fs::exists(path / name, error)) return path / name;
  }
  throw engine::ModelError{fmt::format("{}: has no {} and no {} (octosim recover {} makes the second of a killed run)",
                                       path.native(), kTraceName, kRecoveredName, path.native())};
}

fs::path rank_path(const fs::path& directory, std::int32_t rank) {
  return directory / fmt::format("rank-{:04}.h5", rank);
}

fs::path begun_path(const fs::path& rank_file) { return rank_file.native() + ".begun"; }

std::vector<fs::path> rank_files(const fs::path& directory) { return numbered(directory, ".h5"); }

void prepare_directory(const fs::path& directory, std::int32_t part) {
  std::error_code error;
  if (fs::exists(directory, error) && !fs::is_directory(directory, error)) {
    throw engine::ModelError{
        fmt::format("output directory {}: is a file (must be a directory, or a new name)", directory.native())};
  }
  fs::create_directories(directory, error);
  if (error) fail("cannot create output directory", directory, error.value());
  if (::access(directory.c_str(), W_OK | X_OK) != 0) fail("cannot write to output directory", directory, errno);
  remove_rank_files(directory, part);
  fs::create_directories(part_folder(directory, part), error);
  if (error) fail("cannot create", part_folder(directory, part), error.value());
  for (const char* name : {kTraceName, kRecoveredName, kSummaryName}) {
    remove_file(directory / name);
    remove_file(PartialFile{directory / name}.partial());
  }
}

void write_summary(const fs::path& directory, const Summary& summary) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [name, value] : summary) {
    std::visit([&json, &key = name](const auto& plain) { json[key] = plain; }, value);
  }
  PartialFile file{directory / kSummaryName};
  errno = 0;
  std::ofstream out{file.partial(), std::ios::binary};
  out << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  out.close();
  if (!out) fail("cannot write", file.partial(), errno);
  file.publish();
}

PartialFile::PartialFile(fs::path path) : path_{std::move(path)}, partial_{path_.native() + ".partial"} {}

PartialFile::~PartialFile() {
  std::error_code ignored;  // it may be gone: published, or never made
  fs::remove(partial_, ignored);
}

void PartialFile::publish() {
  sync_to_disk(partial_);
  std::error_code error;
  fs::rename(partial_, path_, error);
  if (error) fail("cannot rename a finished file to", path_, error.value());
  sync_to_disk(path_.has_parent_path() ? path_.parent_path() : ".");
}

}  // namespace octosim::io::trace
