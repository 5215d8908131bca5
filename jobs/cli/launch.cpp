#include "jobs/cli/launch.hpp"

#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/comm/self_communicator.hpp"

namespace octosim::jobs::cli {
namespace {
constexpr std::array kRankVariables{"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "PALS_RANKID"};
constexpr std::array kSizeVariables{"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};

template <std::size_t count>
const char* first_set(const std::array<const char*, count>& names) {
  for (const char* name : names) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return nullptr;
}

const char* launcher_rank() { return first_set(kRankVariables); }

/// The mpirun of one MPI starts the program of another as many runs of one rank, which would all write the same files.
void check_size(std::int32_t size) {
  const char* started = first_set(kSizeVariables);
  if (size > 1 || started == nullptr || std::atoi(started) <= 1) return;
  throw engine::ModelError{fmt::format(
      "{} processes were started, but {} sees one rank: start this octosim with the mpirun or mpiexec of its own MPI",
      started, engine::mpi_library())};
}
}  // namespace

bool was_launched() { return launcher_rank() != nullptr; }

int launched_rank() {
  const char* value = launcher_rank();
  return value == nullptr ? 0 : std::atoi(value);
}

Launch::Launch(int& argc, char**& argv) {
  if (was_launched()) {
    session_ = std::make_unique<engine::MpiSession>(argc, argv);
    comm_ = engine::make_mpi_communicator();
    check_size(comm_->size());
  } else {
    comm_ = std::make_unique<engine::SelfCommunicator>();
  }
}

}  // namespace octosim::jobs::cli
