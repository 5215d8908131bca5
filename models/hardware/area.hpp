/// \file area.hpp  The silicon of the machine, component by component.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/hardware/settings.hpp"

namespace octosim::models::hardware {

/// Bytes of a TBU's SRAM.  Derived: 0.660 mm2 at the density of the TF-Queue, 4 MiB in 3.251 mm2 (Table I).
inline constexpr std::uint64_t kTbuSramBytes = 851'504;

/// One row of Table I, of arXiv 2405.17221.
struct AreaRow {
  std::string_view part;       ///< "CBU", "TBU", "Interconnect", "Memory Port"
  std::string_view component;  ///< as in Table I
  std::uint64_t count = 0;     ///< on one chiplet
  double each = 0;             ///< mm2
  double sram = 0;             ///< mm2 of `each` that are SRAM
  double mm2() const { return static_cast<double>(count) * each; }
};

/// One chiplet, in the order of Table I; the wafer is `chiplets` of them.
struct Area {
  std::vector<AreaRow> rows;
  std::uint64_t chiplets = 1;

  double chiplet_mm2() const;
  double wafer_mm2() const { return static_cast<double>(chiplets) * chiplet_mm2(); }
  /// Of the wafer, what is SRAM.
  double wafer_sram_mm2() const;
};

/// The area at 7 nm, scaled from Table I; docs/area-energy.md says how each row scales.  The paper's chiplet gives the
/// paper's rows.  Left out: the interposer, and the DRAM, which is on cards of its own.
Area area_of(const Hardware& hardware, std::uint64_t tbu_sram_bytes = kTbuSramBytes);

/// From one CBU to the next on a die, mm: the side of the square that is a CBU's share of the chiplet.  Derived.
double hop_mm(const Hardware& hardware, const Area& area);

}  // namespace octosim::models::hardware
