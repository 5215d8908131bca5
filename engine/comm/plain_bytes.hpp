/// \file plain_bytes.hpp  Plain values as the bytes that ranks send one another.
#pragma once
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/comm/communicator.hpp"

namespace octosim::engine {

/// What may be sent as it lies in memory.  It must hold no pointer: that is nothing on another rank.
template <class T>
concept Plain = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>;

template <Plain T>
Communicator::Bytes to_bytes(const T& item) {
  const auto bytes = std::as_bytes(std::span{&item, 1});
  return {bytes.begin(), bytes.end()};
}

/// One after the other; how many is told by the length.
template <Plain T>
Communicator::Bytes to_bytes(const std::vector<T>& items) {
  const auto bytes = std::as_bytes(std::span{items});
  return {bytes.begin(), bytes.end()};
}

/// The items of to_bytes(vector).  \throws LogicError if `bytes` end within one.
template <Plain T>
std::vector<T> from_bytes(std::span<const std::byte> bytes) {
  if (bytes.size() % sizeof(T) != 0) throw LogicError{"bytes of another rank end within a value"};
  std::vector<T> items(bytes.size() / sizeof(T));
  if (!items.empty()) std::memcpy(items.data(), bytes.data(), bytes.size());
  return items;
}

/// The value of to_bytes(value).  \throws LogicError if `bytes` are not as long.
template <Plain T>
T value_from_bytes(std::span<const std::byte> bytes) {
  if (bytes.size() != sizeof(T)) throw LogicError{"bytes of another rank are no such value"};
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

}  // namespace octosim::engine
