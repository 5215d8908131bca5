/// \file reading.hpp  Reading files of the user's, which may be damaged, once for all ranks.
#pragma once
#include <functional>
#include <string>

#include "jobs/cli/launch.hpp"

namespace octosim::jobs::cli {

/// Calls `body` on rank 0.  \throws on every rank what it throws there, as engine::agree.  Collective.
void on_first_rank(Launch& launch, const std::function<void()>& body);

/// As on_first_rank, for a body that only reads `files` (their names, for messages).  What cannot be read in them is
/// bad input: a SystemError of the body becomes an engine::ModelError that names them.  Damage on which the HDF5
/// library itself crashes, or goes round for ever (1.10.8 does both, in a heap of texts), ends the program with exit
/// status 2 and one line.
void read_on_first_rank(Launch& launch, const std::string& files, const std::function<void()>& body);

}  // namespace octosim::jobs::cli
