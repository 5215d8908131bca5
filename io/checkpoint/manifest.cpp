#include "io/checkpoint/manifest.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/directory.hpp"

namespace octosim::io::checkpoint {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kSchema = 1;
constexpr std::string_view kMark = R"({"octosim_checkpoint":)";
constexpr std::string_view kNoChecksum = R"("checksum":"0x0000000000000000"})";
constexpr std::size_t kDigits = 16;

/// The checksum of a manifest: of its text, with zeros where the checksum stands, at the end.
std::uint64_t checksum_of(std::string_view text) {
  std::string blank{text.substr(0, text.size() - kNoChecksum.size())};
  blank += kNoChecksum;
  return engine::hash_text(blank);
}

std::uint64_t from_hex(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  return value;
}

/// Two hexadecimal digits a byte.
std::string digits_of(std::string_view bytes) {
  constexpr std::string_view kHexadecimal = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kHexadecimal[byte / 16U];
    text += kHexadecimal[byte % 16U];
  }
  return text;
}

std::string bytes_of(const std::string& digits) {
  std::string bytes;
  for (std::size_t at = 0; at + 2 <= digits.size(); at += 2) {
    std::uint8_t byte = 0;
    std::from_chars(digits.data() + at, digits.data() + at + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

Json json_of(const engine::ImageHead& head) {
  return {{"cut", head.cut.cycle},
          {"events", head.events},
          {"last_release", head.last_release},
          {"last_progress", head.last_progress},
          {"last_handled", head.last_handled},
          {"next_sample", head.next_sample},
          {"ever_held", head.ever_held}};
}

engine::ImageHead head_of(const Json& json) {
  engine::ImageHead head;
  json.at("cut").get_to(head.cut.cycle);
  json.at("events").get_to(head.events);
  json.at("last_release").get_to(head.last_release);
  json.at("last_progress").get_to(head.last_progress);
  json.at("last_handled").get_to(head.last_handled);
  json.at("next_sample").get_to(head.next_sample);
  json.at("ever_held").get_to(head.ever_held);
  return head;
}

Manifest manifest_of(const Json& json) {
  Manifest manifest;
  json.at("number").get_to(manifest.number);
  json.at("version").get_to(manifest.version);
  json.at("build").get_to(manifest.build);
  json.at("experiment_file").get_to(manifest.experiment_file);
  json.at("experiment").get_to(manifest.experiment_text);
  json.at("owg").get_to(manifest.owg_text);
  manifest.experiment_hash = from_hex(json.at("experiment_hash"));
  json.at("seed").get_to(manifest.seed);
  manifest.plan_digest = from_hex(json.at("plan_digest"));
  manifest.plan_bytes = bytes_of(json.at("plan"));
  json.at("wall_ms").get_to(manifest.wall_ms);
  json.at("totals").get_to(manifest.totals);
  json.at("components").get_to(manifest.components);
  manifest.head = head_of(json.at("head"));
  for (const Json& file : json.at("files")) {
    manifest.files.push_back({file.at("bytes"), from_hex(file.at("checksum")), file.at("components")});
  }
  for (const Json& part : json.at("parts")) {
    manifest.parts.push_back(
        {part.at("ranks"), from_hex(part.at("experiment_hash")), part.at("since"), part.at("rows")});
  }
  return manifest;
}

}  // namespace

std::string to_text(const Manifest& manifest) {
  Json files = Json::array();
  for (const StateFile& file : manifest.files) {
    files.push_back(
        {{"bytes", file.bytes}, {"checksum", io::trace::hex(file.checksum)}, {"components", file.components}});
  }
  Json parts = Json::array();
  for (const io::trace::Part& part : manifest.parts) {
    parts.push_back({{"ranks", part.ranks},
                     {"experiment_hash", io::trace::hex(part.experiment_hash)},
                     {"since", part.since},
                     {"rows", part.rows}});
  }
  const Json json{{"octosim_checkpoint", kSchema},
                  {"number", manifest.number},
                  {"version", manifest.version},
                  {"build", manifest.build},
                  {"experiment_file", manifest.experiment_file},
                  {"experiment", manifest.experiment_text},
                  {"owg", manifest.owg_text},
                  {"experiment_hash", io::trace::hex(manifest.experiment_hash)},
                  {"seed", manifest.seed},
                  {"plan_digest", io::trace::hex(manifest.plan_digest)},
                  {"plan", digits_of(manifest.plan_bytes)},
                  {"wall_ms", manifest.wall_ms},
                  {"totals", manifest.totals},
                  {"components", manifest.components},
                  {"head", json_of(manifest.head)},
                  {"files", files},
                  {"parts", parts},
                  {"checksum", io::trace::hex(0)}};
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.replace(text.size() - 2 - kDigits, kDigits, io::trace::hex(checksum_of(text)).substr(2));
  return text + '\n';
}

Manifest parse_manifest(std::string_view text, const std::string& name) {
  const std::string damaged = fmt::format("{}: is damaged or cut short: its checksum does not match", name);
  if (text.empty()) throw engine::SystemError{damaged};
  if (!text.starts_with(kMark.substr(0, text.size()))) {
    throw engine::ModelError{
        fmt::format("{}: is not a checkpoint of octosim (must be a {}, or its directory)", name, kManifestName)};
  }
  if (text.size() <= kMark.size() + kNoChecksum.size() || text.back() != '\n') throw engine::SystemError{damaged};
  text.remove_suffix(1);
  const std::string ending = fmt::format("\"checksum\":\"{}\"}}", io::trace::hex(checksum_of(text)));
  if (!text.ends_with(ending)) throw engine::SystemError{damaged};
  try {
    const Json json = Json::parse(text);
    if (const std::uint64_t schema = json.at("octosim_checkpoint"); schema != kSchema) {
      throw engine::ModelError{
          fmt::format("{}: octosim_checkpoint = {} (this octosim reads schema {})", name, schema, kSchema)};
    }
    return manifest_of(json);
  } catch (const nlohmann::json::exception& error) {
    throw engine::SystemError{fmt::format("{}: is damaged: {}", name, error.what())};
  }
}

void check_build(const Manifest& manifest, const std::string& name, const std::string& version,
                 const std::string& build) {
  if (manifest.version == version && manifest.build == build) return;
  throw engine::ModelError{
      fmt::format("{}: was written by octosim {}, build {} (this is {}, build {}; only the program "
                  "that wrote a checkpoint goes on from it)",
                  name, manifest.version, manifest.build, version, build)};
}

fs::path find_manifest(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    if (!fs::exists(path, error)) throw engine::ModelError{fmt::format("{}: no such file", path.native())};
    return path;
  }
  fs::path file = path / kManifestName;
  if (fs::exists(file, error)) return file;
  throw engine::ModelError{fmt::format("{}: has no {}{}", path.native(), kManifestName,
                                       fs::exists(path / io::trace::kTraceName, error)
                                           ? fmt::format(" (the run is complete: {} is there)", io::trace::kTraceName)
                                           : "")};
}

std::string read_text(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::string text;
  std::array<char, 65536> block;
  errno = 0;
  while (in.read(block.data(), block.size()) || in.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof()) throw engine::SystemError{fmt::format("cannot read {}: {}", file.native(), std::strerror(errno))};
  return text;
}

void write_manifest(const fs::path& directory, const Manifest& manifest) {
  io::trace::PartialFile file{directory / kManifestName};
  errno = 0;
  std::ofstream out{file.partial(), std::ios::binary};
  out << to_text(manifest);
  out.close();
  if (!out) {
    throw engine::SystemError{fmt::format("cannot write {}: {}", file.partial().native(), std::strerror(errno))};
  }
  file.publish();
}

}  // namespace octosim::io::checkpoint
