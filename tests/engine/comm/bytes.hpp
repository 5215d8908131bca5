#pragma once

#include <span>
#include <string>

#include "engine/comm/communicator.hpp"

namespace octosim::engine {

/// The place of `comm`'s rank in a vector with an element a rank.
inline std::size_t place(const Communicator& comm) { return static_cast<std::size_t>(index(comm.rank())); }

inline Communicator::Bytes bytes_of(const std::string& text) {
  const auto view = std::as_bytes(std::span{text});
  return {view.begin(), view.end()};
}

}  // namespace octosim::engine
