/// \file column.hpp  How a struct of a plan says what of it is in the file: one line a member.
#pragma once
#include <cstddef>
#include <string_view>
#include <tuple>

#include "io/plan/member_count.hpp"

namespace octosim::io::plan {

/// `unit` and `help` are written beside the values.  A member is a number, a text, an enumeration with words_of(), a
/// struct with a Layout, or a std::vector of any of these, to any depth.
template <class Row, class T>
struct Column {
  std::string_view name;
  T Row::*member = nullptr;
  std::string_view unit;  ///< "count", "cycles", "bytes", "index" (4294967295: none), "none"
  std::string_view help;
};
template <class Row, class T>
Column(std::string_view, T Row::*, std::string_view, std::string_view) -> Column<Row, T>;

/// Specialised for each struct: `kColumns`, a tuple of Column; and `kElsewhere`, the number of its members that are
/// stored in another way, if there are any.
template <class Row>
struct Layout;

template <class T>
concept Struct = requires {
  Layout<T>::kColumns;
};

/// The columns of `Row`.  Does not compile if a member of it has none.
template <Struct Row>
constexpr const auto& columns_of() {
  constexpr std::size_t kElsewhere = [] {
    if constexpr (requires { Layout<Row>::kElsewhere; }) return Layout<Row>::kElsewhere;
    return std::size_t{0};
  }();
  static_assert(
      std::tuple_size_v<std::remove_cvref_t<decltype(Layout<Row>::kColumns)>> + kElsewhere == member_count<Row>(),
      "a member of this struct has no Column in its Layout: add a line there, and to io/plan/FORMAT.md");
  return Layout<Row>::kColumns;
}

/// Calls `visit(column)` for each column of `Row`, in order.
template <Struct Row, class Visit>
void for_each_column(Visit&& visit) {
  std::apply([&](const auto&... column) { (visit(column), ...); }, columns_of<Row>());
}

}  // namespace octosim::io::plan
