/// \file error.hpp  Who caused an error decides its type; contracts for our own bugs.
#pragma once
#include <stdexcept>
#include <string>

namespace octosim::engine {

/// A fault in the user's model, workload or settings.  The message names file or key, value, and what is allowed.
struct ModelError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A fault of the machine: MPI, HDF5, the file system.  The message names the call, the object and the cause.
struct SystemError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A fault of octosim itself.
struct LogicError : std::logic_error {
  using std::logic_error::logic_error;
};

/// A fault met on this rank alone, while the others go on: end the run with Communicator::abort, or they wait for ever.
struct LocalError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The model ran out of events, or stopped making progress, with work still held.
struct StallError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// \throws LogicError naming `kind`, `condition` and the place.
[[noreturn]] void contract_failed(const char* kind, const char* condition, const char* file, int line);

}  // namespace octosim::engine

// Contracts for our own bugs: on in builds without NDEBUG.  Never reachable from a file of the user's.
#ifdef NDEBUG
#define OCTOSIM_CONTRACT(kind, condition) static_cast<void>(sizeof(condition))
#else
#define OCTOSIM_CONTRACT(kind, condition) \
  ((condition) ? static_cast<void>(0) : ::octosim::engine::contract_failed(kind, #condition, __FILE__, __LINE__))
#endif
#define OCTOSIM_EXPECT(condition) OCTOSIM_CONTRACT("precondition", condition)
#define OCTOSIM_ASSERT(condition) OCTOSIM_CONTRACT("assertion", condition)
