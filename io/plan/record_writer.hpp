/// \file record_writer.hpp  A struct, and lists of them, into an image, by its Layout.
///
/// One value of a member is a scalar dataset.  A list is a dataset, or for structs a group with the attribute `rows`
/// and a dataset a member.  A member that is a list itself, of a struct in a list, is a group: `start` says where the
/// values of each row begin, with one more at the end; they are all in `values`, or for structs in the group itself.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/plan/column.hpp"
#include "io/plan/image_writer.hpp"
#include "io/plan/word.hpp"

namespace octosim::io::plan {

template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};
template <class T>
concept List = IsList<T>::value;

/// Values of members that are neither structs nor lists.
template <class T>
void write_leaves(ImageWriter& image, const std::string& path, Shape shape, const std::vector<const T*>& values,
                  const Note& note) {
  if constexpr (Enumeration<T> || std::is_same_v<T, std::string>) {
    std::vector<std::string_view> texts;
    for (const T* value : values) {
      if constexpr (Enumeration<T>) texts.push_back(word_of(*value));
      if constexpr (std::is_same_v<T, std::string>) texts.push_back(*value);
    }
    image.texts(path, shape, texts, note);
  } else {
    static_assert(Number<T>, "a member of this type needs a type in the file");
    std::vector<T> numbers;
    for (const T* value : values) numbers.push_back(*value);
    if constexpr (std::is_same_v<T, bool>) image.bools(path, shape, numbers, note);
    if constexpr (!std::is_same_v<T, bool>) image.numbers(path, shape, std::span<const T>{numbers}, note);
  }
}

/// `values`: one a row.
template <class T>
void write_rows(ImageWriter& image, const std::string& path, const std::vector<const T*>& values, const Note& note) {
  if constexpr (Struct<T>) {
    image.table(path, values.size(), note.help);
    for_each_column<T>([&]<class M>(const Column<T, M>& column) {
      std::vector<const M*> members;
      for (const T* value : values) members.push_back(&(value->*column.member));
      write_rows(image, path + "/" + std::string{column.name}, members, Note{column.unit, column.help});
    });
  } else if constexpr (List<T>) {
    std::vector<std::uint64_t> start{0};
    std::vector<const typename T::value_type*> all;
    for (const T* list : values) {
      for (const auto& one : *list) all.push_back(&one);
      start.push_back(all.size());
    }
    constexpr bool kOfStructs = Struct<typename T::value_type>;
    write_rows(image, kOfStructs ? path : path + "/values", all, note);
    image.numbers(path + "/start", Shape::kColumn, std::span<const std::uint64_t>{start},
                  Note{"index", "where the values of each row begin"});
  } else {
    write_leaves(image, path, Shape::kColumn, values, note);
  }
}

/// One value.
template <class T>
void write_record(ImageWriter& image, const std::string& path, const T& value, const Note& note) {
  if constexpr (Struct<T>) {
    for_each_column<T>([&](const auto& column) {
      write_record(image, path + "/" + std::string{column.name}, value.*column.member, Note{column.unit, column.help});
    });
  } else if constexpr (List<T>) {
    std::vector<const typename T::value_type*> rows;
    for (const auto& one : value) rows.push_back(&one);
    write_rows(image, path, rows, note);
  } else {
    write_leaves<T>(image, path, Shape::kScalar, {&value}, note);
  }
}

}  // namespace octosim::io::plan
