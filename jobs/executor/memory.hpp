/// \file memory.hpp  Where the activations of an execution lie, and how many bytes of them live at a time.
#pragma once
#include <cstdint>
#include <map>
#include <memory>

namespace octosim::jobs::executor {

/// One range of addresses, given out first fit: what is freed is used again, so that an execution that was done before
/// touches no new page.  Counts bytes as they are asked for.  Must outlive everything allocated from it; one thread.
class Memory {
 public:
  /// As large as the machine's memory; pages are taken when they are written.  \throws engine::SystemError
  Memory();
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// Numbers of any value, freed with the last copy of the pointer; the first lies at a multiple of 64 bytes.
  /// \throws engine::SystemError if there is no room
  std::shared_ptr<float> allocate(std::int64_t elements);

  std::int64_t live() const { return live_; }    ///< bytes now
  std::int64_t peak() const { return peak_; }    ///< greatest number of bytes since the last forget_peak()
  std::int64_t reach() const { return reach_; }  ///< the same with gaps between blocks: the highest address in use
  void forget_peak();

 private:
  void free(std::int64_t place, std::int64_t elements);

  std::byte* base_ = nullptr;
  std::int64_t capacity_ = 0, live_ = 0, peak_ = 0, reach_ = 0;
  std::map<std::int64_t, std::int64_t> free_;  ///< by place, bytes; no two of them touch
};

}  // namespace octosim::jobs::executor
