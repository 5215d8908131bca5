#include "io/plan/envelope.hpp"

#include <charconv>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"

namespace octosim::io::plan {
namespace {

using engine::ModelError;

constexpr std::string_view kMark = "octosim plan, version ";
constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n";

std::string envelope_of(std::string_view image) {
  std::string text =
      fmt::format("{}{}\nbytes {}\nxxh3 {:#018x}\nThe rest is HDF5: h5py and h5dump read this file as it is.\n", kMark,
                  kVersion, kEnvelopeBytes + image.size(), engine::hash_text(image));
  text.resize(kEnvelopeBytes, '\0');
  return text;
}

/// The number after the mark; 0 if there is none.
std::uint64_t version_of(std::string_view bytes) {
  std::uint64_t version = 0;
  std::from_chars(bytes.data() + kMark.size(), bytes.data() + bytes.size(), version);
  return version;
}

}  // namespace

std::string seal(std::string_view image) { return envelope_of(image).append(image); }

bool is_sealed(std::string_view bytes) { return bytes.starts_with(kMark); }

std::string_view unseal(std::string_view bytes, const std::string& name) {
  if (bytes.empty()) throw ModelError{fmt::format("{}: is empty (must be a plan, of octosim compile)", name)};
  if (bytes.starts_with(kHdf5)) {
    throw ModelError{fmt::format("{}: is HDF5, but no plan (must be one, of octosim compile; is it a trace?)", name)};
  }
  if (!is_sealed(bytes)) throw ModelError{fmt::format("{}: is not a plan (must be one, of octosim compile)", name)};
  if (const std::uint64_t version = version_of(bytes.substr(0, kEnvelopeBytes)); version != kVersion) {
    throw ModelError{fmt::format("{}: is a plan of version {} (this octosim reads version {}; compile it again)", name,
                                 version, kVersion)};
  }
  if (bytes.size() <= kEnvelopeBytes || bytes.substr(0, kEnvelopeBytes) != envelope_of(bytes.substr(kEnvelopeBytes))) {
    throw ModelError{
        fmt::format("{}: is damaged, cut short or edited: its size or checksum is not what its first lines say "
                    "(compile it again)",
                    name)};
  }
  return bytes.substr(kEnvelopeBytes);
}

}  // namespace octosim::io::plan
