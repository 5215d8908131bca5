#include "engine/kernel/agreed.hpp"

#include <algorithm>
#include <tuple>

namespace octosim::engine {
namespace {

enum Least : std::size_t { kNext, kArrival, kIdle, kHeld, kRelease, kProgress, kHandled, kRequest, kQuiet };
static_assert(kQuiet + 1 == std::tuple_size_v<decltype(Reduction::least)>, "none is carried that nobody reads");

constexpr std::int64_t plain(std::uint64_t value) { return static_cast<std::int64_t>(value); }
/// The greatest is the least of the negatives.
constexpr std::int64_t negative(std::uint64_t value) { return -static_cast<std::int64_t>(value); }

}  // namespace

Reduction contribution(const Simulator& simulator, Request request, bool quiet) {
  Reduction words;
  words.least[kNext] = plain(simulator.next_time_anywhere());
  words.least[kArrival] = plain(std::min(simulator.earliest_arrival(), simulator.earliest_beyond()));
  words.least[kIdle] = simulator.holds() == 0 ? 1 : 0;
  words.least[kHeld] = simulator.ever_held() ? -1 : 0;
  words.least[kRelease] = negative(simulator.last_release());
  words.least[kProgress] = negative(simulator.last_progress());
  words.least[kHandled] = negative(simulator.last_handled());
  words.least[kRequest] = negative(static_cast<std::uint64_t>(request));
  words.least[kQuiet] = quiet ? 1 : 0;
  words.sum[0] = simulator.messages_sent();
  words.sum[1] = simulator.messages_received();
  return words;
}

Agreed agreed_by(const Reduction& words) {
  const auto positive = [&](Least word) { return static_cast<std::uint64_t>(-words.least[word]); };
  Agreed agreed;
  agreed.next = static_cast<std::uint64_t>(words.least[kNext]);
  agreed.arrival = static_cast<std::uint64_t>(words.least[kArrival]);
  agreed.held = words.least[kHeld] != 0;
  agreed.released = agreed.held && words.least[kIdle] == 1;
  agreed.last_release = positive(kRelease);
  agreed.last_progress = positive(kProgress);
  agreed.last_handled = positive(kHandled);
  agreed.request = static_cast<Request>(positive(kRequest));
  agreed.stable = words.least[kQuiet] == 1 && words.sum[0] == words.sum[1];
  return agreed;
}

}  // namespace octosim::engine
