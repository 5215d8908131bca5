/// \file settings.hpp  The machine's parameters, each with its source.  Presets `chiplet` and `wafer` are the paper's.
/// "paper" = arXiv 2405.17221; "derived" and "assumed" say so.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "engine/base/settings.hpp"
#include "models/hardware/energy_settings.hpp"

namespace octosim::models::hardware {

using engine::Choice, engine::Effect, engine::Setting, engine::Unit;

/// [wafer]
struct WaferSettings {
  std::uint64_t chiplet_rows = 4, chiplet_cols = 4;
  std::uint64_t tbu_rows = 8, tbu_cols = 8;
  std::uint64_t clock = 1'000'000'000;

  static constexpr auto settings() {
    using W = WaferSettings;
    return std::tuple{Setting{"chiplet_rows", &W::chiplet_rows, Unit::kCount, 1, 64, Effect::kResults,
                              "Chiplets down the wafer.  Source: paper V (4x4)."},
                      Setting{"chiplet_cols", &W::chiplet_cols, Unit::kCount, 1, 64, Effect::kResults,
                              "Chiplets across the wafer.  Source: paper V (4x4)."},
                      Setting{"tbu_rows", &W::tbu_rows, Unit::kCount, 1, 64, Effect::kResults,
                              "TBUs down a chiplet; CBUs are one more.  Source: paper V (8x8)."},
                      Setting{"tbu_cols", &W::tbu_cols, Unit::kCount, 1, 64, Effect::kResults,
                              "TBUs across a chiplet; CBUs are one more.  Source: paper V (8x8)."},
                      Setting{"clock", &W::clock, Unit::kHertz, 1e6, 1e11, Effect::kResults,
                              "One clock for the whole wafer; converts seconds and B/s.  Source: paper V (1 GHz)."}};
  }
};

/// [tbu]
struct TbuSettings {
  std::uint64_t pe_rows = 32, pe_cols = 32;
  std::uint64_t port = 256;
  std::uint64_t port_latency = 1;
  std::uint64_t control_port = 16;
  std::uint64_t bitstream = 32'000;
  std::uint64_t pinned_weights = 419'430;
  std::uint64_t prefetch = 1;

  static constexpr auto settings() {
    using T = TbuSettings;
    return std::tuple{
        Setting{"pe_rows", &T::pe_rows, Unit::kCount, 1, 4096, Effect::kResults,
                "PE rows; one MAC or scalar operation per PE and cycle.  Source: Table I (32x32); rate assumed."},
        Setting{"pe_cols", &T::pe_cols, Unit::kCount, 1, 4096, Effect::kResults,
                "PE columns.  Source: Table I (32x32)."},
        Setting{"port", &T::port, Unit::kBytesPerCycle, 1, 1e6, Effect::kResults,
                "Width of each port between a TBU and a CBU it touches.  Assumed: that of a network link."},
        Setting{"port_latency", &T::port_latency, Unit::kCycles, 1, 1e6, Effect::kResults,
                "Latency of that port and of the control port.  Assumed."},
        Setting{"control_port", &T::control_port, Unit::kBytesPerCycle, 1, 1e6, Effect::kResults,
                "Width of each control port between a TBU and a CBU it touches.  Assumed: that of a control link."},
        Setting{"bitstream", &T::bitstream, Unit::kBytes, 0, 1e12, Effect::kResults,
                "Configuration of one Task Block, over the control network: 32,000 B at 16 B/cycle are 2,000 cycles "
                "next to an idle CBU.  Assumed; sweep."},
        Setting{"pinned_weights", &T::pinned_weights, Unit::kBytes, 0, 1e12, Effect::kResults,
                "Most bytes of a Task Block's parameters that come with its configuration, over the data network; the "
                "others take no time.  Assumed: half of a TBU's SRAM, which is derived from Table I as 0.8 MiB."},
        Setting{"prefetch", &T::prefetch, Unit::kCount, 0, 1024, Effect::kResults,
                "Packets of its Task Block that a TBU is sent ahead while it works; 0: each is requested when the one "
                "before is done.  Assumed: a TBU works on streams (paper IV-C), with two buffers."}};
  }
};

/// [cluster]
struct ClusterSettings {
  std::uint64_t bitstream = 96'000;
  std::uint64_t input_port = 64;
  std::uint64_t open_scopes = 64;

  static constexpr auto settings() {
    using C = ClusterSettings;
    return std::tuple{Setting{"bitstream", &C::bitstream, Unit::kBytes, 0, 1e12, Effect::kResults,
                              "Configuration of a TBU for another sub-OWG, over the control network: 96,000 B at 16 "
                              "B/cycle are 6,000 cycles next to an idle CBU.  Assumed; sweep."},
                      Setting{"input_port", &C::input_port, Unit::kBytesPerCycle, 1, 1e6, Effect::kResults,
                              "Width of a cluster's input port, per sub-OWG.  Assumed; sweep."},
                      Setting{"open_scopes", &C::open_scopes, Unit::kCount, 1, 1e9, Effect::kResults,
                              "Items a cluster may have between an Expand and its Collapse at once.  Assumed."}};
  }
};

/// [tf_queue]
struct TfQueueSettings {
  std::uint64_t capacity = 4ULL << 20U;
  std::uint64_t packets_per_flow = 0;

  static constexpr auto settings() {
    using Q = TfQueueSettings;
    return std::tuple{
        Setting{"capacity", &Q::capacity, Unit::kBytes, 64, 1e12, Effect::kResults,
                "Scratchpad of one CBU, shared equally by the Task Flows it holds.  A bank that is empty takes one "
                "packet of any size.  Source: paper V (4 MB)."},
        Setting{"packets_per_flow", &Q::packets_per_flow, Unit::kCount, 0, 1e9, Effect::kResults,
                "Most packets of one Task Flow in a TF-Queue; 0: as many as its bytes allow.  Default: chosen."}};
  }
};

/// [network], and what [control] has in common with it: the two meshes of CBU routers.
struct MeshSettings {
  std::uint64_t link = 256;
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
        Setting{"router_latency", Member{&N::router_latency}, Unit::kCycles, 1, 1e6, Effect::kResults,
                "Pipeline of a router.  Assumed."},
        Setting{"link_latency", Member{&N::link_latency}, Unit::kCycles, 0, 1e6, Effect::kResults,
                "Wire between neighbours on a die.  Assumed."},
        Setting{"die_latency", Member{&N::die_latency}, Unit::kCycles, 0, 1e6, Effect::kResults,
                "Wire between neighbours on two dies.  Assumed; bandwidth is that within a die (paper VII-C)."},
        Setting{"buffer", Member{&N::buffer}, Unit::kBytes, 16, 1e12, Effect::kResults,
                "Buffer of a router's input port.  An empty buffer takes one packet of any size, which then streams "
                "through.  Assumed."}};
  }
  static constexpr auto settings() { return settings_of<MeshSettings>(); }
};

/// How closely the data network is simulated.
enum class Fidelity : std::uint8_t {
  kFlit,    ///< every flit, in routers with virtual channels
  kPacket,  ///< one event a packet and hop
  kIdeal,   ///< latency only: the bound
};
enum class NetworkRouting : std::uint8_t { kDimensionOrder, kAdaptive };
enum class NetworkSwitching : std::uint8_t { kWormhole, kCutThrough };

/// [network]
struct NetworkSettings : MeshSettings {
  Fidelity fidelity = Fidelity::kPacket;
  std::uint64_t vcs = 4;
  NetworkRouting routing = NetworkRouting::kDimensionOrder;
  NetworkSwitching switching = NetworkSwitching::kWormhole;

  static constexpr auto settings() {
    using N = NetworkSettings;
    return std::tuple_cat(
        settings_of<N>(),
        std::tuple{
            Choice{
                "fidelity", &N::fidelity,
                std::array{std::pair<std::string_view, Fidelity>{"flit", Fidelity::kFlit},
                           std::pair<std::string_view, Fidelity>{"packet", Fidelity::kPacket},
                           std::pair<std::string_view, Fidelity>{"ideal", Fidelity::kIdeal}},
                Effect::kResults,
                "flit: every flit, in virtual-channel routers, for windows of 1e6 to 1e7 cycles; packet: one event a "
                "packet and hop; ideal: latency only.  Chosen; docs/fidelity.md has what each is off."},
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
  std::uint64_t packet = 16 * 1024;

  static constexpr auto settings() {
    return std::tuple_cat(
        settings_of<ControlSettings>(),
        std::tuple{Setting{"packet", &ControlSettings::packet, Unit::kBytes, 16, 2e9, Effect::kResults,
                           "Largest piece of a configuration on a link; other messages pass between two pieces.  "
                           "Chosen: few pieces, each at most 1,024 cycles on a link of 16 B/cycle."}});
  }
};

/// [dram]
struct DramSettings {
  std::uint64_t cards = 3;
  std::uint64_t bandwidth = 1300;
  std::uint64_t latency = 100;

  static constexpr auto settings() {
    using D = DramSettings;
    return std::tuple{Setting{"cards", &D::cards, Unit::kCount, 1, 1e4, Effect::kResults,
                              "DIP cards on the wafer's edge.  Source: paper VII-C (3)."},
                      Setting{"bandwidth", &D::bandwidth, Unit::kBytesPerCycle, 1, 1e9, Effect::kResults,
                              "Of all cards together.  Source: paper VII-C (1.3 TB/s)."},
                      Setting{"latency", &D::latency, Unit::kCycles, 1, 1e9, Effect::kResults,
                              "Of one access, before its transfer.  Assumed."}};
  }
};

/// The whole machine.
struct Hardware {
  WaferSettings wafer;
  TbuSettings tbu;
  ClusterSettings cluster;
  TfQueueSettings tf_queue;
  NetworkSettings network;
  ControlSettings control{{.link = 16, .buffer = 4096}};
  DramSettings dram;
  EnergySettings energy;

  std::uint64_t pes_per_tbu() const { return tbu.pe_rows * tbu.pe_cols; }
  std::uint64_t cbu_rows() const { return wafer.chiplet_rows * (wafer.tbu_rows + 1); }
  std::uint64_t cbu_cols() const { return wafer.chiplet_cols * (wafer.tbu_cols + 1); }
  std::uint64_t tbu_count() const { return wafer.chiplet_rows * wafer.chiplet_cols * wafer.tbu_rows * wafer.tbu_cols; }
};

}  // namespace octosim::models::hardware
