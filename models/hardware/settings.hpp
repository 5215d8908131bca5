/// \file settings.hpp  The machine's parameters, each with its source.  Presets `chiplet` and `wafer` are the paper's.
/// "paper" = arXiv 2405.17221; "derived" and "assumed" say so.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "engine/base/settings.hpp"
#include "models/hardware/energy_settings.hpp"
#include "models/hardware/memory_settings.hpp"
#include "models/hardware/network_settings.hpp"

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
  std::uint64_t sram = 851'504;
  std::uint64_t control_port = 16;
  std::uint64_t bitstream = 32'000;
  std::uint64_t pinned_weights = 212'876;
  std::uint64_t prefetch = 1;
  std::uint64_t chunk_control = 64;
  std::uint64_t operator_switch = 32;
  std::uint64_t stream_buffer = 64ULL << 10U;

  /// SRAM that activations of a packet may have: what the weights of two configurations leave.
  std::uint64_t activation_room() const { return sram - std::min(sram, 2 * pinned_weights); }

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
        Setting{"sram", &T::sram, Unit::kBytes, 1, 1e12, Effect::kResults,
                "SRAM of a TBU, for the pinned weights of two configurations and the activations of a packet; what "
                "those need "
                "beyond it goes to the TF-Queue and back.  "
                "Derived: 0.660 mm2 against 3.251 mm2 for 4 MiB (Table I); paper VII-C says 4 MB."},
        Setting{"bitstream", &T::bitstream, Unit::kBytes, 0, 1e12, Effect::kResults,
                "Configuration of one Task Block, over the control network: 32,000 B at 16 B/cycle are 2,000 cycles "
                "next to an idle CBU.  Assumed; sweep."},
        Setting{"pinned_weights", &T::pinned_weights, Unit::kBytes, 0, 1e12, Effect::kResults,
                "Most bytes of a Task Block's parameters that come with its configuration, over the data network; the "
                "others take no time.  Assumed: a quarter of a TBU's SRAM, for there are two configuration buffers."},
        Setting{"prefetch", &T::prefetch, Unit::kCount, 0, 1024, Effect::kResults,
                "Packets of its Task Block that a TBU is sent ahead while it works; 0: each is requested when the one "
                "before is done.  Assumed: a TBU works on streams (paper IV-C), with two buffers."},
        Setting{"chunk_control", &T::chunk_control, Unit::kCycles, 0, 1e9, Effect::kResults,
                "Control of a chunk loop, for each slice.  Assumed."},
        Setting{"operator_switch", &T::operator_switch, Unit::kCycles, 0, 1e9, Effect::kResults,
                "From one operator to the next within a slice of a chunk loop.  Assumed."},
        Setting{"stream_buffer", &T::stream_buffer, Unit::kBytes, 1, 1e12, Effect::kResults,
                "SRAM for weights, and for whole operands, that stream through a slice and are not kept.  Assumed."}};
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
