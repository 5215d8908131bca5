#include "engine/comm/first_rank.hpp"

#include "engine/comm/plain_bytes.hpp"

namespace octosim::engine {

std::vector<std::int32_t> from_first_rank(Communicator& comm,
                                          const std::function<std::vector<std::int32_t>()>& decide) {
  std::vector<std::int32_t> decided;
  agree(comm, [&] {
    if (comm.rank() == Rank{0}) decided = decide();
  });
  return from_bytes<std::int32_t>(comm.gather_all(to_bytes(decided)).front());
}

}  // namespace octosim::engine
