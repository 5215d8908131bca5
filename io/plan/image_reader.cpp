#include "io/plan/image_reader.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::plan {
namespace h5 = trace::h5;

ImageReader::ImageReader(std::string_view image, std::string name) : name_{std::move(name)}, bytes_{image.size()} {
  h5::quiet();
  constexpr std::size_t kIncrement = 65'536;  // must be set; nothing grows
  const h5::Properties access{H5Pcreate(H5P_FILE_ACCESS), "cannot make", "file access properties"};
  h5::check(H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG), "cannot set the", "close degree");
  h5::check(H5Pset_fapl_core(access.id(), kIncrement, false), "cannot keep in memory", name_);
  std::string copy{image};  // H5Pset_file_image takes it as not const, and copies it
  h5::check(H5Pset_file_image(access.id(), copy.data(), copy.size()), "cannot keep in memory", name_);
  const hid_t file = H5Fopen(name_of_image().c_str(), H5F_ACC_RDONLY, access.id());
  if (file < 0) throw engine::ModelError{fmt::format("{}: what follows its first lines is not HDF5", name_)};
  file_ = h5::File{file, "cannot open", name_};
}

void ImageReader::refuse(const std::string& path, const std::string& what) const {
  throw engine::ModelError{fmt::format("{}: {}: {}", name_, path, what)};
}

/// Follows no link to other files.
void ImageReader::expect_own(const std::string& path) const {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    H5L_info_t link;
    if (H5Lexists(file_.id(), part.c_str(), H5P_DEFAULT) <= 0) refuse(path, "is missing");
    if (H5Lget_info(file_.id(), part.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) {
      refuse(path, "is a link (must be in the file itself)");
    }
    if (end == std::string::npos) return;
  }
}

std::uint64_t ImageReader::rows(const std::string& path) const {
  expect_own(path);
  const hid_t id = H5Gopen2(file_.id(), path.c_str(), H5P_DEFAULT);
  if (id < 0) refuse(path, "is not a group");
  const h5::Group group{id, "cannot open", path};
  std::uint64_t rows = 0;
  try {
    rows = h5::read_u64(group.id(), "rows", path);
  } catch (const engine::SystemError& error) {
    refuse(path, error.what());
  }
  if (rows > bytes_) refuse(path, fmt::format("rows = {} (the file is smaller)", rows));
  return rows;
}

h5::Dataset ImageReader::open(const std::string& path, Shape shape, hid_t type) const {
  expect_own(path);
  const hid_t id = H5Dopen2(file_.id(), path.c_str(), H5P_DEFAULT);
  if (id < 0) refuse(path, "is not a dataset");
  h5::Dataset dataset{id, "cannot open", path};
  const h5::Type found{H5Dget_type(dataset.id()), "cannot get the type of", path};
  const bool is_text = H5Tget_class(found.id()) == H5T_STRING && H5Tis_variable_str(found.id()) == 0;
  if (type == H5I_INVALID_HID ? !is_text : H5Tequal(found.id(), type) <= 0) refuse(path, "is of another type");
  const h5::Space space{H5Dget_space(dataset.id()), "cannot get the shape of", path};
  const bool is_scalar = H5Sget_simple_extent_type(space.id()) == H5S_SCALAR;
  const bool is_column =
      H5Sget_simple_extent_type(space.id()) == H5S_SIMPLE && H5Sget_simple_extent_ndims(space.id()) == 1;
  if (shape == Shape::kScalar ? !is_scalar : !is_column) refuse(path, "is of another shape");
  const h5::Properties create{H5Dget_create_plist(dataset.id()), "cannot get the properties of", path};
  const bool plain = H5Pget_layout(create.id()) == H5D_CONTIGUOUS && H5Pget_external_count(create.id()) == 0 &&
                     H5Pget_nfilters(create.id()) == 0;
  if (!plain) refuse(path, "is not stored in one piece (must be contiguous, unfiltered, in the file itself)");
  return dataset;
}

std::size_t ImageReader::size_of(const h5::Dataset& dataset, const std::string& path,
                                 std::optional<std::uint64_t> count) const {
  const h5::Space space{H5Dget_space(dataset.id()), "cannot get the shape of", path};
  const h5::Type type{H5Dget_type(dataset.id()), "cannot get the type of", path};
  const auto values = static_cast<std::uint64_t>(h5::check(H5Sget_simple_extent_npoints(space.id()), "no size", path));
  if (count && values != *count) refuse(path, fmt::format("has {} values (must be {})", values, *count));
  const std::uint64_t each = H5Tget_size(type.id());
  if (each == 0 || values > bytes_ / each) refuse(path, fmt::format("has {} values (the file is smaller)", values));
  // HDF5 would give zeros for what is not there.
  if (values > 0 && H5Dget_storage_size(dataset.id()) != values * each) refuse(path, "has no values");
  return values;
}

void ImageReader::read(const h5::Dataset& dataset, const std::string& path, hid_t type, void* values,
                       std::size_t count) const {
  if (count > 0 && H5Dread(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
    refuse(path, "cannot be read");
  }
}

std::vector<std::string> ImageReader::texts(const std::string& path, Shape shape,
                                            std::optional<std::uint64_t> count) const {
  const h5::Dataset dataset = open(path, shape, H5I_INVALID_HID);
  const h5::Type type{H5Dget_type(dataset.id()), "cannot get the type of", path};
  const std::size_t length = H5Tget_size(type.id());
  const std::size_t values = size_of(dataset, path, count);
  std::string bytes(values * length, '\0');
  read(dataset, path, type.id(), bytes.data(), values);
  std::vector<std::string> texts;
  texts.reserve(values);
  for (std::size_t i = 0; i < values; ++i) {
    std::string text = bytes.substr(i * length, length);
    text.erase(text.find_last_not_of('\0') + 1);
    texts.push_back(std::move(text));
  }
  return texts;
}

std::uint64_t ImageReader::number_attribute(const std::string& name) const {
  try {
    return h5::read_u64(file_.id(), name, "");
  } catch (const engine::SystemError& error) {
    refuse("/@" + name, error.what());
  }
}

std::string ImageReader::text_attribute(const std::string& name) const {
  try {
    return h5::read_text(file_.id(), name, "");
  } catch (const engine::SystemError& error) {
    refuse("/@" + name, error.what());
  }
}

}  // namespace octosim::io::plan
