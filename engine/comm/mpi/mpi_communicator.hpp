/// \file mpi_communicator.hpp  Ranks as MPI processes.
#pragma once
#include <memory>
#include <string>

#include "engine/comm/communicator.hpp"

namespace octosim::engine {

/// Initialises MPI for as long as it lives.  One per process.
class MpiSession {
 public:
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;
};

/// Name and version of the MPI that this program is linked to, as "Open MPI v4.1.4"; before MPI is initialised too.
std::string mpi_library();

/// All processes of MPI_COMM_WORLD.  \pre an MpiSession lives.
std::unique_ptr<Communicator> make_mpi_communicator();

}  // namespace octosim::engine
