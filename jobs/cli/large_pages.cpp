#include "jobs/cli/large_pages.hpp"

#include <cstdint>
#include <cstdlib>
#include <limits>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace octosim::jobs::cli {

#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)

bool use_large_pages(std::size_t bytes) {
  constexpr std::uintptr_t kPage = std::uintptr_t{2} << 20U;  // of x86-64 and, with pages of 4 KiB, of aarch64
  constexpr std::size_t kPad = std::size_t{128} << 10U;       // the C library's own (mallopt(3))
  if (bytes > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
  auto* const start = static_cast<char*>(sbrk(0));
  const auto before = reinterpret_cast<std::uintptr_t>(start);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, static_cast<int>(bytes));
  constexpr std::size_t kNew = std::size_t{64} << 10U;  // below what the C library maps by itself
  std::size_t asked = 0;
  void* blocks = nullptr;  // a list of what had room in the heap as it was
  while (reinterpret_cast<std::uintptr_t>(sbrk(0)) == before && asked < bytes / 16) {
    auto* block = static_cast<void**>(std::malloc(kNew));
    if (block == nullptr) break;
    *block = blocks;
    blocks = static_cast<void*>(block);
    asked += kNew;
  }
  while (blocks != nullptr) {
    void* next = *static_cast<void**>(blocks);
    std::free(blocks);
    blocks = next;
  }
  mallopt(M_TOP_PAD, static_cast<int>(kPad));
  const auto after = reinterpret_cast<std::uintptr_t>(sbrk(0));
  const std::uintptr_t first = (before + kPage - 1) / kPage * kPage, last = after / kPage * kPage;
  if (last <= first) return false;
  return madvise(start + (first - before), last - first, MADV_HUGEPAGE) == 0;
}

#else

bool use_large_pages(std::size_t) { return false; }

#endif

}  // namespace octosim::jobs::cli
