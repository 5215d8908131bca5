#include "io/checkpoint/state_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "io/trace/directory.hpp"

namespace octosim::io::checkpoint {
namespace fs = std::filesystem;
namespace h5 = io::trace::h5;
namespace {

constexpr std::uint64_t kStateSchema = 1;
constexpr hsize_t kChunk = hsize_t{1} << 18U;          // elements; chosen: a chunk of data is compressed at once
constexpr std::size_t kBlock = std::size_t{1} << 20U;  // bytes; chosen: read at once

/// Calls `use` with the bytes of `path`, block by block.
template <class Use>
void for_each_block(const fs::path& path, Use&& use) {
  std::ifstream in{path, std::ios::binary};
  std::vector<char> block(kBlock);
  errno = 0;
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    use(std::as_bytes(std::span{block}.first(static_cast<std::size_t>(in.gcount()))));
  }
  if (!in.eof()) throw engine::SystemError{fmt::format("cannot read {}: {}", path.native(), std::strerror(errno))};
}

StateFile measure(const fs::path& path) {
  StateFile file;
  for_each_block(path, [&](std::span<const std::byte> block) {
    file.bytes += block.size();
    file.checksum = engine::hash_bytes(block, file.checksum);
  });
  return file;
}

void write_array(hid_t file, const char* name, hid_t file_type, hid_t memory_type, const void* data, hsize_t size,
                 unsigned compression) {
  const h5::Space space{H5Screate_simple(1, &size, nullptr), "cannot make a shape for", name};
  const h5::Properties create{H5Pcreate(H5P_DATASET_CREATE), "cannot make", "dataset properties"};
  h5::check(H5Pset_obj_track_times(create.id(), false), "cannot set", "dataset properties");
  if (compression > 0 && size > 0) {
    const hsize_t chunk = std::min(size, kChunk);
    h5::check(H5Pset_chunk(create.id(), 1, &chunk), "cannot set the chunk size of", name);
    h5::check(H5Pset_shuffle(create.id()), "cannot set the shuffle filter of", name);
    h5::check(H5Pset_deflate(create.id(), compression), "cannot set the deflate filter of", name);
  }
  const h5::Dataset dataset{H5Dcreate2(file, name, file_type, space.id(), H5P_DEFAULT, create.id(), H5P_DEFAULT),
                            "cannot create dataset", name};
  if (size == 0) return;
  h5::check(H5Dwrite(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "cannot write", name);
}

h5::Dataset open_array(hid_t file, const char* name, const std::string& file_name) {
  return {H5Dopen2(file, name, H5P_DEFAULT), "cannot open dataset", fmt::format("{} {}", file_name, name)};
}

template <class T>
std::vector<T> read_array(hid_t file, const char* name, hid_t memory_type, const std::string& file_name) {
  const h5::Dataset dataset = open_array(file, name, file_name);
  const h5::Space space{H5Dget_space(dataset.id()), "cannot get the shape of", name};
  const hssize_t size = H5Sget_simple_extent_npoints(space.id());
  h5::check(size, "cannot get the length of", name);
  std::vector<T> values(static_cast<std::size_t>(size));
  if (values.empty()) return values;
  h5::check(H5Dread(dataset.id(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "cannot read", name);
  return values;
}

}  // namespace

StateFile write_states(const fs::path& path, const engine::Image& image, std::uint64_t number, std::int32_t rank,
                       std::int32_t ranks, unsigned compression) {
  h5::quiet();
  io::trace::PartialFile target{path};
  {
    const std::lock_guard lock{h5::library_mutex()};
    h5::File file = h5::create(target.partial(), h5::Format::kPortable);
    {
      const h5::Group root{H5Gopen2(file.id(), "/", H5P_DEFAULT), "cannot open group", "/"};
      h5::write_u64(root.id(), "schema", kStateSchema);
      h5::write_u64(root.id(), "number", number);
      h5::write_u64(root.id(), "cut", image.head.cut.cycle);
      h5::write_u64(root.id(), "rank", static_cast<std::uint64_t>(rank));
      h5::write_u64(root.id(), "ranks", static_cast<std::uint64_t>(ranks));
    }
    write_array(file.id(), "/ids", H5T_STD_U32LE, H5T_NATIVE_UINT32, image.ids.data(), image.ids.size(), compression);
    write_array(file.id(), "/offsets", H5T_STD_U64LE, H5T_NATIVE_UINT64, image.offsets.data(), image.offsets.size(),
                compression);
    write_array(file.id(), "/data", H5T_STD_U8LE, H5T_NATIVE_UINT8, image.data.data(), image.data.size(), compression);
    file.close(target.partial().native());
  }
  StateFile described = measure(target.partial());
  described.components = image.ids.size();
  target.publish();
  return described;
}

void check_file(const fs::path& path, const StateFile& expected) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    throw engine::SystemError{fmt::format("{}: is missing from the checkpoint", path.native())};
  }
  const std::uint64_t bytes = fs::file_size(path, error);
  if (bytes != expected.bytes) {
    throw engine::SystemError{fmt::format("{}: is damaged or of another checkpoint: {} bytes (the checkpoint has {})",
                                          path.native(), bytes, expected.bytes)};
  }
  if (measure(path).checksum != expected.checksum) {
    throw engine::SystemError{
        fmt::format("{}: is damaged or of another checkpoint: its checksum does not match", path.native())};
  }
}

StateReader::StateReader(const fs::path& path) : name_{path.native()} {
  h5::quiet();
  file_ = h5::open(path);
  data_ = open_array(file_.id(), "/data", name_);
  ids_ = read_array<std::uint32_t>(file_.id(), "/ids", H5T_NATIVE_UINT32, name_);
}

std::vector<std::uint64_t> StateReader::offsets() const {
  return read_array<std::uint64_t>(file_.id(), "/offsets", H5T_NATIVE_UINT64, name_);
}

void StateReader::read(std::uint64_t first, std::span<std::byte> out) const {
  if (out.empty()) return;
  const hsize_t start = first;
  const hsize_t count = out.size();
  const h5::Space file{H5Dget_space(data_.id()), "cannot get the shape of", name_};
  h5::check(H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, &start, nullptr, &count, nullptr), "cannot select data of",
            name_);
  const h5::Space memory{H5Screate_simple(1, &count, nullptr), "cannot make a shape for", name_};
  h5::check(H5Dread(data_.id(), H5T_NATIVE_UINT8, memory.id(), file.id(), H5P_DEFAULT, out.data()), "cannot read",
            name_);
}

}  // namespace octosim::io::checkpoint
