#include "jobs/cli/launch.hpp"

#include <array>
#include <cstdlib>

#include "engine/comm/self_communicator.hpp"

namespace octosim::jobs::cli {
namespace {
constexpr std::array kRankVariables{"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "PALS_RANKID"};

const char* launcher_rank() {
  for (const char* name : kRankVariables) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return nullptr;
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
  } else {
    comm_ = std::make_unique<engine::SelfCommunicator>();
  }
}

}  // namespace octosim::jobs::cli
