/// \file text_of_first.hpp  A text that rank 0 has, on every rank.
#pragma once
#include <string>

#include "engine/comm/communicator.hpp"

namespace octosim::jobs::cli {

/// `text` of rank 0; that of other ranks is not looked at.  Collective.
std::string text_of_first(engine::Communicator& comm, const std::string& text);

}  // namespace octosim::jobs::cli
