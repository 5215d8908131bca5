/// \file hdf5.hpp  Thin ownership and error reporting over the HDF5 C API.  For io/trace and io/checkpoint only.
#pragma once
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <hdf5.h>

namespace octosim::io::trace::h5 {

/// Turns off HDF5's own printing of errors, in this thread, and its clean-up at exit.  Call it first in every entry
/// point and thread: nothing of HDF5 may come before it.
void quiet();

/// Held by each thread that writes while others may: HDF5 may be built without thread safety.
std::mutex& library_mutex();

/// \throws SystemError "`what` `object`: " and HDF5's deepest message.
[[noreturn]] void fail(std::string_view what, std::string_view object);

/// Passes `result` on.  \throws SystemError as `fail` if it is negative.
template <class T>
T check(T result, std::string_view what, std::string_view object = {}) {
  if (result < 0) fail(what, object);
  return result;
}

/// Owns one HDF5 identifier.  A failing close is silent here: use File::close where it matters.
template <herr_t (*Close)(hid_t)>
class Handle {
 public:
  Handle() = default;
  /// \throws SystemError if `id` is the result of a call that failed.
  Handle(hid_t id, std::string_view what, std::string_view object = {}) : id_{check(id, what, object)} {}
  Handle(Handle&& other) noexcept : id_{std::exchange(other.id_, H5I_INVALID_HID)} {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) Close(id_);
  }
  hid_t id() const { return id_; }
  /// \throws SystemError if HDF5 cannot write what it still held.
  void close(std::string_view object) {
    if (id_ >= 0) check(Close(std::exchange(id_, H5I_INVALID_HID)), "cannot close", object);
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
};
using File = Handle<H5Fclose>;
using Group = Handle<H5Gclose>;
using Object = Handle<H5Oclose>;
using Dataset = Handle<H5Dclose>;
using Space = Handle<H5Sclose>;
using Properties = Handle<H5Pclose>;
using Type = Handle<H5Tclose>;
using Attribute = Handle<H5Aclose>;

enum class Format : std::uint8_t { kPortable, kSwmr };  ///< kSwmr: libver v110, which single-writer mode needs

/// Creates or empties `path`.  \throws SystemError
File create(const std::filesystem::path& path, Format format);

/// Opens for reading; also a file that is being written, or whose writer was killed.
/// \throws ModelError if there is no such file or it is not HDF5, SystemError if HDF5 cannot open it.
File open(const std::filesystem::path& path);

/// Creates `path` and the groups above it; or opens it.
Group make_group(hid_t file, const std::string& path);

bool has_object(hid_t file, const std::string& path);  ///< absolute path; false if a group above it is missing
bool has_attribute(hid_t object, const std::string& name);

void write_u64(hid_t object, const std::string& name, std::uint64_t value);
void write_f64(hid_t object, const std::string& name, double value);
void write_bool(hid_t object, const std::string& name, bool value);
void write_text(hid_t object, const std::string& name, std::string_view text);
/// \throws SystemError if it is missing or of another type; `object_name` is for the message.
std::uint64_t read_u64(hid_t object, const std::string& name, std::string_view object_name);
std::string read_text(hid_t object, const std::string& name, std::string_view object_name);

/// Goes up when a text attribute begins to be read, and when it is there: odd in between.  HDF5 1.10.8 goes round for
/// ever in a heap of texts that is damaged; who must not may watch this, from a signal's handler too.
std::uint64_t text_reads();

/// A scalar dataset, for texts that may be longer than an attribute's 64 kB.
void write_text_dataset(hid_t file, const std::string& path, std::string_view text);
std::string read_text_dataset(hid_t file, const std::string& path);

}  // namespace octosim::io::trace::h5
