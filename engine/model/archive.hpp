/// \file archive.hpp  Writes the state of a component to bytes, or reads it back: one description for both ways.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/ring.hpp"
#include "engine/model/archived.hpp"

namespace octosim::engine {

/// A checkpoint is read by the build that wrote it (the version is checked), so values are stored as they lie in
/// memory. Name every field that a handler can change; what make(id) sets for good needs no saving.  Containers keep
/// their order.  Sizes that do not fit what is left are refused; other damage is not seen: whoever stores the bytes
/// keeps a checksum of them.
class Archive {
 public:
  /// Appends to `out`, which outlives the archive.
  static Archive saving(std::vector<std::byte>& out) { return Archive{&out, {}}; }
  /// Reads from `in`, which outlives the archive.
  static Archive loading(std::span<const std::byte> in) { return Archive{nullptr, in}; }

  bool is_loading() const { return out_ == nullptr; }
  /// Bytes not read yet.
  std::size_t left() const { return in_.size(); }

  /// Saves each value, or replaces it by what was saved.  \throws SystemError when loading and the bytes end early.
  template <class... T>
  void operator()(T&... values) {
    (one(values), ...);
  }
  /// The elements of a range whose length and elements make(id) has built; the length is not saved.
  template <class Range>
  void each(Range& values) {
    for (auto& value : values) one(value);
  }

 private:
  Archive(std::vector<std::byte>* out, std::span<const std::byte> in) : out_{out}, in_{in} {}

  void bytes(void* data, std::size_t size) {
    if (size == 0) return;
    if (!is_loading()) {
      const auto* from = static_cast<const std::byte*>(data);
      out_->insert(out_->end(), from, from + size);
      return;
    }
    if (in_.size() < size) throw SystemError{"the saved state ends early"};
    std::memcpy(data, in_.data(), size);
    in_ = in_.subspan(size);
  }

  /// Saves or loads the length of a container whose elements take at least `least` bytes each.
  template <class Container>
  std::size_t size_of(const Container& container, std::size_t least = 1) {
    std::uint64_t size = container.size();
    bytes(&size, sizeof size);
    if (is_loading() && size > in_.size() / least) {
      throw SystemError{"the saved state is damaged: a container longer than what is left"};
    }
    return static_cast<std::size_t>(size);
  }
  template <class T>
  static constexpr std::size_t kLeast = ArchivedAsBytes<T> ? sizeof(T) : 1;

  template <class T>
  void one(T&) {
    static_assert(Archived<T>, "has padding, or points elsewhere: give it archive(Archive&)");
  }
  template <ArchivedAsBytes T>
  void one(T& value) {
    bytes(&value, sizeof value);
  }
  template <Archived T>
  void one(T& value) {
    value.archive(*this);
  }
  template <class T>
  void one(std::vector<T>& values) {
    static_assert(!std::is_same_v<T, bool>, "its elements have no address: use bytes");
    const std::size_t size = size_of(values, kLeast<T>);
    if (is_loading()) values.assign(size, T{});
    if constexpr (ArchivedAsBytes<T>) {
      bytes(values.data(), size * sizeof(T));
    } else {
      for (T& value : values) one(value);
    }
  }
  template <class T>
  void one(std::deque<T>& values) {
    const std::size_t size = size_of(values, kLeast<T>);
    if (is_loading()) values.assign(size, T{});
    for (T& value : values) one(value);
  }
  template <class T>
  void one(Ring<T>& values) {
    const std::size_t size = size_of(values, kLeast<T>);
    if (is_loading()) values.clear();
    for (std::size_t k = 0; k < size; ++k) {
      if (is_loading()) values.push_back(T{});
      one(values[k]);
    }
  }
  void one(std::string& text) {
    const std::size_t size = size_of(text);
    if (is_loading()) text.assign(size, '\0');
    bytes(text.data(), size);
  }
  template <class T, std::size_t N>
  requires(!ArchivedAsBytes<std::array<T, N>>) void one(std::array<T, N>& values) { each(values); }
  template <class T>
  void one(std::optional<T>& value) {
    std::uint8_t there = value.has_value() ? 1 : 0;
    bytes(&there, sizeof there);
    if (is_loading()) value.reset();
    if (is_loading() && there != 0) value.emplace();
    if (value) one(*value);
  }
  template <class A, class B>
  requires(!ArchivedAsBytes<std::pair<A, B>>) void one(std::pair<A, B>& value) {
    one(value.first);
    one(value.second);
  }
  template <class Key, class T>
  void one(std::map<Key, T>& values) {
    const std::size_t size = size_of(values, kLeast<Key>);
    if (!is_loading()) {
      for (auto& [key, value] : values) {
        Key copy = key;
        one(copy);
        one(value);
      }
      return;
    }
    values.clear();
    for (std::size_t k = 0; k < size; ++k) {
      Key key{};
      one(key);
      one(values.emplace_hint(values.end(), std::move(key), T{})->second);
    }
  }
  template <class Key>
  void one(std::set<Key>& values) {
    const std::size_t size = size_of(values, kLeast<Key>);
    if (!is_loading()) {
      for (Key key : values) one(key);
      return;
    }
    values.clear();
    for (std::size_t k = 0; k < size; ++k) {
      Key key{};
      one(key);
      values.insert(values.end(), std::move(key));
    }
  }

  std::vector<std::byte>* out_;
  std::span<const std::byte> in_;
};

}  // namespace octosim::engine
