/// \file record_reader.hpp  What record_writer.hpp wrote, back into structs.  \throws ModelError as ImageReader.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "io/plan/column.hpp"
#include "io/plan/image_reader.hpp"
#include "io/plan/record_writer.hpp"
#include "io/plan/word.hpp"

namespace octosim::io::plan {

template <class T>
std::vector<T> read_leaves(const ImageReader& image, const std::string& path, Shape shape,
                           std::optional<std::uint64_t> count) {
  if constexpr (std::is_same_v<T, std::string>) {
    return image.texts(path, shape, count);
  } else if constexpr (Enumeration<T>) {
    std::vector<T> values;
    for (const std::string& text : image.texts(path, shape, count)) {
      values.push_back(value_of_word<T>(text, image.name() + ": " + path));
    }
    return values;
  } else {
    return image.numbers<T>(path, shape, count);
  }
}

template <class T>
std::vector<T> read_rows(const ImageReader& image, const std::string& path, std::optional<std::uint64_t> count);

template <Struct T>
std::vector<T> read_table(const ImageReader& image, const std::string& path, std::optional<std::uint64_t> count) {
  const std::uint64_t rows = image.rows(path);
  if (count && rows != *count) image.refuse(path, fmt::format("has {} rows (must be {})", rows, *count));
  return std::apply(
      [&]<class... M>(const Column<T, M>&... column) {
        // All columns first: that they are there bounds the rows.
        std::tuple<std::vector<M>...> members{
            read_rows<M>(image, path + "/" + std::string{column.name}, std::optional{rows})...};
        std::vector<T> values(rows);
        const auto take = [&]<class One>(const Column<T, One>& one, std::vector<One>& from) {
          for (std::size_t row = 0; row < values.size(); ++row) values[row].*one.member = std::move(from[row]);
        };
        std::apply([&](auto&... from) { (take(column, from), ...); }, members);
        return values;
      },
      columns_of<T>());
}

template <List T>
std::vector<T> read_lists(const ImageReader& image, const std::string& path, std::optional<std::uint64_t> count) {
  const std::string start_path = path + "/start";
  const auto start = image.numbers<std::uint64_t>(start_path, Shape::kColumn,
                                                  count ? std::optional{*count + 1} : std::optional<std::uint64_t>{});
  if (start.empty() || start.front() != 0 || !std::is_sorted(start.begin(), start.end())) {
    image.refuse(start_path, "must begin with 0 and never decrease");
  }
  constexpr bool kOfStructs = Struct<typename T::value_type>;
  auto all = read_rows<typename T::value_type>(image, kOfStructs ? path : path + "/values", start.back());
  std::vector<T> lists;
  for (std::size_t row = 0; row + 1 < start.size(); ++row) {
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(start[row]);
    const auto to = all.begin() + static_cast<std::ptrdiff_t>(start[row + 1]);
    lists.emplace_back(std::make_move_iterator(from), std::make_move_iterator(to));
  }
  return lists;
}

/// `count`: rows that must be there; not set: any number of them.
template <class T>
std::vector<T> read_rows(const ImageReader& image, const std::string& path, std::optional<std::uint64_t> count) {
  if constexpr (Struct<T>) {
    return read_table<T>(image, path, count);
  } else if constexpr (List<T>) {
    return read_lists<T>(image, path, count);
  } else {
    return read_leaves<T>(image, path, Shape::kColumn, count);
  }
}

template <class T>
T read_record(const ImageReader& image, const std::string& path) {
  if constexpr (Struct<T>) {
    T value;
    for_each_column<T>([&]<class M>(const Column<T, M>& column) {
      value.*column.member = read_record<M>(image, path + "/" + std::string{column.name});
    });
    return value;
  } else if constexpr (List<T>) {
    return read_rows<typename T::value_type>(image, path, std::nullopt);
  } else {
    return std::move(read_leaves<T>(image, path, Shape::kScalar, 1).front());
  }
}

}  // namespace octosim::io::plan
