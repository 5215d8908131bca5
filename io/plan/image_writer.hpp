/// \file image_writer.hpp  Makes an HDF5 file in memory: named columns, scalars and attributes.
#pragma once
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/trace/hdf5.hpp"

namespace octosim::io::plan {

/// What a dataset can hold, besides texts.
template <class T>
concept Number = std::same_as<T, bool> || std::same_as<T, double> || std::same_as<T, std::uint16_t> ||
    std::same_as<T, std::uint32_t> || std::same_as<T, std::uint64_t>;

/// The type of a Number in the file, which is that in memory too: little-endian, a bool as h5py has it.
trace::h5::Type type_of(bool);
trace::h5::Type type_of(double);
trace::h5::Type type_of(std::uint16_t);
trace::h5::Type type_of(std::uint32_t);
trace::h5::Type type_of(std::uint64_t);

/// What HDF5 is told an image in memory is called: of no file that is there, and never the same twice, or it would take
/// two images for one.
std::string name_of_image();

enum class Shape : std::uint8_t { kScalar, kColumn };

/// Written beside the values of a dataset.
struct Note {
  std::string_view unit, help;  ///< no help: none is written
};

/// Paths are absolute; groups above a dataset are made as needed.  Every function \throws SystemError if HDF5 cannot.
class ImageWriter {
 public:
  ImageWriter();

  /// A group with an attribute `rows`, and `help`.
  void table(const std::string& path, std::uint64_t rows, std::string_view help);
  /// \pre one value if `shape` is kScalar
  template <Number T>
  void numbers(const std::string& path, Shape shape, std::span<const T> values, const Note& note) {
    write(path, shape, type_of(T{}).id(), values.size(), values.data(), note);
  }
  /// `bools`: std::vector<bool> has no span.
  void bools(const std::string& path, Shape shape, const std::vector<bool>& values, const Note& note);
  /// Of fixed length, that of the longest, padded with zero bytes.
  /// \throws ModelError naming `path` if a text holds a zero byte
  void texts(const std::string& path, Shape shape, const std::vector<std::string_view>& values, const Note& note);
  void attribute(const std::string& name, std::uint64_t value);  ///< of the file
  void attribute(const std::string& name, std::string_view value);

  /// The bytes of the file.  The same for the same calls.
  std::string image() const;

 private:
  void write(const std::string& path, Shape shape, hid_t type, std::size_t count, const void* values, const Note& note);

  trace::h5::File file_;
};

}  // namespace octosim::io::plan
