#include "io/partition/saved_partition.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "io/trace/directory.hpp"

namespace octosim::io::partition {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

constexpr std::string_view kFormat = "octosim partition";
constexpr std::array<std::string_view, 7> kKeys{"format",  "version", "experiment",     "method",
                                                "machine", "ranks",   "rank_of_cluster"};
constexpr auto kMostRanks = static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max());

/// A JSON file and its name, for messages.
struct Source {
  const fs::path& path;
  json object;

  [[noreturn]] void refuse(std::string_view key, const std::string& value, std::string_view allowed) const {
    throw engine::ModelError{fmt::format("{}: {} = {} ({})", path.native(), key, value, allowed)};
  }
  const json& at(std::string_view key) const {
    const auto found = object.find(key);
    if (found == object.end()) throw engine::ModelError{fmt::format("{}: {} is missing", path.native(), key)};
    return *found;
  }
  std::string text(std::string_view key) const {
    const json& value = at(key);
    if (!value.is_string()) refuse(key, value.dump(), "must be a text");
    return value.get<std::string>();
  }
  std::uint64_t number(std::string_view key, std::uint64_t least, std::uint64_t most) const {
    return whole(key, at(key), least, most);
  }
  std::uint64_t whole(std::string_view key, const json& value, std::uint64_t least, std::uint64_t most) const {
    const bool good =
        value.is_number_unsigned() && value.get<std::uint64_t>() >= least && value.get<std::uint64_t>() <= most;
    if (!good) refuse(key, value.dump(), fmt::format("must be a whole number, {} .. {}", least, most));
    return value.get<std::uint64_t>();
  }
};

Source read_source(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) throw engine::ModelError{fmt::format("{}: no such file", path.native())};
  if (fs::is_directory(path, error)) {
    throw engine::ModelError{fmt::format("{}: is a directory, not a partition", path.native())};
  }
  errno = 0;
  std::ifstream in{path, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in) throw engine::SystemError{fmt::format("cannot read {}: {}", path.native(), std::strerror(errno))};
  try {
    Source source{path, json::parse(text)};
    if (source.object.is_object()) return source;
  } catch (const json::parse_error& parse_error) {
    throw engine::ModelError{fmt::format("{}: is not JSON (byte {})", path.native(), parse_error.byte)};
  }
  throw engine::ModelError{fmt::format("{}: is not a JSON object", path.native())};
}

std::uint64_t parse_machine(const Source& source) {
  const std::string text = source.text("machine");
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  if (text.size() > 2 && text.starts_with("0x")) {
    const auto [stop, error] = std::from_chars(text.data() + 2, end, value, 16);
    if (error == std::errc{} && stop == end) return value;
  }
  source.refuse("machine", '"' + text + '"', "must be 0x and up to 16 hexadecimal digits");
}

}  // namespace

void write_partition(const fs::path& path, const SavedPartition& partition) {
  nlohmann::ordered_json object;
  object["format"] = kFormat;
  object["version"] = kVersion;
  object["experiment"] = partition.experiment;
  object["method"] = partition.method;
  object["machine"] = fmt::format("{:#x}", partition.machine);
  object["ranks"] = partition.ranks;
  object["rank_of_cluster"] = partition.rank_of_cluster;
  trace::PartialFile file{path};
  errno = 0;
  std::ofstream out{file.partial(), std::ios::binary};
  out << object.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  out.close();
  if (!out) throw engine::SystemError{fmt::format("cannot write {}: {}", path.native(), std::strerror(errno))};
  file.publish();
}

SavedPartition read_partition(const fs::path& path) {
  const Source source = read_source(path);
  if (const std::string format = source.text("format"); format != kFormat) {
    source.refuse("format", '"' + format + '"', fmt::format("must be \"{}\"", kFormat));
  }
  static_cast<void>(source.number("version", kVersion, kVersion));
  for (const auto& [key, value] : source.object.items()) {
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
      throw engine::ModelError{
          fmt::format("{}: unknown key {} (the keys are {})", path.native(), key, fmt::join(kKeys, ", "))};
    }
  }
  SavedPartition saved;
  saved.experiment = source.text("experiment");
  saved.method = source.text("method");
  saved.machine = parse_machine(source);
  saved.ranks = static_cast<std::int32_t>(source.number("ranks", 1, kMostRanks));
  const json& ranks = source.at("rank_of_cluster");
  if (!ranks.is_array()) source.refuse("rank_of_cluster", ranks.dump(), "must be a list of ranks");
  if (ranks.size() < static_cast<std::size_t>(saved.ranks)) {
    source.refuse("ranks", std::to_string(saved.ranks),
                  fmt::format("rank_of_cluster has only {} clusters", ranks.size()));
  }
  std::vector<bool> works(static_cast<std::size_t>(saved.ranks), false);
  for (std::size_t cluster = 0; cluster < ranks.size(); ++cluster) {
    const std::uint64_t rank = source.whole(fmt::format("rank_of_cluster[{}]", cluster), ranks[cluster], 0,
                                            static_cast<std::uint64_t>(saved.ranks) - 1);
    saved.rank_of_cluster.push_back(static_cast<std::int32_t>(rank));
    works[rank] = true;
  }
  if (const auto idle = std::find(works.begin(), works.end(), false); idle != works.end()) {
    throw engine::ModelError{fmt::format("{}: rank_of_cluster: rank {} has no cluster (each of 0 .. {} must have one)",
                                         path.native(), idle - works.begin(), saved.ranks - 1)};
  }
  return saved;
}

void expect_fits(const SavedPartition& saved, const fs::path& path, std::uint64_t machine, std::size_t clusters,
                 std::int32_t ranks) {
  if (saved.rank_of_cluster.size() != clusters) {
    throw engine::ModelError{fmt::format("{}: rank_of_cluster has {} clusters (this machine has {})", path.native(),
                                         saved.rank_of_cluster.size(), clusters)};
  }
  if (saved.machine != machine) {
    throw engine::ModelError{fmt::format("{}: machine = {:#x} (this one is {:#x}: it has other clusters or latencies)",
                                         path.native(), saved.machine, machine)};
  }
  if (saved.ranks != ranks) {
    throw engine::ModelError{
        fmt::format("{}: ranks = {} (must be {}, the ranks it is used for)", path.native(), saved.ranks, ranks)};
  }
}

}  // namespace octosim::io::partition
