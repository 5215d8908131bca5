#include "io/plan/image_writer.hpp"

#include <algorithm>
#include <atomic>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::plan {
namespace h5 = trace::h5;
namespace {

h5::Type copy_of(hid_t type) { return {H5Tcopy(type), "cannot make a", "number type"}; }

constexpr std::size_t kIncrement = 65'536;  // bytes by which an image in memory grows; chosen

/// Not the time at which it was made: the same plan gives the same bytes.
h5::Properties without_times(hid_t of) {
  h5::Properties create{H5Pcreate(of), "cannot make", "properties of an object"};
  h5::check(H5Pset_obj_track_times(create.id(), false), "cannot set", "properties of an object");
  return create;
}

}  // namespace

h5::Type type_of(bool) {
  h5::Type type{H5Tenum_create(H5T_STD_I8LE), "cannot make a", "boolean type"};
  for (const auto& [name, value] : {std::pair<const char*, std::int8_t>{"FALSE", 0}, {"TRUE", 1}}) {
    h5::check(H5Tenum_insert(type.id(), name, &value), "cannot make a", "boolean type");
  }
  return type;
}
h5::Type type_of(double) { return copy_of(H5T_IEEE_F64LE); }
h5::Type type_of(std::uint16_t) { return copy_of(H5T_STD_U16LE); }
h5::Type type_of(std::uint32_t) { return copy_of(H5T_STD_U32LE); }
h5::Type type_of(std::uint64_t) { return copy_of(H5T_STD_U64LE); }

std::string name_of_image() {
  static std::atomic<std::uint64_t> images = 0;
  return fmt::format("/dev/null/plan-{}", ++images);
}

ImageWriter::ImageWriter() {
  h5::quiet();
  const h5::Properties access{H5Pcreate(H5P_FILE_ACCESS), "cannot make", "file access properties"};
  h5::check(H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG), "cannot set the", "close degree");
  h5::check(H5Pset_fapl_core(access.id(), kIncrement, false), "cannot keep in memory", "a plan");
  const h5::Properties create = without_times(H5P_FILE_CREATE);
  file_ = h5::File{H5Fcreate(name_of_image().c_str(), H5F_ACC_TRUNC, create.id(), access.id()), "cannot make",
                   "a plan in memory"};
}

void ImageWriter::table(const std::string& path, std::uint64_t rows, std::string_view help) {
  const h5::Properties link{H5Pcreate(H5P_LINK_CREATE), "cannot make", "link properties"};
  h5::check(H5Pset_create_intermediate_group(link.id(), 1), "cannot set", "link properties");
  const h5::Group group{
      H5Gcreate2(file_.id(), path.c_str(), link.id(), without_times(H5P_GROUP_CREATE).id(), H5P_DEFAULT),
      "cannot create group", path};
  h5::write_u64(group.id(), "rows", rows);
  if (!help.empty()) h5::write_text(group.id(), "help", help);
}

void ImageWriter::bools(const std::string& path, Shape shape, const std::vector<bool>& values, const Note& note) {
  std::vector<std::int8_t> words;
  for (const bool value : values) words.push_back(value ? 1 : 0);
  write(path, shape, type_of(bool{}).id(), words.size(), words.data(), note);
}

void ImageWriter::texts(const std::string& path, Shape shape, const std::vector<std::string_view>& values,
                        const Note& note) {
  std::size_t length = 1;
  for (const std::string_view text : values) {
    if (text.find('\0') != std::string_view::npos) {
      throw engine::ModelError{fmt::format("{}: a text of the plan holds a zero byte (it must not)", path)};
    }
    length = std::max(length, text.size());
  }
  std::string bytes;
  for (const std::string_view text : values) bytes.append(text).append(length - text.size(), '\0');
  const h5::Type type = copy_of(H5T_C_S1);
  h5::check(H5Tset_size(type.id(), length), "cannot size the texts of", path);
  h5::check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "cannot set the character set of", path);
  h5::check(H5Tset_strpad(type.id(), H5T_STR_NULLPAD), "cannot set the padding of", path);
  write(path, shape, type.id(), values.size(), bytes.data(), note);
}

void ImageWriter::attribute(const std::string& name, std::uint64_t value) { h5::write_u64(file_.id(), name, value); }
void ImageWriter::attribute(const std::string& name, std::string_view value) {
  h5::write_text(file_.id(), name, value);
}

void ImageWriter::write(const std::string& path, Shape shape, hid_t type, std::size_t count, const void* values,
                        const Note& note) {
  const hsize_t size = count;
  const h5::Space space{shape == Shape::kScalar ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &size, nullptr),
                        "cannot make a shape for", path};
  const h5::Properties link{H5Pcreate(H5P_LINK_CREATE), "cannot make", "link properties"};
  h5::check(H5Pset_create_intermediate_group(link.id(), 1), "cannot set", "link properties");
  const h5::Dataset dataset{H5Dcreate2(file_.id(), path.c_str(), type, space.id(), link.id(),
                                       without_times(H5P_DATASET_CREATE).id(), H5P_DEFAULT),
                            "cannot create dataset", path};
  if (count > 0) {
    h5::check(H5Dwrite(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "cannot write dataset", path);
  }
  h5::write_text(dataset.id(), "unit", note.unit);
  if (!note.help.empty()) h5::write_text(dataset.id(), "help", note.help);
}

std::string ImageWriter::image() const {
  h5::check(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "cannot complete", "a plan in memory");
  const ssize_t size = h5::check(H5Fget_file_image(file_.id(), nullptr, 0), "cannot size", "a plan in memory");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  h5::check(H5Fget_file_image(file_.id(), bytes.data(), bytes.size()), "cannot copy", "a plan in memory");
  return bytes;
}

}  // namespace octosim::io::plan
