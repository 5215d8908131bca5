/// \file filled.hpp  A value in which no member is as by default and no two are the same; and each of its members.
#pragma once
#include <cstdint>
#include <string>

#include "io/plan/column.hpp"
#include "io/plan/plan_layout.hpp"
#include "io/plan/record_writer.hpp"
#include "io/plan/word.hpp"

namespace octosim::io::plan::test {

/// Lists get one to three members.
template <class T>
void fill(T& value, std::uint64_t& count) {
  ++count;
  if constexpr (Struct<T>) {
    for_each_column<T>([&](const auto& column) { fill(value.*column.member, count); });
  } else if constexpr (List<T>) {
    value.resize(1 + count % 3);
    for (auto& one : value) fill(one, count);
  } else if constexpr (Enumeration<T>) {
    const auto& words = words_of(T{});
    value = words[1 + count % (words.size() - 1)].second;
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = "text " + std::to_string(count);
  } else if constexpr (std::is_same_v<T, bool>) {
    value = true;
  } else {
    value = static_cast<T>(count + 1000);
  }
}

template <class T>
T filled() {
  T value;
  std::uint64_t count = 0;
  fill(value, count);
  return value;
}

/// Calls `visit` with each number, text and enumeration, one after the other, and with each list.
template <class T, class Visit>
void for_each_leaf(T& value, Visit&& visit) {
  if constexpr (Struct<T>) {
    for_each_column<T>([&](const auto& column) { for_each_leaf(value.*column.member, visit); });
  } else {
    visit(value);
    if constexpr (List<T>) {
      for (auto& one : value) for_each_leaf(one, visit);
    }
  }
}

/// Gives `value` another value; a list loses its last member.
template <class T>
void change(T& value) {
  if constexpr (List<T>) {
    value.pop_back();
  } else if constexpr (Enumeration<T>) {
    value = words_of(T{})[0].second;
  } else if constexpr (std::is_same_v<T, std::string>) {
    value += "!";
  } else if constexpr (std::is_same_v<T, bool>) {
    value = !value;
  } else {
    value = static_cast<T>(value + 1);
  }
}

}  // namespace octosim::io::plan::test
