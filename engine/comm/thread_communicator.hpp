/// \file thread_communicator.hpp  Ranks as threads of one process, for tests without mpirun.
#pragma once
#include <functional>

#include "engine/comm/communicator.hpp"

namespace octosim::engine {

/// Runs `body(comm)` on `ranks` threads that see one another as MPI ranks do, and joins them.
/// If a body throws, the others leave their next collective with a SystemError, and the exception of the least
/// failing rank that was not such an echo is rethrown here.
void on_thread_ranks(std::int32_t ranks, const std::function<void(Communicator&)>& body);

}  // namespace octosim::engine
