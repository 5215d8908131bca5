/// \file record.hpp  Records of networks that a model may leave out.
#pragma once
#include <cstdint>

namespace octosim::models::network {

/// In place of a record type: none is written.
inline constexpr std::uint32_t kNoRecord = 0xFFFF'FFFFU;

}  // namespace octosim::models::network
