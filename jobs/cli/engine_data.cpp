#include "jobs/cli/engine_data.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <span>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/comm/plain_bytes.hpp"

namespace octosim::jobs::cli {
namespace {

using Bytes = engine::Communicator::Bytes;

/// The classes of a rank as bytes: for each the length of its name, its name, its numbers.
Bytes packed(const std::vector<engine::ClassCost>& classes) {
  Bytes bytes;
  const auto add = [&](std::span<const std::byte> more) { bytes.insert(bytes.end(), more.begin(), more.end()); };
  for (const engine::ClassCost& one : classes) {
    const std::array<std::uint64_t, 4> numbers{one.component.size(), one.components, one.events, one.nanoseconds};
    add(std::as_bytes(std::span{numbers}));
    add(std::as_bytes(std::span{one.component}));
  }
  return bytes;
}

void unpack(std::span<const std::byte> bytes, std::uint64_t rank, std::vector<io::trace::ClassRow>& rows) {
  while (!bytes.empty()) {
    std::array<std::uint64_t, 4> numbers{};
    std::memcpy(numbers.data(), bytes.data(), sizeof numbers);
    bytes = bytes.subspan(sizeof numbers);
    std::string name(numbers[0], '\0');
    std::memcpy(name.data(), bytes.data(), name.size());
    bytes = bytes.subspan(name.size());
    rows.push_back({std::move(name), rank, numbers[1], numbers[2], numbers[3]});
  }
}

std::vector<std::uint64_t> values_of(const io::trace::EngineData& data, const std::string& counter) {
  std::vector<std::uint64_t> values;
  for (const io::trace::EngineRow& row : data.ranks) {
    const auto found =
        std::find_if(row.values.begin(), row.values.end(), [&](const auto& value) { return value.first == counter; });
    if (found == row.values.end()) throw engine::LogicError{"the engine has no counter " + counter};
    values.push_back(found->second);
  }
  return values;
}

double sum_of(const std::vector<std::uint64_t>& values) {
  double sum = 0;
  for (const std::uint64_t value : values) sum += static_cast<double>(value);
  return sum;
}

}  // namespace

io::trace::EngineRow engine_row(const engine::RankStatistics& s) {
  return {{{"events", s.events},
           {"rounds", s.rounds},
           {"idle_rounds", s.idle_rounds},
           {"reductions", s.reductions},
           {"batches_sent", s.batches_sent},
           {"null_batches", s.null_batches},
           {"messages_sent", s.messages_sent},
           {"sent_bytes", s.bytes_sent},
           {"compute_ns", s.compute_ns},
           {"synchronise_ns", s.synchronise_ns},
           {"send_ns", s.send_ns},
           {"io_ns", s.io_ns},
           {"components", s.components},
           {"links", s.links},
           {"cross_links", s.cross_links},
           {"most_pending", s.most_pending}}};
}

io::trace::EngineData gather_engine_data(engine::Communicator& comm, const engine::RunReport& report,
                                         std::uint32_t clusters,
                                         const std::function<std::uint32_t(engine::ComponentId)>& cluster_of) {
  io::trace::EngineData data;
  for (const Bytes& bytes : comm.gather_all(engine::to_bytes(report.mine))) {
    data.ranks.push_back(engine_row(engine::value_from_bytes<engine::RankStatistics>(bytes)));
  }
  std::uint64_t rank = 0;
  for (const Bytes& bytes : comm.gather_all(packed(report.classes))) unpack(bytes, rank++, data.classes);
  data.cluster_events.resize(clusters);
  for (const auto& [id, events] : report.component_events) data.cluster_events.at(cluster_of(id)) += events;
  comm.sum(data.cluster_events);
  return data;
}

double imbalance(const io::trace::EngineData& data, const std::string& counter) {
  const std::vector<std::uint64_t> values = values_of(data, counter);
  const double sum = sum_of(values);
  if (sum == 0) return 0;
  return static_cast<double>(*std::max_element(values.begin(), values.end())) * static_cast<double>(values.size()) /
         sum;
}

double ratio(const io::trace::EngineData& data, const std::string& counter, const std::string& of) {
  const double all = sum_of(values_of(data, of));
  return all == 0 ? 0 : sum_of(values_of(data, counter)) / all;
}

std::string profile_table(const io::trace::EngineData& data) {
  std::map<std::string, io::trace::ClassRow> by_class;
  double all = 0;
  for (const io::trace::ClassRow& row : data.classes) {
    io::trace::ClassRow& sum = by_class[row.component];
    sum.component = row.component;
    sum.components += row.components;
    sum.events += row.events;
    sum.nanoseconds += row.nanoseconds;
    all += static_cast<double>(row.nanoseconds);
  }
  if (by_class.empty()) return {};
  std::vector<io::trace::ClassRow> rows;
  for (const auto& [name, row] : by_class) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.nanoseconds > b.nanoseconds; });
  std::string text = fmt::format("  {:<20} {:>12} {:>14} {:>12} {:>10} {:>7}\n", "class", "components", "events",
                                 "seconds", "ns/event", "share");
  for (const io::trace::ClassRow& row : rows) {
    const auto ns = static_cast<double>(row.nanoseconds);
    text += fmt::format("  {:<20} {:>12} {:>14} {:>12.3f} {:>10.1f} {:>6.1f}%\n", row.component, row.components,
                        row.events, ns / 1e9, row.events == 0 ? 0 : ns / static_cast<double>(row.events),
                        all == 0 ? 0 : 100 * ns / all);
  }
  return text;
}

}  // namespace octosim::jobs::cli
