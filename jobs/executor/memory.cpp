#include "jobs/executor/memory.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::executor {
namespace {

constexpr std::int64_t kElement = sizeof(float);
constexpr std::int64_t kAlignment = 64;  // a cache line, and the widest vector

std::int64_t rounded(std::int64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

Memory::Memory() {
  capacity_ = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::int64_t>(sysconf(_SC_PAGESIZE));
  void* const mapped = mmap(nullptr, static_cast<std::size_t>(capacity_), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) {
    throw engine::SystemError{fmt::format("mmap of {} bytes: {}", capacity_, std::strerror(errno))};
  }
  base_ = static_cast<std::byte*>(mapped);
  free_.emplace(0, capacity_);
}

Memory::~Memory() { munmap(base_, static_cast<std::size_t>(capacity_)); }

std::shared_ptr<float> Memory::allocate(std::int64_t elements) {
  const std::int64_t bytes = rounded(elements * kElement);
  const auto gap = std::find_if(free_.begin(), free_.end(), [bytes](const auto& each) { return each.second >= bytes; });
  if (gap == free_.end()) {
    throw engine::SystemError{
        fmt::format("activations: no room for {} bytes beside {} of {}", bytes, live_, capacity_)};
  }
  const auto [place, room] = *gap;
  free_.erase(gap);
  if (room > bytes) free_.emplace(place + bytes, room - bytes);
  live_ += elements * kElement;
  peak_ = std::max(peak_, live_);
  reach_ = std::max(reach_, place + bytes);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw storage becomes an array of numbers
  auto* const first = reinterpret_cast<float*>(base_ + place);
  return {first, [this, place = place, elements](float*) { free(place, elements); }};
}

void Memory::free(std::int64_t place, std::int64_t elements) {
  live_ -= elements * kElement;
  auto here = free_.emplace(place, rounded(elements * kElement)).first;
  if (const auto next = std::next(here); next != free_.end() && here->first + here->second == next->first) {
    here->second += next->second;
    free_.erase(next);
  }
  if (here == free_.begin()) return;
  const auto before = std::prev(here);
  if (before->first + before->second != here->first) return;
  before->second += here->second;
  free_.erase(here);
}

void Memory::forget_peak() {
  peak_ = live_;
  reach_ = 0;
  if (live_ == 0) return;
  const auto last = std::prev(free_.end());
  reach_ = last->first + last->second == capacity_ ? last->first : capacity_;
}

}  // namespace octosim::jobs::executor
