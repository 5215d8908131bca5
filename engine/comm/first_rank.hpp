/// \file first_rank.hpp  One rank decides for all.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/comm/communicator.hpp"

namespace octosim::engine {

/// What rank 0 decides, on every rank: a library, or the files of another machine, could decide otherwise.
/// `decide` is called on rank 0 only.  Collective.  \throws ModelError, SystemError: the same on every rank
std::vector<std::int32_t> from_first_rank(Communicator& comm, const std::function<std::vector<std::int32_t>()>& decide);

}  // namespace octosim::engine
