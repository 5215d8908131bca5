#include "engine/comm/communicator.hpp"

#include <array>
#include <cstring>
#include <limits>

namespace octosim::engine {

void agree_on_error(Communicator& comm, const std::string& message, bool users_fault) {
  constexpr auto kWell = std::numeric_limits<std::int64_t>::max();
  std::array<std::int64_t, 1> failing{message.empty() ? kWell : index(comm.rank())};
  comm.min(failing);
  if (failing[0] == kWell) return;
  Communicator::Bytes mine;
  if (failing[0] == index(comm.rank())) {
    mine.push_back(std::byte{users_fault ? std::uint8_t{1} : std::uint8_t{0}});
    const auto* text = reinterpret_cast<const std::byte*>(message.data());
    mine.insert(mine.end(), text, text + message.size());
  }
  const auto all = comm.gather_all(mine);
  const auto& first = all[static_cast<std::size_t>(failing[0])];
  const std::string text{reinterpret_cast<const char*>(first.data()) + 1, first.size() - 1};
  if (first[0] == std::byte{1}) throw ModelError{text};
  throw SystemError{text};
}

}  // namespace octosim::engine
