#include "jobs/cli/text_of_first.hpp"

#include <cstddef>

namespace octosim::jobs::cli {

std::string text_of_first(engine::Communicator& comm, const std::string& text) {
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  const auto all =
      comm.gather_all(comm.rank() == engine::Rank{0} ? engine::Communicator::Bytes{bytes, bytes + text.size()}
                                                     : engine::Communicator::Bytes{});
  return {reinterpret_cast<const char*>(all[0].data()), all[0].size()};
}

}  // namespace octosim::jobs::cli
