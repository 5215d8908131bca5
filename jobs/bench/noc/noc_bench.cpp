#include "jobs/bench/noc/noc_bench.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/comm/plain_bytes.hpp"
#include "jobs/bench/noc/noc_model.hpp"

namespace octosim::jobs::bench::noc {
namespace {

/// Sums the records of a rank, and then of all.
class Totals final : public engine::RecordSink {
 public:
  void write(std::uint32_t type, engine::SimTime /*time*/, engine::ComponentId /*component*/, std::uint64_t /*nth*/,
             std::span<const std::uint64_t> values) override {
    switch (type) {
      case kLinkRecord:
        flit_hops += values[5];
        break;
      case kTerminalRecord:
        packets += values[0];
        latency += values[1];
        most = std::max(most, values[2]);
        hops += values[3];
        queued += values[4];
        accepted += values[5];
        least = std::min(least, values[6]);
        digest += values[7];
        break;
      case kLatencyRecord:
        histogram[values[0]] += values[1];
        break;
      default:
        status = values[0];
        from = values[1];
        until = values[2];
    }
  }

  void sum_over(engine::Communicator& comm) {
    std::vector<std::uint64_t> mine{flit_hops, packets, latency, most,   hops, queued,
                                    accepted,  least,   digest,  status, from, until};
    for (const auto& [cycles, count] : histogram) mine.insert(mine.end(), {cycles, count});
    *this = {};
    for (const auto& bytes : comm.gather_all(engine::to_bytes(mine))) {
      const auto words = engine::from_bytes<std::uint64_t>(bytes);
      flit_hops += words[0];
      packets += words[1];
      latency += words[2];
      most = std::max(most, words[3]);
      hops += words[4];
      queued += words[5];
      accepted += words[6];
      least = std::min(least, words[7]);
      digest += words[8];
      status += words[9];  // one rank has the monitor
      from += words[10];
      until += words[11];
      for (std::size_t k = 12; k < words.size(); k += 2) histogram[words[k]] += words[k + 1];
    }
  }

  /// Least latency that at least `share` of the packets did not pass.
  std::uint64_t quantile(double share) const {
    auto rest = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(packets)));
    for (const auto& [cycles, count] : histogram) {
      if (count >= rest) return cycles;
      rest -= count;
    }
    return most;
  }

  std::uint64_t flit_hops = 0, packets = 0, latency = 0, most = 0, hops = 0, queued = 0, accepted = 0;
  std::uint64_t least = engine::kNever.cycle, digest = 0, status = 0, from = 0, until = 0;
  std::map<std::uint64_t, std::uint64_t> histogram;
};

double per(double sum, double count) { return count > 0 ? sum / count : 0; }

NocRun run_one(const NocBench& bench, double load, Mode mode, engine::Communicator& comm) {
  NocSettings settings = bench.noc;
  settings.load = load;
  settings.mode = mode;
  const NocModel model{settings};
  Totals totals;
  engine::RunOptions options;
  options.sync = bench.sync;
  options.sink = &totals;
  options.level = engine::Level::kSummary;
  options.stall_limit = engine::kNever - engine::SimTime{};
  NocRun run;
  run.load = load;
  run.cost = measure(model, model.blocks(comm.size()), comm, options);
  totals.sum_over(comm);
  const auto packets = static_cast<double>(totals.packets);
  run.status = static_cast<NocStatus>(totals.status);
  run.measured_cycles = totals.until - totals.from;
  run.packets = totals.packets;
  run.latency = per(static_cast<double>(totals.latency), packets);
  run.network_latency = per(static_cast<double>(totals.latency - totals.queued), packets);
  run.p50 = totals.quantile(0.5);
  run.p99 = totals.quantile(0.99);
  run.most = totals.most;
  const auto cycles = static_cast<double>(run.measured_cycles);
  run.accepted = per(static_cast<double>(totals.accepted), cycles * settings.terminals());
  run.least_accepted = per(static_cast<double>(totals.least), cycles);
  run.hops = per(static_cast<double>(totals.hops), packets);
  run.flit_hops = totals.flit_hops;
  run.digest = totals.digest;
  return run;
}

/// Halves the interval of loads between a stable and an unstable run.
void search(const NocBench& bench, engine::Communicator& comm, NocResult& result) {
  double stable = 0, unstable = std::min(1.0, result.ideal + kSaturationStep);
  const auto is_stable = [&](double load) {
    result.runs.push_back(run_one(bench, load, Mode::kLatency, comm));
    return result.runs.back().status == NocStatus::kStable;
  };
  if (is_stable(unstable)) {
    stable = unstable;
  } else {
    while (unstable - stable > kSaturationStep) {
      const double middle = (stable + unstable) / 2;
      (is_stable(middle) ? stable : unstable) = middle;
    }
  }
  result.saturation = stable;
  std::ranges::sort(result.runs, {}, &NocRun::load);
}

}  // namespace

double NocRun::flit_hops_per_second() const { return per(static_cast<double>(flit_hops), cost.wall_seconds()); }

std::string_view name_of(NocStatus status) {
  constexpr std::array<std::string_view, 4> kNames{"stable", "unstable", "undrained", "measured"};
  return kNames.at(static_cast<std::size_t>(status));
}

NocResult run_noc(const NocBench& asked, engine::Communicator& comm) {
  NocBench bench = asked;
  for (const auto& [stage, cycles] : bench.stages) bench.noc.pipeline.*stage = cycles;
  check(bench.noc);
  for (const double load : bench.sweep) {
    NocSettings settings = bench.noc;
    settings.load = load;
    check(settings);
  }
  NocResult result;
  result.bench = bench;
  result.ideal = ideal_throughput(bench.noc.traffic, bench.noc.k, bench.noc.locals);
  if (bench.saturation) {
    search(bench, comm, result);
  } else if (bench.sweep.empty()) {
    result.runs.push_back(run_one(bench, bench.noc.load, bench.noc.mode, comm));
  } else {
    for (const double load : bench.sweep) result.runs.push_back(run_one(bench, load, bench.noc.mode, comm));
  }
  return result;
}

std::string to_text(const NocResult& result) {
  const NocSettings& s = result.bench.noc;
  std::string text = fmt::format("{} x {} mesh, {}, {} VCs x {} flits, packets of {}; bound {:.4g} flits a cycle\n",
                                 s.k, s.k, result.bench.router, s.vcs, s.vc_buffer, s.packet_flits, result.ideal);
  text += fmt::format("  {:>8} {:>9} {:>10} {:>10} {:>7} {:>7} {:>8} {:>9} {:>7} {:>11} {:>10}\n", "load", "status",
                      "latency", "network", "p50", "p99", "max", "accepted", "hops", "flit-hops", "per second");
  for (const NocRun& run : result.runs) {
    text += fmt::format("  {:>8.4g} {:>9} {:>10.3f} {:>10.3f} {:>7} {:>7} {:>8} {:>9.5f} {:>7.3f} {:>11} {:>10.3g}\n",
                        run.load, name_of(run.status), run.latency, run.network_latency, run.p50, run.p99, run.most,
                        run.accepted, run.hops, run.flit_hops, run.flit_hops_per_second());
  }
  if (result.bench.saturation) text += fmt::format("  saturates above {:.4g} flits a cycle\n", result.saturation);
  return text;
}

nlohmann::ordered_json to_json(const NocResult& result) {
  const NocSettings& s = result.bench.noc;
  const auto text_of = [](const auto& table, auto value) {
    for (const auto& [name, each] : table) {
      if (each == value) return std::string{name};
    }
    return std::string{};
  };
  nlohmann::ordered_json json;
  json["bench"] = "noc";
  json["settings"] = {
      {"k", s.k},
      {"concentration", s.locals},
      {"traffic", text_of(kPatterns, s.traffic.pattern)},
      {"packet_flits", s.packet_flits},
      {"vcs", s.vcs},
      {"vc_buffer", s.vc_buffer},
      {"router", result.bench.router},
      {"pipeline",
       {{"route", s.pipeline.route},
        {"vc_alloc", s.pipeline.vc_alloc},
        {"switch_alloc", s.pipeline.switch_alloc},
        {"traversal", s.pipeline.traversal},
        {"speculative", s.pipeline.speculative},
        {"speedup", s.pipeline.speedup}}},
      {"routing", s.routing == models::network::flit::Routing::kDimensionOrder ? "dimension-order" : "adaptive"},
      {"switching", s.switching == models::network::flit::Switching::kWormhole ? "wormhole" : "cut-through"},
      {"link_latency", s.link_latency},
      {"fidelity", text_of(kFidelities, s.fidelity)},
      {"mode", text_of(kModes, s.mode)},
      {"seed", s.seed},
      {"period", s.period},
      {"warmup", s.warmup}};
  json["ideal_throughput"] = result.ideal;
  auto& runs = json["runs"] = nlohmann::ordered_json::array();
  for (const NocRun& run : result.runs) {
    nlohmann::ordered_json one;
    one["load"] = run.load;
    one["status"] = name_of(run.status);
    one["packet_latency"] = {{"mean", run.latency}, {"p50", run.p50}, {"p99", run.p99}, {"max", run.most}};
    one["network_latency"] = run.network_latency;
    one["accepted"] = run.accepted;
    one["accepted_least"] = run.least_accepted;
    one["hops"] = run.hops;
    one["packets"] = run.packets;
    one["measured_cycles"] = run.measured_cycles;
    one["flit_hops"] = run.flit_hops;
    one["flit_hops_per_second"] = run.flit_hops_per_second();
    one["arrivals_digest"] = fmt::format("{:#018x}", run.digest);
    one["cost"] = to_json(run.cost);
    runs.push_back(std::move(one));
  }
  if (result.bench.saturation) json["saturation"] = result.saturation;
  return json;
}

}  // namespace octosim::jobs::bench::noc
