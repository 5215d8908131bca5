#include "engine/comm/first_rank.hpp"

#include <cstring>
#include <span>

namespace octosim::engine {

std::vector<std::int32_t> from_first_rank(Communicator& comm,
                                          const std::function<std::vector<std::int32_t>()>& decide) {
  std::vector<std::int32_t> decided;
  agree(comm, [&] {
    if (comm.rank() == Rank{0}) decided = decide();
  });
  const auto bytes = std::as_bytes(std::span{decided});
  const auto all = comm.gather_all({bytes.begin(), bytes.end()});
  decided.resize(all.front().size() / sizeof decided[0]);
  if (!decided.empty()) std::memcpy(decided.data(), all.front().data(), all.front().size());
  return decided;
}

}  // namespace octosim::engine
