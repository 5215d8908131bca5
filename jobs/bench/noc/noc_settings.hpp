/// \file noc_settings.hpp  What a run of synthetic traffic is; all of it, but how it is cut into tiles, decides its
/// figures.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "jobs/bench/noc/traffic.hpp"
#include "models/network/flit/mesh_config.hpp"

namespace octosim::jobs::bench::noc {

enum class Fidelity : std::uint8_t { kFlit, kPacket, kIdeal };
inline constexpr std::array<std::pair<std::string_view, Fidelity>, 3> kFidelities{
    {{"flit", Fidelity::kFlit}, {"packet", Fidelity::kPacket}, {"ideal", Fidelity::kIdeal}}};

/// When measuring ends.
enum class Mode : std::uint8_t {
  kLatency,     ///< when it has settled; then every measured packet is waited for
  kThroughput,  ///< likewise, but a mean latency above the limit is no reason to stop, and nothing is waited for
};
inline constexpr std::array<std::pair<std::string_view, Mode>, 2> kModes{
    {{"latency", Mode::kLatency}, {"throughput", Mode::kThroughput}}};

struct NocSettings {
  std::uint32_t k = 8;  ///< routers in each of two dimensions
  std::uint32_t locals = 1;
  Traffic traffic;
  double load = 0.1;  ///< flits offered a cycle and terminal; a packet starts in a cycle with probability load / flits
  std::uint32_t packet_flits = 1;
  std::uint32_t vcs = 4, vc_buffer = 8;  ///< flits of a VC's buffer
  models::network::flit::Pipeline pipeline;
  models::network::flit::Routing routing = models::network::flit::Routing::kDimensionOrder;
  models::network::flit::Switching switching = models::network::flit::Switching::kWormhole;
  std::uint32_t link_latency = 1;  ///< cycles
  Fidelity fidelity = Fidelity::kFlit;
  Mode mode = Mode::kLatency;
  std::uint64_t seed = 1;
  /// As BookSim2: `warmup` periods that do not count, then periods until mean latency and accepted rate changed by less
  /// than 1 % in three successive ones, or there were `most_periods` with the warm-up.  Beyond BookSim2: and until
  /// `least_packets` were counted, so that a low load is measured as well as a high one.
  std::uint64_t period = 2500, warmup = 3, most_periods = 12, least_packets = 300'000;
  double latency_limit = 500;          ///< cycles; a greater mean, packets on their way included, is "unstable"
  std::uint64_t most_drain = 100'000;  ///< cycles to wait for measured packets
  std::uint32_t tile = 0;  ///< routers in each dimension of a tile; 0: chosen.  Decides no figure but the speed

  std::uint32_t terminals() const { return k * k * locals; }
  std::uint32_t tile_size() const;
  std::uint32_t tiles_across() const { return (k + tile_size() - 1) / tile_size(); }
  /// Tile `tile` of tiles_across()^2, row by row; those at the right and lower edge may be smaller.
  models::network::flit::MeshConfig mesh(std::uint32_t tile) const;
};

/// Bytes of a flit in these runs.  Any: packets are counted in flits.
inline constexpr std::uint64_t kFlitBytes = 16;

/// \throws engine::ModelError that names the option, its value and what is allowed.
void check(const NocSettings& settings);

/// Cycles of the longest control message between terminals and the monitor.  Chosen: well above a router's lookahead.
inline constexpr std::uint64_t kWordLatency = 32;

}  // namespace octosim::jobs::bench::noc
