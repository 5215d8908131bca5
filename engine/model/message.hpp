/// \file message.hpp  What links carry.
#pragma once
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace octosim::engine {

/// Bytes of a message that fit beside the header in one 64-byte event.
inline constexpr std::size_t kMessageBytes = 48;

/// Plain bytes with one representation per value: no pointers, no padding, no floats.
/// `kKind` names the message; a link joins ports of one kind only.
template <class M>
concept Message = std::is_trivially_copyable_v<M> && std::has_unique_object_representations_v<M> &&
                      sizeof(M) <= kMessageBytes
                  && alignof(M) <= 8 && requires {
  std::string_view{M::kKind};
};

}  // namespace octosim::engine
