/// \file noc_bench.hpp  `octosim bench noc`: latency and throughput of the data network under synthetic traffic.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "jobs/bench/measurement.hpp"
#include "jobs/bench/noc/monitor.hpp"
#include "jobs/bench/noc/noc_settings.hpp"

namespace octosim::jobs::bench::noc {

struct NocBench {
  NocSettings noc;
  std::string router = "R5";  ///< name of noc.pipeline, for the report
  /// Stages that differ from that router's, with their cycles.
  std::vector<std::pair<std::uint32_t models::network::flit::Pipeline::*, std::uint32_t>> stages;
  std::vector<double> sweep;  ///< loads to run one after the other, instead of noc.load
  bool saturation = false;    ///< searches the load at which the network saturates, instead
  engine::Sync sync = engine::Sync::kAuto;
};

/// One run.  The same on every rank, but for what `cost` says of this one.
struct NocRun {
  double load = 0;
  NocStatus status = NocStatus::kStable;
  std::uint64_t measured_cycles = 0;
  std::uint64_t packets = 0;
  double latency = 0, network_latency = 0;  ///< mean, of measured packets; the second without the wait at the source
  std::uint64_t p50 = 0, p99 = 0, most = 0;
  double accepted = 0, least_accepted = 0;  ///< flits a cycle and terminal; of the terminal that took least
  double hops = 0;                          ///< mean, in routers
  std::uint64_t flit_hops = 0;              ///< flits through routers, in the whole run
  std::uint64_t digest = 0;                 ///< of all arrivals: the same for every tiling and number of ranks
  Measurement cost;

  double flit_hops_per_second() const;
};

struct NocResult {
  NocBench bench;
  double ideal = 0;          ///< ideal_throughput
  std::vector<NocRun> runs;  ///< by load
  double saturation = 0;     ///< if searched: the greatest load found stable
};

std::string_view name_of(NocStatus status);

/// \throws ModelError, the same on every rank, for settings that are not allowed; else as engine::run.  Collective.
NocResult run_noc(const NocBench& bench, engine::Communicator& comm);

/// Between the loads of the last stable and the first unstable run.  Chosen.
inline constexpr double kSaturationStep = 0.005;

std::string to_text(const NocResult& result);
nlohmann::ordered_json to_json(const NocResult& result);

}  // namespace octosim::jobs::bench::noc
