/// \file ring.hpp  A queue in one piece of memory, which an empty one does not have.
#pragma once
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"

namespace octosim::engine {

/// Grows by doubling and keeps its memory while it is short, so that a queue of a few elements never allocates again;
/// a long one gives its memory back when it is empty.  References hold until the next push.
/// Every operation is O(1), push_back amortised.
template <class T>
class Ring {
 public:
  Ring() = default;
  Ring(const Ring&) = default;
  Ring& operator=(const Ring&) = default;
  Ring(Ring&& other) noexcept { swap(other); }
  Ring& operator=(Ring&& other) noexcept {
    Ring{std::move(other)}.swap(*this);
    return *this;
  }
  ~Ring() = default;

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// Elements that fit before the next allocation; 0 or a power of two.
  std::size_t capacity() const { return slots_.size(); }

  /// The `k`th from the front.  \pre k < size()
  T& operator[](std::size_t k) {
    OCTOSIM_EXPECT(k < size_);
    return slots_[place(k)];
  }
  const T& operator[](std::size_t k) const {
    OCTOSIM_EXPECT(k < size_);
    return slots_[place(k)];
  }
  /// \pre !empty(), as of all that follow
  T& front() { return (*this)[0]; }
  const T& front() const { return (*this)[0]; }
  T& back() { return (*this)[size_ - 1]; }
  const T& back() const { return (*this)[size_ - 1]; }

  void push_back(T value) {
    if (size_ == slots_.size()) grow();
    slots_[place(size_)] = std::move(value);
    ++size_;
  }
  /// Takes the `k`th from the front out; the others keep their order.  O(k).
  T take(std::size_t k) {
    T taken = std::move((*this)[k]);
    for (; k > 0; --k) (*this)[k] = std::move((*this)[k - 1]);
    pop_front();
    return taken;
  }
  void pop_front() {
    OCTOSIM_EXPECT(size_ > 0);
    forget(head_);
    head_ = place(1);
    --size_;
    if (size_ == 0) rest();
  }
  void pop_back() {
    OCTOSIM_EXPECT(size_ > 0);
    --size_;
    forget(place(size_));
    if (size_ == 0) rest();
  }
  void clear() { Ring{}.swap(*this); }

 private:
  static constexpr std::size_t kFirst = 4;  ///< elements of the first allocation; chosen
  static constexpr std::size_t kKept = 64;  ///< most elements an empty ring keeps room for; chosen

  std::size_t place(std::size_t k) const { return (head_ + k) & (slots_.size() - 1); }
  /// What the element owned goes now, not when its slot is used again.
  void forget(std::size_t slot) {
    if constexpr (!std::is_trivially_destructible_v<T>) slots_[slot] = T{};
  }
  void rest() {
    head_ = 0;
    if (slots_.size() > kKept) slots_ = std::vector<T>{};
  }
  void grow() {
    std::vector<T> larger(slots_.empty() ? kFirst : 2 * slots_.size());
    for (std::size_t k = 0; k < size_; ++k) larger[k] = std::move(slots_[place(k)]);
    slots_ = std::move(larger);
    head_ = 0;
  }
  void swap(Ring& other) noexcept {
    std::swap(slots_, other.slots_);
    std::swap(head_, other.head_);
    std::swap(size_, other.size_);
  }

  std::vector<T> slots_;  ///< none, or a power of two of them
  std::size_t head_ = 0;  ///< slot of the front
  std::size_t size_ = 0;
};

}  // namespace octosim::engine
