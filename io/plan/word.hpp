/// \file word.hpp  Enumerations as the words they have in a file.
#pragma once
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/plan/workload_layout.hpp"

namespace octosim::io::plan {

template <class T>
concept Enumeration = std::is_enum_v<T>;

/// \throws LogicError if `value` has no word
template <Enumeration T>
std::string_view word_of(T value) {
  for (const auto& [word, meaning] : words_of(T{})) {
    if (meaning == value) return word;
  }
  throw engine::LogicError{"a value of a plan has no word"};
}

/// \throws ModelError "`where`: `text` (must be one of ...)"
template <Enumeration T>
T value_of_word(std::string_view text, const std::string& where) {
  std::string allowed;
  for (const auto& [word, value] : words_of(T{})) {
    if (word == text) return value;
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", word);
  }
  throw engine::ModelError{fmt::format("{}: {} (must be one of {})", where, text, allowed)};
}

}  // namespace octosim::io::plan
