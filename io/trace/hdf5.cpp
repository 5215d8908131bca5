#include "io/trace/hdf5.hpp"

#include <algorithm>
#include <atomic>
#include <memory>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::trace::h5 {
namespace {

std::string deepest_message() {
  std::string message;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned n, const H5E_error2_t* error, void* out) -> herr_t {
        if (n == 0 && error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
        return 0;
      },
      &message);
  std::replace(message.begin(), message.end(), '\n', ' ');  // HDF5 puts ctime() into some
  if (message.empty()) return "HDF5 gives no reason";
  if (message.find("lock file") != std::string::npos) {
    message += " (where the file system has no locks, set HDF5_USE_FILE_LOCKING=FALSE)";
  }
  return "HDF5: " + message;
}

/// What HDF5 can begin to read, but not open: short or damaged, unless the machine refuses it.
[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& reason) {
  if (reason.find("errno") != std::string::npos) {
    throw engine::SystemError{fmt::format("cannot open {}: {}", path.native(), reason)};
  }
  if (reason.find("truncated file") != std::string::npos) {
    throw engine::ModelError{
        fmt::format("{}: was cut short (copy it again, or octosim recover its directory; {})", path.native(), reason)};
  }
  throw engine::ModelError{fmt::format("{}: is damaged ({})", path.native(), reason)};
}

Space scalar() { return {H5Screate(H5S_SCALAR), "cannot make a", "scalar"}; }

/// `length`: in bytes, or H5T_VARIABLE.
Type text_type(std::size_t length) {
  Type type{H5Tcopy(H5T_C_S1), "cannot make a", "text type"};
  check(H5Tset_size(type.id(), std::max<std::size_t>(length, 1)), "cannot size a", "text type");
  check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "cannot set the", "character set");
  const H5T_str_t padding = length == H5T_VARIABLE ? H5T_STR_NULLTERM : H5T_STR_NULLPAD;
  check(H5Tset_strpad(type.id(), padding), "cannot set the", "string padding");
  return type;
}

void write_attribute(hid_t object, const std::string& name, hid_t file_type, hid_t memory_type, const void* value) {
  const Attribute attribute{H5Acreate2(object, name.c_str(), file_type, scalar().id(), H5P_DEFAULT, H5P_DEFAULT),
                            "cannot create attribute", name};
  check(H5Awrite(attribute.id(), memory_type, value), "cannot write attribute", name);
}

}  // namespace

void quiet() {
  // A file that could not be closed, as on a full disk, makes HDF5 crash in its own clean-up at exit.  All files are
  // closed by their owners, so there is nothing for it to do.
  static const herr_t no_cleanup_at_exit = H5dont_atexit();
  static_cast<void>(no_cleanup_at_exit);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

void fail(std::string_view what, std::string_view object) {
  throw engine::SystemError{fmt::format("{} {}: {}", what, object, deepest_message())};
}

File create(const std::filesystem::path& path, Format format) {
  const Properties access{H5Pcreate(H5P_FILE_ACCESS), "cannot make", "file access properties"};
  check(H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG), "cannot set the", "close degree");
  if (format == Format::kSwmr) {
    check(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110), "cannot set the", "format bounds");
  }
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), "cannot create", path.native()};
}

File open(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw engine::ModelError{fmt::format("{}: no such file", path.native())};
  }
  if (std::filesystem::is_directory(status)) {
    throw engine::ModelError{fmt::format("{}: is a directory, not an HDF5 file", path.native())};
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw engine::ModelError{fmt::format("{}: is not a regular file", path.native())};
  }
  const htri_t is_hdf5 = H5Fis_hdf5(path.c_str());
  if (is_hdf5 < 0) fail("cannot read", path.native());
  if (is_hdf5 == 0) throw engine::ModelError{fmt::format("{}: is not an HDF5 file", path.native())};
  const Properties access{H5Pcreate(H5P_FILE_ACCESS), "cannot make", "file access properties"};
  check(H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG), "cannot set the", "close degree");
  hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id());
  if (file < 0) {  // marked as open for writing: its writer runs, or was killed
    const std::string reason = deepest_message();
    file = H5Fopen(path.c_str(), H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, access.id());
    if (file < 0) refuse(path, reason);
  }
  return {file, "cannot open", path.native()};
}

Group make_group(hid_t file, const std::string& path) {
  if (has_object(file, path)) return {H5Gopen2(file, path.c_str(), H5P_DEFAULT), "cannot open group", path};
  const Properties link{H5Pcreate(H5P_LINK_CREATE), "cannot make", "link properties"};
  check(H5Pset_create_intermediate_group(link.id(), 1), "cannot set", "link properties");
  return {H5Gcreate2(file, path.c_str(), link.id(), H5P_DEFAULT, H5P_DEFAULT), "cannot create group", path};
}

bool has_object(hid_t file, const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    if (H5Lexists(file, path.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
    if (end == std::string::npos) return true;
  }
}

bool has_attribute(hid_t object, const std::string& name) { return H5Aexists(object, name.c_str()) > 0; }

void write_u64(hid_t object, const std::string& name, std::uint64_t value) {
  write_attribute(object, name, H5T_STD_U64LE, H5T_NATIVE_UINT64, &value);
}

void write_f64(hid_t object, const std::string& name, double value) {
  write_attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value);
}

void write_bool(hid_t object, const std::string& name, bool value) {
  const Type type{H5Tenum_create(H5T_STD_I8LE), "cannot make a", "boolean type"};
  std::int8_t word = 0;
  check(H5Tenum_insert(type.id(), "FALSE", &word), "cannot make a", "boolean type");
  word = 1;
  check(H5Tenum_insert(type.id(), "TRUE", &word), "cannot make a", "boolean type");
  word = value ? 1 : 0;
  write_attribute(object, name, type.id(), type.id(), &word);
}

void write_text(hid_t object, const std::string& name, std::string_view text) {
  const std::string ended{text};
  const char* const start = ended.c_str();
  const Type type = text_type(H5T_VARIABLE);
  write_attribute(object, name, type.id(), type.id(), &start);
}

std::uint64_t read_u64(hid_t object, const std::string& name, std::string_view object_name) {
  const Attribute attribute{H5Aopen(object, name.c_str(), H5P_DEFAULT), "cannot open attribute",
                            fmt::format("{}@{}", object_name, name)};
  const Type type{H5Aget_type(attribute.id()), "cannot get the type of", name};
  const Space space{H5Aget_space(attribute.id()), "cannot get the shape of", name};
  if (H5Tget_class(type.id()) != H5T_INTEGER || H5Sget_simple_extent_npoints(space.id()) != 1) {
    throw engine::SystemError{fmt::format("attribute {}@{} is not one whole number", object_name, name)};
  }
  std::uint64_t value = 0;
  check(H5Aread(attribute.id(), H5T_NATIVE_UINT64, &value), "cannot read attribute", name);
  return value;
}

namespace {
std::atomic<std::uint64_t> begun_and_ended{0};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "a handler of signals may read it");

/// Counts a text as begun, and as ended.
struct TextRead {
  TextRead() { ++begun_and_ended; }
  ~TextRead() { ++begun_and_ended; }
  TextRead(const TextRead&) = delete;
  TextRead& operator=(const TextRead&) = delete;
};
}  // namespace

std::uint64_t text_reads() { return begun_and_ended; }

std::string read_text(hid_t object, const std::string& name, std::string_view object_name) {
  const std::string what = fmt::format("{}@{}", object_name, name);
  const Attribute attribute{H5Aopen(object, name.c_str(), H5P_DEFAULT), "cannot open attribute", what};
  const Type type{H5Aget_type(attribute.id()), "cannot get the type of", name};
  if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) <= 0) {
    throw engine::SystemError{fmt::format("attribute {} is not a string of variable length", what)};
  }
  char* text = nullptr;
  const TextRead counted;
  check(H5Aread(attribute.id(), text_type(H5T_VARIABLE).id(), &text), "cannot read attribute", what);
  const std::unique_ptr<char, herr_t (*)(void*)> owner{text, H5free_memory};
  return text == nullptr ? "" : text;
}

void write_text_dataset(hid_t file, const std::string& path, std::string_view text) {
  const Type type = text_type(text.size());
  const Properties create{H5Pcreate(H5P_DATASET_CREATE), "cannot make", "dataset properties"};
  check(H5Pset_obj_track_times(create.id(), false), "cannot set", "dataset properties");
  const Dataset dataset{H5Dcreate2(file, path.c_str(), type.id(), scalar().id(), H5P_DEFAULT, create.id(), H5P_DEFAULT),
                        "cannot create dataset", path};
  check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.empty() ? "" : text.data()),
        "cannot write dataset", path);
}

std::string read_text_dataset(hid_t file, const std::string& path) {
  const Dataset dataset{H5Dopen2(file, path.c_str(), H5P_DEFAULT), "cannot open dataset", path};
  const Type type{H5Dget_type(dataset.id()), "cannot get the type of", path};
  if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) > 0) {
    throw engine::SystemError{fmt::format("dataset {} is not a string of fixed length", path)};
  }
  std::string text(H5Tget_size(type.id()), '\0');
  check(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()), "cannot read dataset", path);
  text.erase(text.find_last_not_of('\0') + 1);
  return text;
}

}  // namespace octosim::io::trace::h5
