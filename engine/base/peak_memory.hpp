/// \file peak_memory.hpp  How much memory this process has needed.
#pragma once
#include <cstdint>

namespace octosim::engine {

/// The greatest resident set of this process so far, in bytes, all its threads together.  It never falls.
/// Not a fact of the run: differs from machine to machine and from time to time.
std::uint64_t peak_memory_bytes();

}  // namespace octosim::engine
