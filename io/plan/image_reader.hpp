/// \file image_reader.hpp  Reads an HDF5 file in memory that somebody may have made in bad faith.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "io/plan/image_writer.hpp"
#include "io/trace/hdf5.hpp"

namespace octosim::io::plan {

/// Every path must name a dataset (or group) in the file itself, as ImageWriter writes it: of that very type and shape,
/// its values stored as they are, in one piece, so that nothing read is larger than the file.
/// Every function \throws ModelError naming the file, the path and what is wrong.
class ImageReader {
 public:
  /// `name`: of the file, for messages.
  ImageReader(std::string_view image, std::string name);

  /// The attribute `rows` of a group; at most the bytes of the file.
  std::uint64_t rows(const std::string& path) const;
  /// `count`: values that must be there; not set: any number of them.  A scalar is one value.
  template <Number T>
  std::vector<T> numbers(const std::string& path, Shape shape, std::optional<std::uint64_t> count) const {
    const trace::h5::Dataset dataset = open(path, shape, type_of(T{}).id());
    std::vector<std::conditional_t<std::is_same_v<T, bool>, std::int8_t, T>> values(size_of(dataset, path, count));
    read(dataset, path, type_of(T{}).id(), values.data(), values.size());
    return {values.begin(), values.end()};
  }
  std::vector<std::string> texts(const std::string& path, Shape shape, std::optional<std::uint64_t> count) const;
  std::uint64_t number_attribute(const std::string& name) const;  ///< of the file
  std::string text_attribute(const std::string& name) const;
  const std::string& name() const { return name_; }
  [[noreturn]] void refuse(const std::string& path, const std::string& what) const;

 private:
  void expect_own(const std::string& path) const;
  /// `type`: H5I_INVALID_HID: any text of fixed length.
  trace::h5::Dataset open(const std::string& path, Shape shape, hid_t type) const;
  std::size_t size_of(const trace::h5::Dataset& dataset, const std::string& path,
                      std::optional<std::uint64_t> count) const;
  void read(const trace::h5::Dataset& dataset, const std::string& path, hid_t type, void* values,
            std::size_t count) const;

  std::string name_;
  std::size_t bytes_ = 0;
  trace::h5::File file_;
};

}  // namespace octosim::io::plan
