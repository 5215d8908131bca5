/// \file launch.hpp  How this process was started: alone, or as a rank of a parallel run.
#pragma once
#include <memory>

#include "engine/comm/communicator.hpp"
#include "engine/comm/mpi/mpi_communicator.hpp"

namespace octosim::jobs::cli {

/// Whether a launcher (mpirun, srun) started this process as one of several.  Without one MPI is never initialised,
/// so that a run of one rank needs no MPI daemon.  Source: the environment of Open MPI, PMIx, MPICH and Slurm.
bool was_launched();
/// The rank the launcher gave, before MPI is initialised; 0 without a launcher.
int launched_rank();

/// MPI for as long as it lives, if this process was launched; else a run of one rank.
class Launch {
 public:
  /// \throws engine::ModelError on every rank if the launcher is another MPI's, so that each rank is alone
  Launch(int& argc, char**& argv);
  engine::Communicator& comm() { return *comm_; }

 private:
  std::unique_ptr<engine::MpiSession> session_;
  std::unique_ptr<engine::Communicator> comm_;
};

}  // namespace octosim::jobs::cli
