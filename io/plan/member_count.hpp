/// \file member_count.hpp  How many members a struct has, as the compiler knows it.
#pragma once
#include <cstddef>

namespace octosim::io::plan {

/// Stands for a value of any type, where nothing is evaluated.
struct Anything {
  template <class T>
  operator T() const;  // NOLINT(google-explicit-constructor): to be converted unasked is its purpose
};

/// Members of the aggregate `T`; its base, if it has one, counts as one.
template <class T, class... Members>
consteval std::size_t member_count() {
  if constexpr (requires { T{Members{}..., Anything{}}; }) {
    return member_count<T, Members..., Anything>();
  } else {
    return sizeof...(Members);
  }
}

}  // namespace octosim::io::plan
