/// \file network_settings.hpp  [network] and [control]: parameters of the two meshes of CBU routers, each with its
/// source.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/base/settings.hpp"

namespace octosim::models::hardware {

using engine::Choice, engine::Effect, engine::Setting, engine::Unit;

/// How closely a network is simulated.
enum class Fidelity : std::uint8_t {
  kFlit,    ///< every flit, in routers with virtual channels; data network only
  kPacket,  ///< one event a packet and hop
  kPath,    ///< all links of a chiplet at once
  kIdeal,   ///< latency only: the bound
};

/// Whether buffers of routers are bounded, and room in them is given back as credits.
constexpr bool has_credits(Fidelity fidelity) { return fidelity == Fidelity::kFlit || fidelity == Fidelity::kPacket; }

/// [network], and what [control] has in common with it: the two meshes of CBU routers.
struct MeshSettings {
  std::uint64_t link = 256;
  std::uint64_t die_link = 0;
  std::uint64_t router_latency = 3;
  std::uint64_t link_latency = 1;
  std::uint64_t die_latency = 8;
  std::uint64_t buffer = 64 * 1024;

  /// The rows for `N`: this, or what is made from it.
  template <class N>
  static constexpr auto settings_of() {
    using Member = std::uint64_t N::*;
    return std::tuple{
        Setting{"link", Member{&N::link}, Unit::kBytesPerCycle, 1, 1e6, Effect::kResults,
                "Width of a link.  Data 256 B/cycle: derived, 8 TB/s per die over 4 sides x 9 links = 228 B/cycle "
                "(paper V).  Control 16 B/cycle: derived, control to data network area is 1 : 16 (Table I)."},
        Setting{"die_link", Member{&N::die_link}, Unit::kBytesPerCycle, 0, 1e6, Effect::kResults,
                "Width of a link between two dies, at most that of others; 0: the same.  With flits each takes whole "
                "cycles of "
                "it.  Default: paper VII-C, bandwidth as within a die."},
        Setting{"router_latency", Member{&N::router_latency}, Unit::kCycles, 1, 1e6, Effect::kResults,
                "Pipeline of a router.  Assumed."},
        Setting{"link_latency", Member{&N::link_latency}, Unit::kCycles, 0, 1e6, Effect::kResults,
                "Wire between neighbours on a die.  Assumed."},
        Setting{"die_latency", Member{&N::die_latency}, Unit::kCycles, 0, 1e6, Effect::kResults,
                "Wire between neighbours on two dies.  Assumed."},
        Setting{"buffer", Member{&N::buffer}, Unit::kBytes, 16, 1e12, Effect::kResults,
                "Buffer of a router's input port.  An empty buffer takes one packet of any size, which then streams "
                "through.  Assumed."}};
  }
  static constexpr auto settings() { return settings_of<MeshSettings>(); }

  /// Bytes per cycle of a link between two dies.
  std::uint64_t die_width() const { return die_link == 0 || die_link > link ? link : die_link; }
};

enum class NetworkRouting : std::uint8_t { kDimensionOrder, kAdaptive };
enum class NetworkSwitching : std::uint8_t { kWormhole, kCutThrough };

/// [network]
struct NetworkSettings : MeshSettings {
  Fidelity fidelity = Fidelity::kPacket;
  std::uint64_t vcs = 4;
  NetworkRouting routing = NetworkRouting::kDimensionOrder;
  NetworkSwitching switching = NetworkSwitching::kWormhole;

  /// Bytes of room that a CBU sees; 0: no bound, and no credits.
  std::uint64_t entry_buffer() const { return has_credits(fidelity) ? buffer : 0; }

  static constexpr auto settings() {
    using N = NetworkSettings;
    return std::tuple_cat(
        settings_of<N>(),
        std::tuple{
            Choice{
                "fidelity", &N::fidelity,
                std::array{std::pair<std::string_view, Fidelity>{"flit", Fidelity::kFlit},
                           std::pair<std::string_view, Fidelity>{"packet", Fidelity::kPacket},
                           std::pair<std::string_view, Fidelity>{"path", Fidelity::kPath},
                           std::pair<std::string_view, Fidelity>{"ideal", Fidelity::kIdeal}},
                Effect::kResults,
                "flit: every flit, in virtual-channel routers, for windows of 1e6 to 1e7 cycles; packet: one event a "
                "packet and hop; path: all links of a chiplet are reserved at once, without a bound of buffers, for "
                "long runs; ideal: latency only.  Chosen; docs/fidelity.md has what each is off."},
            Setting{"vcs", &N::vcs, Unit::kCount, 1, 12, Effect::kResults,
                    "Virtual channels of a link, for flit; they share the buffer equally.  Assumed."},
            Choice{"routing", &N::routing,
                   std::array{
                       std::pair<std::string_view, NetworkRouting>{"dimension-order", NetworkRouting::kDimensionOrder},
                       std::pair<std::string_view, NetworkRouting>{"adaptive", NetworkRouting::kAdaptive}},
                   Effect::kResults,
                   "For flit.  adaptive: any productive direction, channel 0 in dimension order as escape.  Assumed."},
            Choice{
                "switching", &N::switching,
                std::array{std::pair<std::string_view, NetworkSwitching>{"wormhole", NetworkSwitching::kWormhole},
                           std::pair<std::string_view, NetworkSwitching>{"cut-through", NetworkSwitching::kCutThrough}},
                Effect::kResults,
                "For flit.  cut-through: a channel is given to a packet only if its buffer holds all of it, or is "
                "empty.  "
                "Assumed."}});
  }
};

/// [control]
struct ControlSettings : MeshSettings {
  Fidelity fidelity = Fidelity::kPacket;
  std::uint64_t packet = 16 * 1024;
  bool relay = true;

  /// As that of NetworkSettings.
  std::uint64_t entry_buffer() const { return has_credits(fidelity) ? buffer : 0; }

  static constexpr auto settings() {
    return std::tuple_cat(
        settings_of<ControlSettings>(),
        std::tuple{
            Choice{"fidelity", &ControlSettings::fidelity,
                   std::array{std::pair<std::string_view, Fidelity>{"packet", Fidelity::kPacket},
                              std::pair<std::string_view, Fidelity>{"path", Fidelity::kPath},
                              std::pair<std::string_view, Fidelity>{"ideal", Fidelity::kIdeal}},
                   Effect::kResults,
                   "packet, path or ideal, as network.fidelity.  Chosen; docs/fidelity.md has what each is off."},
            Setting{"packet", &ControlSettings::packet, Unit::kBytes, 16, 2e9, Effect::kResults,
                    "Largest piece of a configuration on a link; other messages pass between two pieces.  "
                    "Chosen: few pieces, each at most 1,024 cycles on a link of 16 B/cycle."},
            Setting{"relay", &ControlSettings::relay, Unit::kSwitch, 0, 0, Effect::kResults,
                    "CBUs relay a configuration to one another, once for all TBUs that wait for it (paper IV-A; "
                    "the way it goes is assumed); false: the station sends one to each TBU."}});
  }
};

}  // namespace octosim::models::hardware
