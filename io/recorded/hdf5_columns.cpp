#include "io/recorded/hdf5_columns.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/trace/hdf5.hpp"

namespace octosim::io::recorded {
namespace {
namespace h5 = trace::h5;

constexpr const char* kGroup = "/recorded";
constexpr hsize_t kChunk = 65'536;          // values; chosen
constexpr hsize_t kMostRows = 1ULL << 32U;  // of a file, so that no false length asks for all memory

std::vector<std::string> names_in(hid_t group, const std::string& where) {
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t at = 0;
  h5::check(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &at, add, &names), "cannot list", where);
  return names;
}

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw engine::ModelError{fmt::format("{}: {}", path, what)};
}

Column read_column(hid_t group, const std::string& name, const std::string& path) {
  H5L_info_t link;
  if (H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) {
    refuse(path, "is a link (must be a dataset of the file itself)");
  }
  const hid_t id = H5Dopen2(group, name.c_str(), H5P_DEFAULT);
  if (id < 0) refuse(path, "is no dataset (must be a column of numbers)");
  const h5::Dataset dataset{id, "cannot open", path};
  const h5::Type type{H5Dget_type(dataset.id()), "cannot get the type of", path};
  const h5::Space space{H5Dget_space(dataset.id()), "cannot get the shape of", path};
  const H5T_class_t kind = H5Tget_class(type.id());
  if (kind != H5T_INTEGER && kind != H5T_FLOAT) refuse(path, "is no column of numbers");
  const bool is_column =
      H5Sget_simple_extent_type(space.id()) == H5S_SIMPLE && H5Sget_simple_extent_ndims(space.id()) == 1;
  if (!is_column) refuse(path, "is of another shape (must be one-dimensional)");
  const auto rows = static_cast<hsize_t>(h5::check(H5Sget_simple_extent_npoints(space.id()), "no size", path));
  if (rows > kMostRows) refuse(path, fmt::format("has {} rows (must be at most {})", rows, kMostRows));
  Column column{.name = name, .values = std::vector<double>(rows)};
  if (rows > 0 && H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, column.values.data()) < 0) {
    refuse(path, "cannot be read: it is damaged, or compressed in a way that this HDF5 does not know");
  }
  for (std::size_t row = 0; row < rows; ++row) {
    if (name == kItem && column.values[row] < 0) column.values[row] = kEmpty;
    if (std::isinf(column.values[row])) refuse(path, fmt::format("row {}: is infinite (must be finite)", row));
  }
  return column;
}

void write_column(hid_t group, const Column& column) {
  const hsize_t rows = column.values.size(), chunk = std::clamp<hsize_t>(rows, 1, kChunk);
  const h5::Space space{H5Screate_simple(1, &rows, nullptr), "cannot make a", "shape"};
  const h5::Properties create{H5Pcreate(H5P_DATASET_CREATE), "cannot make", "dataset properties"};
  h5::check(H5Pset_chunk(create.id(), 1, &chunk), "cannot set the", "chunks");
  h5::check(H5Pset_shuffle(create.id()), "cannot set the", "filters");
  h5::check(H5Pset_deflate(create.id(), 1), "cannot set the", "filters");
  const h5::Dataset dataset{
      H5Dcreate2(group, column.name.c_str(), H5T_IEEE_F64LE, space.id(), H5P_DEFAULT, create.id(), H5P_DEFAULT),
      "cannot create", column.name};
  h5::check(H5Dwrite(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, column.values.data()),
            "cannot write", column.name);
}

Table read_open(hid_t file, const std::string& name) {
  const bool in_group = h5::has_object(file, kGroup);
  const std::string below = in_group ? std::string{kGroup} + "/" : "/";
  const hid_t id = H5Gopen2(file, below.c_str(), H5P_DEFAULT);
  if (id < 0) refuse(fmt::format("{}: {}", name, kGroup), "is no group");
  const h5::Group group{id, "cannot open", name};
  const std::vector<std::string> names = names_in(group.id(), name);
  if (!std::ranges::count(names, kVideo)) {
    refuse(name, fmt::format("is no recording: it has no dataset {}{} (see io/recorded/FORMAT.md)", below, kVideo));
  }
  Table table{.file = name, .columns = {}, .where = {}};
  for (const std::string& one : names) {
    const std::string path = fmt::format("{}: {}{}", name, below, one);
    table.columns.push_back(read_column(group.id(), one, path));
    if (table.columns.back().values.size() != table.rows()) {
      refuse(path, fmt::format("has {} rows, {}{} has {} (must be equal)", table.columns.back().values.size(), below,
                               table.columns.front().name, table.rows()));
    }
  }
  table.where = [name, below](std::size_t row, std::string_view column) {
    return fmt::format("{}: {}{}: row {}", name, below, column, row);
  };
  return table;
}

}  // namespace

Table read_hdf5(const std::filesystem::path& path) {
  h5::quiet();
  const h5::File file = h5::open(path);
  try {
    return read_open(file.id(), path.native());
  } catch (const engine::SystemError& error) {  // of what is in the file
    throw engine::ModelError{fmt::format("{}: is damaged: {}", path.native(), error.what())};
  }
}

void write_hdf5(const std::filesystem::path& path, const Table& table, const std::string& workflow) {
  h5::quiet();
  h5::File file = h5::create(path, h5::Format::kPortable);
  {
    const h5::Group group = h5::make_group(file.id(), kGroup);
    h5::write_text(group.id(), "format", "octosim recording");
    h5::write_u64(group.id(), "version", 1);
    h5::write_text(group.id(), "workflow", workflow);
    for (const Column& column : table.columns) write_column(group.id(), column);
  }
  file.close(path.native());
}

}  // namespace octosim::io::recorded
