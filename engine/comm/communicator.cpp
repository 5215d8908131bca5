#include "engine/comm/communicator.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <thread>

#include <sched.h>

namespace octosim::engine {

void Communicator::pause(std::uint32_t tries) {
  // Chosen, measured with 3 and 4 ranks on 2 cores.  On a core of one's own: spin for about 50 us, and yield for a
  // millisecond.  On a shared one another rank has work to do: yield less, then sleep, for a rank that wakes up goes
  // before one that has been at work for long.
  const std::uint32_t spins = cores_are_shared_ ? 0 : 200;
  const std::uint32_t yields = cores_are_shared_ ? 200 : 2'000;
  if (tries < spins) return;
  if (tries < yields) {
    sched_yield();
  } else {
    // Each sleep is a sixteenth of those before it together, so that little is lost when what it waits for comes, and
    // a rank that waits for long leaves its core, and whatever that shares, to others.
    constexpr double kFirst = 5, kGrowth = 17.0 / 16, kMost = 1'000;  // microseconds
    const double sleep = std::min(kMost, kFirst * std::pow(kGrowth, std::min(tries - yields, 1'000U)));
    std::this_thread::sleep_for(std::chrono::microseconds{static_cast<std::int64_t>(sleep)});
  }
}

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
