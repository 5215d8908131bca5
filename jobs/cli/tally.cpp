#include "jobs/cli/tally.hpp"

#include <cstring>
#include <type_traits>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/octopus/records.hpp"

namespace octosim::jobs::cli {

static_assert(std::is_trivially_copyable_v<Totals> && sizeof(Totals) % sizeof(std::uint64_t) == 0);

std::vector<std::uint64_t> Totals::to_words() const {
  std::vector<std::uint64_t> words(sizeof(Totals) / sizeof(std::uint64_t));
  std::memcpy(words.data(), this, sizeof *this);
  return words;
}

Totals Totals::from_words(const std::vector<std::uint64_t>& words) {
  Totals totals;
  if (words.empty()) return totals;
  if (words.size() * sizeof(std::uint64_t) != sizeof totals) {
    throw engine::SystemError{fmt::format("the checkpoint has {} totals (this build has {})", words.size(),
                                          sizeof totals / sizeof(std::uint64_t))};
  }
  std::memcpy(static_cast<void*>(&totals), words.data(), sizeof totals);
  return totals;
}

void Totals::reduce(engine::Communicator& comm) {
  std::vector<std::uint64_t> words = to_words();
  comm.sum(words);
  *this = from_words(words);
}

void Totals::add(const Totals& other) {
  std::vector<std::uint64_t> words = to_words();
  const std::vector<std::uint64_t> more = other.to_words();
  for (std::size_t k = 0; k < words.size(); ++k) words[k] += more[k];
  *this = from_words(words);
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
      totals_.activity.tbu_loaded_bytes += values[10];
      totals_.activity.tbu_sent_bytes += values[11];
      totals_.activity.configuration_bytes += values[12];
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
      totals_.activity.tf_queue_written_bytes += values[13];
      totals_.activity.tf_queue_read_bytes += values[14];
      break;
    case models::octopus::kTbuWork:
      totals_.activity.macs += values[3];
      totals_.activity.operations += values[4];
      break;
    case models::octopus::kRouterTotal:
      add_router(values);
      break;
    case models::octopus::kChannelTotal:
      totals_.activity.dram_bytes += values[2] + values[3];
      break;
    case models::octopus::kTileTotal: {  // tiles pass a TF-Queue both ways, spilled activations in and out
      const std::uint64_t through = values[3] + values[5] + values[7];
      totals_.activity.tf_queue_written_bytes += through;
      totals_.activity.tf_queue_read_bytes += through;
      break;
    }
    case models::octopus::kChunkTotal:
      totals_.activity.tf_queue_written_bytes += values[7];
      totals_.activity.tf_queue_read_bytes += values[6] + values[9];
      break;
    case models::octopus::kControlTotal:
      totals_.control_messages += values[3];
      totals_.control_bytes.at(values[2]) += values[4];
      totals_.control_byte_hops += values[5];
      totals_.control_port_bytes += values[6];
      break;
    case models::octopus::kInput:
      input_[values[0]] = {values[1], values[2]};
      break;
    default:
      break;
  }
}

void Tally::add_router(std::span<const std::uint64_t> values) {
  models::hardware::Activity& activity = totals_.activity;
  const bool control = values[0] != 0;
  (control ? activity.control_router_bytes : activity.data_router_bytes) += values[3];
  (control ? activity.control_hop_bytes : activity.data_hop_bytes) += values[4];
  (control ? activity.control_die_bytes : activity.data_die_bytes) += values[5];
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
