/// \file prefetch.hpp  Asks memory for what will be read or written soon.
#pragma once
#include <cstddef>

namespace octosim::engine {

/// The lines of `bytes` from `first` on.  Changes nothing, and never fails; a line that is not used costs its
/// bandwidth.
inline void prefetch(const void* first, std::size_t bytes) {
  constexpr std::size_t kLine = 64;
  const char* at = static_cast<const char*>(first);
  for (std::size_t k = 0; k < bytes; k += kLine) __builtin_prefetch(at + k, 1);
}

}  // namespace octosim::engine
