#include "jobs/cli/tally.hpp"

#include <cstring>

#include "models/octopus/records.hpp"

namespace octosim::jobs::cli {

static_assert(sizeof(Totals) % sizeof(std::uint64_t) == 0);

void Totals::reduce(engine::Communicator& comm) {
  std::array<std::uint64_t, sizeof(Totals) / sizeof(std::uint64_t)> words{};
  std::memcpy(words.data(), this, sizeof *this);
  comm.sum(words);
  std::memcpy(this, words.data(), sizeof *this);
}

void Tally::write(std::uint32_t type, engine::SimTime time, engine::ComponentId component, std::uint64_t nth,
                  std::span<const std::uint64_t> values) {
  next_.write(type, time, component, nth, values);
  // Columns as declared in models/octopus/records.cpp.
  switch (type) {
    case models::octopus::kStream:
      ++totals_.streams_done;
      totals_.streams_failed += values[5] == 0 ? 1 : 0;
      totals_.items_delivered += values[3];
      break;
    case models::octopus::kTbuTotal:
      totals_.tbu_packets += values[2];
      totals_.busy += values[3];
      totals_.configuring += values[4];
      totals_.loading += values[5];
      totals_.starved += values[6];
      totals_.blocked += values[7];
      totals_.port += values[8];
      totals_.done += values[9];
      break;
    case models::octopus::kStationTotal:
      totals_.made += values[3];
      totals_.delivered += values[4];
      totals_.absorbed += values[5];
      totals_.in_flight += values[6];
      totals_.switches += values[8];
      totals_.moves += values[9];
      totals_.moved_items += values[10];
      totals_.moved_bytes += values[11];
      totals_.moved_byte_hops += values[12];
      break;
    case models::octopus::kInput:
      input_[values[0]] = {values[1], values[2]};
      break;
    default:
      break;
  }
}

double Tally::input_part() const {
  std::uint64_t fetched = 0, total = 0;
  for (const auto& [cluster, input] : input_) {
    fetched += input.first;
    total += input.second;
  }
  return total == 0 ? 0 : static_cast<double>(fetched) / static_cast<double>(total);
}

}  // namespace octosim::jobs::cli
