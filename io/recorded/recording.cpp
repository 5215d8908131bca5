#include "io/recorded/recording.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/recorded/csv.hpp"
#include "io/recorded/hdf5_columns.hpp"
#include "io/recorded/tabulate.hpp"
#include "io/trace/directory.hpp"

namespace octosim::io::recorded {
namespace {
namespace fs = std::filesystem;

constexpr std::string_view kSignature = "\x89HDF\r\n\x1A\n";  // HDF5 File Format Specification, II.A

bool is_named_hdf5(const fs::path& path) { return path.extension() == ".h5" || path.extension() == ".hdf5"; }

[[noreturn]] void fail_to(std::string_view verb, const fs::path& path) {
  throw engine::SystemError{fmt::format("cannot {} {}: {}", verb, path.native(), std::strerror(errno))};
}

std::string bytes_of(const fs::path& path) {
  errno = 0;
  std::ifstream in{path, std::ios::binary};
  if (!in) fail_to("read", path);
  std::string bytes;
  std::error_code error;
  if (const auto size = fs::file_size(path, error); !error) bytes.reserve(size);
  std::array<char, 65'536> part;
  while (in.read(part.data(), part.size()) || in.gcount() > 0) {
    bytes.append(part.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof()) fail_to("read", path);
  return bytes;
}

bool is_hdf5(const fs::path& path) {
  std::array<char, 8> head{};
  std::ifstream in{path, std::ios::binary};
  in.read(head.data(), head.size());
  const std::string_view begins{head.data(), static_cast<std::size_t>(in.gcount())};
  return begins == kSignature;
}

}  // namespace

models::workload::Recorded read_recording(const fs::path& path, const models::workload::Owg& owg) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    throw engine::ModelError{fmt::format("{}: no such file (must be a recording, CSV or HDF5)", path.native())};
  }
  if (fs::is_directory(status)) {
    throw engine::ModelError{fmt::format("{}: is a directory (must be a recording, CSV or HDF5)", path.native())};
  }
  const Table table = is_hdf5(path) ? read_hdf5(path) : parse_csv(bytes_of(path), path.native());
  return tabulate(table, owg);
}

void expect_recording_name(const fs::path& path) {
  if (is_named_hdf5(path) || path.extension() == ".csv") return;
  throw engine::ModelError{fmt::format("{}: must end with .csv, .h5 or .hdf5", path.native())};
}

void write_recording(const fs::path& path, const Table& table, const models::workload::Owg& owg) {
  expect_recording_name(path);
  trace::PartialFile file{path};
  if (is_named_hdf5(path)) {
    write_hdf5(file.partial(), table, owg.name);
  } else {
    const std::string text = csv_of(table);
    errno = 0;
    std::ofstream out{file.partial(), std::ios::binary};
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) fail_to("write", path);
  }
  file.publish();
}

}  // namespace octosim::io::recorded
