/// \file hold_event.hpp  What the queues of the hold model keep: 32 bytes, as small as an event of the engine can be.
#pragma once
#include <cstdint>

namespace octosim::jobs::bench {

struct HoldEvent {
  std::uint64_t time = 0;
  std::uint64_t nth = 0;
  std::uint32_t target = 0;
  std::uint16_t port = 0;
  std::uint16_t bytes = sizeof(std::uint64_t);
  std::uint64_t message = 0;
};

}  // namespace octosim::jobs::bench
