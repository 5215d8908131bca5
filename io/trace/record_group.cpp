#include "io/trace/record_group.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::trace {
namespace {

/// The paths of all groups below `group` that have the attribute `columns`.
void collect_paths(hid_t file, const std::string& path, std::vector<std::string>& found) {
  const h5::Group group{H5Gopen2(file, path.empty() ? "/" : path.c_str(), H5P_DEFAULT), "cannot open group", path};
  if (h5::has_attribute(group.id(), "columns")) found.push_back(path);
  H5G_info_t info{};
  h5::check(H5Gget_info(group.id(), &info), "cannot list group", path);
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const ssize_t length = H5Lget_name_by_idx(group.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT);
    h5::check(length, "cannot list group", path);
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    h5::check(H5Lget_name_by_idx(group.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT),
              "cannot list group", path);
    name.pop_back();
    const h5::Object object{H5Oopen(group.id(), name.c_str(), H5P_DEFAULT), "cannot open", name};
    if (H5Iget_type(object.id()) == H5I_GROUP) collect_paths(file, path + "/" + name, found);
  }
}

RecordShape read_shape(hid_t file, const std::string& path, const std::string& file_name) {
  const std::string where = file_name + " " + path;
  const h5::Group group{H5Gopen2(file, path.c_str(), H5P_DEFAULT), "cannot open group", where};
  RecordShape shape{path,
                    h5::read_text(group.id(), "help", where),
                    level_named(h5::read_text(group.id(), "level", where), where),
                    {}};
  std::vector<std::string> names{"time", "component", "nth"};
  std::istringstream declared{h5::read_text(group.id(), "columns", where)};
  for (std::string name; std::getline(declared, name, ',');) names.push_back(name);
  for (const std::string& name : names) {
    const ColumnReader column{file, path + "/" + name, file_name};
    shape.columns.push_back({name, column.text("unit"), column.text("help")});
  }
  return shape;
}

}  // namespace

GroupWriter::GroupWriter(hid_t file, const RecordShape& shape, Storage storage) {
  const h5::Group group = h5::make_group(file, shape.path);
  h5::write_text(group.id(), "help", shape.help);
  h5::write_text(group.id(), "level", name_of(shape.level));
  h5::write_text(group.id(), "columns", declared_columns(shape));
  columns_.reserve(shape.columns.size());
  for (const ColumnShape& column : shape.columns) {
    columns_.emplace_back(file, shape.path + "/" + column.name, column.unit, column.help, storage);
  }
}

void GroupWriter::append(const Block& block) {
  for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].append(block[c]);
  dirty_ = true;
}

void GroupWriter::append_rows(std::span<const std::uint64_t> rows) {
  const std::size_t width = columns_.size();
  column_.resize(rows.size() / width);
  for (std::size_t c = 0; c < width; ++c) {
    for (std::size_t row = 0; row < column_.size(); ++row) column_[row] = rows[row * width + c];
    columns_[c].append(column_);
  }
  dirty_ = true;
}

void GroupWriter::flush() {
  if (!dirty_) return;
  for (ColumnWriter& column : columns_) column.flush();
  dirty_ = false;
}

GroupReader::GroupReader(hid_t file, const RecordShape& shape, const std::string& file_name) {
  for (const ColumnShape& column : shape.columns)
    columns_.emplace_back(file, shape.path + "/" + column.name, file_name);
  rows_ = std::min_element(columns_.begin(), columns_.end(), [](const auto& a, const auto& b) {
            return a.rows() < b.rows();
          })->rows();
}

void GroupReader::limit(std::uint64_t rows) {
  if (rows > rows_) {
    throw engine::SystemError{
        fmt::format("{} has {} rows, but had {} when the run was checkpointed: the file is damaged", columns_[0].name(),
                    rows_, rows)};
  }
  rows_ = rows;
}

bool GroupReader::equal_lengths() const {
  return std::all_of(columns_.begin(), columns_.end(), [&](const auto& column) { return column.rows() == rows_; });
}

std::uint64_t GroupReader::stored_bytes() const {
  std::uint64_t bytes = 0;
  for (const ColumnReader& column : columns_) bytes += column.stored_bytes();
  return bytes;
}

void GroupReader::read(std::uint64_t first, std::uint64_t count, Block& block) const {
  const std::uint64_t here = first < rows_ ? std::min(count, rows_ - first) : 0;
  block.resize(columns_.size());
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    block[c].resize(here);
    columns_[c].read(first, block[c]);
  }
}

std::vector<RecordShape> read_shapes(hid_t file, const std::string& file_name) {
  std::vector<std::string> paths;
  collect_paths(file, "", paths);
  std::vector<RecordShape> shapes;
  for (const std::string& path : paths) shapes.push_back(read_shape(file, path, file_name));
  sort_by_path(shapes);
  return shapes;
}

}  // namespace octosim::io::trace
