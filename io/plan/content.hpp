/// \file content.hpp  Every value of a struct as bytes, one after the other, by its Layout: what a digest is made of.
#pragma once
#include <bit>
#include <cstdint>
#include <string>

#include "io/plan/column.hpp"
#include "io/plan/record_writer.hpp"

namespace octosim::io::plan {

/// Two values have the same bytes if and only if all their members are the same.  Independent of the build.
template <class T>
void append_content(std::string& bytes, const T& value) {
  const auto append = [&](std::uint64_t word) {
    for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(word >> shift & 0xFFU);
  };
  if constexpr (Struct<T>) {
    for_each_column<T>([&](const auto& column) { append_content(bytes, value.*column.member); });
  } else if constexpr (List<T>) {
    append(value.size());
    for (const auto& one : value) append_content(bytes, one);
  } else if constexpr (Enumeration<T>) {
    append_content(bytes, std::string{word_of(value)});
  } else if constexpr (std::is_same_v<T, std::string>) {
    append(value.size());
    bytes += value;
  } else if constexpr (std::is_same_v<T, double>) {
    append(std::bit_cast<std::uint64_t>(value));
  } else {
    append(static_cast<std::uint64_t>(value));
  }
}

}  // namespace octosim::io::plan
