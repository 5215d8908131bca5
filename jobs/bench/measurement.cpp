#include "jobs/bench/measurement.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/peak_memory.hpp"
#include "engine/comm/plain_bytes.hpp"
#include "engine/kernel/sync_name.hpp"

namespace octosim::jobs::bench {
namespace {

using engine::RankStatistics;

double seconds_of(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) * 1e-9; }

/// A barrier: ranks that were late for the run before shall not be measured here.
void meet(engine::Communicator& comm) {
  std::array<std::int64_t, 1> nothing{0};
  comm.min(nothing);
}

template <class Member>
auto greatest(const std::vector<RankCost>& ranks, Member member) {
  auto most = member(ranks.at(0));
  for (const RankCost& rank : ranks) most = std::max(most, member(rank));
  return most;
}

struct Counter {
  std::string_view name;
  std::uint64_t RankStatistics::*member;
};
constexpr std::array kCounters{
    Counter{"events", &RankStatistics::events},
    Counter{"rounds", &RankStatistics::rounds},
    Counter{"idle_rounds", &RankStatistics::idle_rounds},
    Counter{"reductions", &RankStatistics::reductions},
    Counter{"batches_sent", &RankStatistics::batches_sent},
    Counter{"null_batches", &RankStatistics::null_batches},
    Counter{"messages_sent", &RankStatistics::messages_sent},
    Counter{"bytes_sent", &RankStatistics::bytes_sent},
    Counter{"components", &RankStatistics::components},
    Counter{"links", &RankStatistics::links},
    Counter{"cross_links", &RankStatistics::cross_links},
    Counter{"most_pending", &RankStatistics::most_pending},
};
constexpr std::array kTimes{
    Counter{"compute_seconds", &RankStatistics::compute_ns},
    Counter{"synchronise_seconds", &RankStatistics::synchronise_ns},
    Counter{"send_seconds", &RankStatistics::send_ns},
    Counter{"io_seconds", &RankStatistics::io_ns},
};

}  // namespace

double Measurement::wall_seconds() const {
  return greatest(ranks, [](const RankCost& r) { return r.loop_seconds; });
}
double Measurement::build_seconds() const {
  return greatest(ranks, [](const RankCost& r) { return r.build_seconds; });
}
double Measurement::events_per_second() const {
  const double seconds = wall_seconds();
  return seconds > 0 ? static_cast<double>(report.events) / seconds : 0;
}
std::uint64_t Measurement::rounds() const {
  return greatest(ranks, [](const RankCost& r) { return r.statistics.rounds; });
}
std::uint64_t Measurement::peak_rss_bytes() const {
  return greatest(ranks, [](const RankCost& r) { return r.peak_rss_bytes; });
}

Measurement measure(const engine::Blueprint& model, const engine::Partition& owner, engine::Communicator& comm,
                    const engine::RunOptions& options) {
  meet(comm);
  Measurement all;
  all.report = engine::run(model, owner, comm, options);
  RankCost mine;
  mine.statistics = all.report.mine;
  mine.build_seconds = seconds_of(all.report.build_ns);
  mine.loop_seconds = seconds_of(all.report.loop_ns);
  mine.peak_rss_bytes = engine::peak_memory_bytes();
  for (const auto& bytes : comm.gather_all(engine::to_bytes(mine))) {
    all.ranks.push_back(engine::value_from_bytes<RankCost>(bytes));
  }
  return all;
}

nlohmann::ordered_json to_json(const Measurement& m) {
  nlohmann::ordered_json json;
  json["ranks"] = m.ranks.size();
  json["sync"] = name_of(m.report.sync);
  json["sync_reason"] = m.report.sync_reason;
  json["events"] = m.report.events;
  json["wall_seconds"] = m.wall_seconds();
  json["build_seconds"] = m.build_seconds();
  json["events_per_second"] = m.events_per_second();
  json["rounds"] = m.rounds();
  json["lookahead_cycles"] = m.report.lookahead.count;
  json["end_cycle"] = m.report.end.cycle;
  json["digest"] = fmt::format("{:#018x}", m.report.digest);
  json["peak_rss_bytes"] = m.peak_rss_bytes();
  auto& per_rank = json["per_rank"];
  for (const Counter& counter : kCounters) {
    for (const RankCost& rank : m.ranks) per_rank[std::string{counter.name}].push_back(rank.statistics.*counter.member);
  }
  for (const Counter& time : kTimes) {
    for (const RankCost& rank : m.ranks) {
      per_rank[std::string{time.name}].push_back(seconds_of(rank.statistics.*time.member));
    }
  }
  for (const RankCost& rank : m.ranks) {
    per_rank["build_seconds"].push_back(rank.build_seconds);
    per_rank["loop_seconds"].push_back(rank.loop_seconds);
    per_rank["peak_rss_bytes"].push_back(rank.peak_rss_bytes);
  }
  return json;
}

}  // namespace octosim::jobs::bench
