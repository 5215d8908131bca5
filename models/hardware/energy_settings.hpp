/// \file energy_settings.hpp  What one operation, byte or square millimetre costs.  Each with its source.
/// Where a figure is of another process than 7 nm its row says so; docs/area-energy.md derives them.
#pragma once
#include <cstdint>
#include <tuple>

#include "engine/base/settings.hpp"

namespace octosim::models::hardware {

/// [energy]  No result depends on it: the energy is computed from the counters of a run, when it is over or later.
struct EnergySettings {
  std::uint64_t mac = 1690;
  std::uint64_t operation = 380;
  std::uint64_t operand_reuse = 32;
  std::uint64_t sram = 1750;
  std::uint64_t tf_queue = 2830;
  std::uint64_t wire = 1200;
  std::uint64_t router = 750;
  std::uint64_t die_to_die = 4320;
  std::uint64_t configuration = 940;
  std::uint64_t dram = 31'760;
  std::uint64_t static_logic = 20'000;
  std::uint64_t static_sram = 790;

  static constexpr auto settings() {
    using engine::Effect, engine::Setting, engine::Unit;
    using E = EnergySettings;
    constexpr double kMost = 1e12;
    return std::tuple{
        Setting{"mac", &E::mac, Unit::kFemtojoules, 0, kMost, Effect::kReport,
                "One multiply-accumulate, fp32: multiplication 1.31 pJ at 7 nm.  Source: Jouppi et al., ISCA 2021 "
                "(TPUv4i).  Addition 0.38 pJ: assumed, order of, same paper.  32-bit data: paper Table II."},
        Setting{"operation", &E::operation, Unit::kFemtojoules, 0, kMost, Effect::kReport,
                "One scalar operation.  Assumed: that of an fp32 addition, order of 0.38 pJ at 7 nm (Jouppi et al., "
                "ISCA 2021)."},
        Setting{"operand_reuse", &E::operand_reuse, Unit::kCount, 1, kMost, Effect::kReport,
                "MACs or operations that each of two 4 B operands serves once it was read from the TBU's SRAM.  "
                "Assumed: the side of the 32x32 array, which hands operands on from PE to PE; sweep."},
        Setting{
            "sram", &E::sram, Unit::kFemtojoules, 0, kMost, Effect::kReport,
            "A byte read from or written to a TBU's SRAM: 14 pJ for 8 B of 1 MB at 7 nm.  Assumed, order of; Jouppi et "
            "al., ISCA 2021."},
        Setting{"tf_queue", &E::tf_queue, Unit::kFemtojoules, 0, kMost, Effect::kReport,
                "A byte read from or written to a TF-Queue: that of 1 MB of SRAM, and 0.9 mm of wire.  Derived: half "
                "the side of 3.251 mm2 (Table I)."},
        Setting{"wire", &E::wire, Unit::kFemtojoules, 0, kMost, Effect::kReport,
                "A byte over 1 mm of wire on a die: 0.15 pJ/bit.  Source: MuchiSim, constants for 7 nm."},
        Setting{"router", &E::router, Unit::kFemtojoules, 0, kMost, Effect::kReport,
                "A byte through a router, data or control: 3 pJ for 4 B, radix 5.  Source: MuchiSim, constants for 7 "
                "nm."},
        Setting{"die_to_die", &E::die_to_die, Unit::kFemtojoules, 0, kMost, Effect::kReport,
                "A byte from one die to the next: 0.54 pJ/bit.  Source: Poulton et al., JSSC 2013 "
                "(ground-referenced, 4.5 mm); measured at 28 nm, not scaled."},
        Setting{
            "configuration", &E::configuration, Unit::kFemtojoules, 0, kMost, Effect::kReport,
            "A byte written into the configuration of a TBU.  Assumed: that of 8 kB of SRAM, 7.5 pJ for 8 B at 7 nm "
            "(Jouppi et al., ISCA 2021)."},
        Setting{"dram", &E::dram, Unit::kFemtojoules, 0, kMost, Effect::kReport,
                "A byte of HBM2, with its interface: 3.97 pJ/bit.  Source: O'Connor et al., MICRO 2017."},
        Setting{"static_logic", &E::static_logic, Unit::kMicrowatts, 0, kMost, Effect::kReport,
                "Leakage and idle clock of 1 mm2 that is not SRAM.  Assumed, order of; sweep."},
        Setting{"static_sram", &E::static_sram, Unit::kMicrowatts, 0, kMost, Effect::kReport,
                "Leakage of 1 mm2 of SRAM: 625 nW per KiB (MuchiSim, constants for 7 nm), and 0.813 mm2 per MiB (Table "
                "I).  Derived."}};
  }
};

}  // namespace octosim::models::hardware
