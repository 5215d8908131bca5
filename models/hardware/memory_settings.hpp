/// \file memory_settings.hpp  [tf_queue] and [dram]: parameters of the memories, each with its source.
/// "paper" = arXiv 2405.17221; "JESD235" = JEDEC standard JESD235C, High Bandwidth Memory (HBM2, HBM2E) DRAM.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/base/settings.hpp"

namespace octosim::models::hardware {

/// Where the packets between two Task Blocks of a sub-OWG wait: in the CBU next to the TBU that made them, or in that
/// of the station.
enum class FlowPlace : std::uint8_t { kProducer, kStation };

/// Where the whole tensors between the chunk loops of a Task Block lie: in the TF-Queue of its station as far as they
/// fit, else in DRAM; in the TF-Queue, or the workflow is refused; in DRAM.
enum class WholeTensors : std::uint8_t { kFit, kQueue, kDram };

/// [tf_queue]
struct TfQueueSettings {
  std::uint64_t capacity = 4ULL << 20U;
  std::uint64_t packets_per_flow = 0;
  std::uint64_t banks = 16;
  std::uint64_t bank_width = 256;
  std::uint64_t ports = 1;
  FlowPlace place = FlowPlace::kProducer;
  WholeTensors whole_tensors = WholeTensors::kFit;

  static constexpr auto settings() {
    using engine::Choice, engine::Effect, engine::Setting, engine::Unit;
    using Q = TfQueueSettings;
    return std::tuple{
        Setting{"capacity", &Q::capacity, Unit::kBytes, 64, 1e12, Effect::kResults,
                "Scratchpad of one CBU, shared equally by the Task Flows it may hold.  A bank that is empty takes one "
                "packet of any size.  Source: paper V (4 MB)."},
        Setting{
            "packets_per_flow", &Q::packets_per_flow, Unit::kCount, 0, 1e9, Effect::kResults,
            "Most packets of one Task Flow that wait in a cluster; 0: as many as its bytes allow.  Default: chosen."},
        Setting{"banks", &Q::banks, Unit::kCount, 1, 65536, Effect::kResults,
                "SRAM banks of one TF-Queue; Task Flows take them in turn, and share them where there are more flows "
                "than banks.  Source: paper IV (multi-bank SRAM); number assumed."},
        Setting{"bank_width", &Q::bank_width, Unit::kBytesPerCycle, 1, 1e6, Effect::kResults,
                "Bytes that one port of a bank reads or writes a cycle.  Assumed: that of a network link."},
        Setting{"ports", &Q::ports, Unit::kCount, 1, 64, Effect::kResults,
                "Ports of a bank, each for reading or writing.  Assumed: single-ported SRAM."},
        Choice{"place", &Q::place,
               std::array{std::pair{std::string_view{"producer"}, FlowPlace::kProducer},
                          std::pair{std::string_view{"station"}, FlowPlace::kStation}},
               Effect::kResults,
               "Where packets between two Task Blocks of a sub-OWG wait: producer (in the CBU next to the TBU that "
               "made them; the station knows of them and has them sent to the TBU they are for) or station (all in "
               "the CBU of their station).  Source: paper IV-C (Task Flows are allocated and aggregated within the "
               "relevant CBUs); which CBUs is assumed."},
        Choice{
            "whole_tensors", &Q::whole_tensors,
            std::array{std::pair{std::string_view{"fit"}, WholeTensors::kFit},
                       std::pair{std::string_view{"queue"}, WholeTensors::kQueue},
                       std::pair{std::string_view{"dram"}, WholeTensors::kDram}},
            Effect::kResults,
            "Where the whole tensors between chunk loops lie, decided as a Task Block's graph is read: fit (in the "
            "TF-Queue of the station as far as they fit, else in DRAM), queue (in the TF-Queue, or the workflow is "
            "refused) or dram.  Source: paper V and VII-C (4 MB of scratchpad, 96 GB of DRAM); the rule is chosen."}};
  }
};

/// Whether the tensors that stay in DRAM are read and written, or are there in no time.
enum class Tensors : std::uint8_t { kCharged, kFree };

/// [dram]
struct DramSettings {
  std::uint64_t cards = 3;
  std::uint64_t capacity = 96'000'000'000;
  std::uint64_t bandwidth = 1300;
  std::uint64_t latency = 100;
  std::uint64_t channels = 32;
  std::uint64_t banks = 16;
  std::uint64_t row = 1024;
  std::uint64_t interleave = 256;
  std::uint64_t activate = 14, precharge = 14, column = 14, row_active = 34;
  std::uint64_t refresh_interval = 3900, refresh = 350;
  std::uint64_t port = 82;
  std::uint64_t port_latency = 20;
  std::uint64_t part = 1ULL << 20U;
  Tensors tensors = Tensors::kCharged;
  std::uint64_t prefetch = 2;

  static constexpr auto settings() {
    using engine::Choice, engine::Effect, engine::Setting, engine::Unit;
    using D = DramSettings;
    return std::tuple{
        Setting{"cards", &D::cards, Unit::kCount, 1, 1e4, Effect::kResults,
                "DIP cards.  Source: paper VII-C (3, plugged into the back of the wafer)."},
        Setting{"capacity", &D::capacity, Unit::kBytes, 1024, 1e18, Effect::kResults,
                "Of all cards together.  Source: paper VII-C (96 GB)."},
        Setting{"bandwidth", &D::bandwidth, Unit::kBytesPerCycle, 1, 1e9, Effect::kResults,
                "Peak of all cards together; the channels have equal parts of it.  Source: paper VII-C (1.3 TB/s)."},
        Setting{
            "latency", &D::latency, Unit::kCycles, 1, 1e9, Effect::kResults,
            "From a request at the card to its first row, and of nothing else: interface and controller.  Assumed."},
        Setting{"channels", &D::channels, Unit::kCount, 1, 4096, Effect::kResults,
                "Pseudo-channels of a card.  Derived: 32 GB a card is two stacks of 16 GB, each of 8 channels of 2 "
                "pseudo-channels (JESD235)."},
        Setting{"banks", &D::banks, Unit::kCount, 1, 4096, Effect::kResults,
                "Banks of a pseudo-channel.  Source: JESD235 (4 groups of 4)."},
        Setting{"row", &D::row, Unit::kBytes, 32, 1e6, Effect::kResults,
                "Row (page) of a bank in a pseudo-channel.  Source: JESD235 (1 KB)."},
        Setting{"interleave", &D::interleave, Unit::kBytes, 32, 1e6, Effect::kResults,
                "Consecutive bytes in one channel of a card, before the next; a row holds whole ones.  Assumed."},
        Setting{"activate", &D::activate, Unit::kCycles, 0, 1e6, Effect::kResults,
                "tRCD: from the activation of a row to its first column.  Assumed: 14 ns, as simulators take for HBM2; "
                "JESD235 leaves it to the vendor."},
        Setting{"precharge", &D::precharge, Unit::kCycles, 0, 1e6, Effect::kResults,
                "tRP: closing a row.  Assumed: 14 ns, likewise."},
        Setting{
            "column", &D::column, Unit::kCycles, 0, 1e6, Effect::kResults,
            "tCL: from a column command to its first data.  Assumed: 14 ns, likewise; writes are taken to be alike."},
        Setting{"row_active", &D::row_active, Unit::kCycles, 0, 1e6, Effect::kResults,
                "tRAS: least time from the activation of a row to its closing.  Assumed: 34 ns, likewise."},
        Setting{"refresh_interval", &D::refresh_interval, Unit::kCycles, 0, 1e9, Effect::kResults,
                "tREFI: between refreshes of all banks of a channel; 0: none.  Source: JESD235 (3.9 us)."},
        Setting{"refresh", &D::refresh, Unit::kCycles, 0, 1e9, Effect::kResults,
                "tRFC: length of a refresh.  Source: JESD235 (350 ns for 8 Gb a channel)."},
        Setting{"port", &D::port, Unit::kBytesPerCycle, 1, 1e6, Effect::kResults,
                "Width of a chiplet's task-flow port, each way.  Source: Table I has the port; width assumed: a fair "
                "share of 1300 B/cycle for each of 16 chiplets, rounded up."},
        Setting{"port_latency", &D::port_latency, Unit::kCycles, 1, 1e6, Effect::kResults,
                "Between a task-flow port and a card, each way.  Assumed."},
        Setting{"part", &D::part, Unit::kBytes, 64, 1e9, Effect::kResults,
                "Most bytes of a tile that are one packet between DRAM and a CBU: smaller is finer in time, and slower "
                "to simulate.  Chosen."},
        Choice{"tensors", &D::tensors,
               std::array{std::pair{std::string_view{"charged"}, Tensors::kCharged},
                          std::pair{std::string_view{"free"}, Tensors::kFree}},
               Effect::kResults,
               "Reading and writing the tensors that stay in DRAM: charged; or free, in no time: a bound that no "
               "machine reaches."},
        Setting{"prefetch", &D::prefetch, Unit::kCount, 1, 1e6, Effect::kResults,
                "Tiles that a Task Block of a station may have asked of DRAM and not fed yet.  Chosen: one comes while "
                "one waits."}};
  }
};

}  // namespace octosim::models::hardware
