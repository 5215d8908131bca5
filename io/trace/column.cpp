#include "io/trace/column.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::trace {
namespace {

/// Only the chunk being filled, and one more, stay in memory: a trace has hundreds of columns.
h5::Properties cache_of(std::uint64_t chunk_rows) {
  h5::Properties access{H5Pcreate(H5P_DATASET_ACCESS), "cannot make", "dataset access properties"};
  h5::check(H5Pset_chunk_cache(access.id(), 7, 2 * chunk_rows * sizeof(std::uint64_t), 1.0), "cannot set the",
            "chunk cache");
  return access;
}

/// The file and memory spaces of rows [first, first + count).
std::pair<h5::Space, h5::Space> select(hid_t dataset, hsize_t first, hsize_t count, std::string_view path) {
  h5::Space file{H5Dget_space(dataset), "cannot get the shape of", path};
  h5::check(H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, &first, nullptr, &count, nullptr), "cannot select rows of",
            path);
  h5::Space memory{H5Screate_simple(1, &count, nullptr), "cannot make a shape for", path};
  return {std::move(file), std::move(memory)};
}

}  // namespace

ColumnWriter::ColumnWriter(hid_t file, const std::string& path, std::string_view unit, std::string_view help,
                           Storage storage)
    : path_{path} {
  const hsize_t none = 0;
  const hsize_t endless = H5S_UNLIMITED;
  const hsize_t chunk = storage.chunk_rows;
  const h5::Space space{H5Screate_simple(1, &none, &endless), "cannot make a shape for", path};
  const h5::Properties create{H5Pcreate(H5P_DATASET_CREATE), "cannot make", "dataset properties"};
  h5::check(H5Pset_obj_track_times(create.id(), false), "cannot set", "dataset properties");
  h5::check(H5Pset_chunk(create.id(), 1, &chunk), "cannot set the chunk size of", path);
  if (storage.compression > 0) {
    h5::check(H5Pset_shuffle(create.id()), "cannot set the shuffle filter of", path);
    h5::check(H5Pset_deflate(create.id(), storage.compression), "cannot set the deflate filter of", path);
  }
  dataset_ = {H5Dcreate2(file, path.c_str(), H5T_STD_U64LE, space.id(), H5P_DEFAULT, create.id(),
                         cache_of(storage.chunk_rows).id()),
              "cannot create dataset", path};
  h5::write_text(dataset_.id(), "unit", unit);
  if (!help.empty()) h5::write_text(dataset_.id(), "help", help);
}

void ColumnWriter::append(std::span<const std::uint64_t> values) {
  if (values.empty()) return;
  const hsize_t first = rows_;
  const hsize_t rows = rows_ + values.size();
  h5::check(H5Dset_extent(dataset_.id(), &rows), "cannot extend", path_);
  rows_ = rows;
  const auto [file, memory] = select(dataset_.id(), first, values.size(), path_);
  h5::check(H5Dwrite(dataset_.id(), H5T_NATIVE_UINT64, memory.id(), file.id(), H5P_DEFAULT, values.data()),
            "cannot write", path_);
}

void ColumnWriter::flush() { h5::check(H5Dflush(dataset_.id()), "cannot flush", path_); }

ColumnReader::ColumnReader(hid_t file, const std::string& path, std::string_view file_name)
    : name_{fmt::format("{} {}", file_name, path)} {
  dataset_ = {H5Dopen2(file, path.c_str(), cache_of(16384).id()), "cannot open dataset", name_};
  const h5::Space space{H5Dget_space(dataset_.id()), "cannot get the shape of", name_};
  const h5::Type type{H5Dget_type(dataset_.id()), "cannot get the type of", name_};
  if (H5Sget_simple_extent_ndims(space.id()) != 1 || H5Tget_class(type.id()) != H5T_INTEGER) {
    throw engine::SystemError{fmt::format("{} is not a column of whole numbers", name_)};
  }
  hsize_t rows = 0;
  h5::check(H5Sget_simple_extent_dims(space.id(), &rows, nullptr), "cannot get the length of", name_);
  rows_ = rows;
}

std::uint64_t ColumnReader::stored_bytes() const { return H5Dget_storage_size(dataset_.id()); }

void ColumnReader::read(std::uint64_t first, std::span<std::uint64_t> out) const {
  if (out.empty()) return;
  const auto [file, memory] = select(dataset_.id(), first, out.size(), name_);
  h5::check(H5Dread(dataset_.id(), H5T_NATIVE_UINT64, memory.id(), file.id(), H5P_DEFAULT, out.data()), "cannot read",
            name_);
}

std::string ColumnReader::text(const std::string& attribute) const {
  return h5::has_attribute(dataset_.id(), attribute) ? h5::read_text(dataset_.id(), attribute, name_) : "";
}

}  // namespace octosim::io::trace
