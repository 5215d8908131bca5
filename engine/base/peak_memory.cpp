#include "engine/base/peak_memory.hpp"

#include <sys/resource.h>

namespace octosim::engine {

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);                             // fails for a bad address only
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // kilobytes on Linux
}

}  // namespace octosim::engine
