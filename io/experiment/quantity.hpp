/// \file quantity.hpp  Numbers with units, converted to the unit a setting is stored in.
///
/// Sizes: B, kB MB GB TB (powers of 1000), KiB MiB GiB TiB (powers of 1024); with /cycle or /s a bandwidth.
/// Times: ns us ms s min h, and cycles (cycle) where the clock allows.  Frequencies: Hz kHz MHz GHz.
/// Energies: fJ pJ nJ.  Powers: uW mW W.
#pragma once
#include <cstdint>
#include <string_view>

#include "engine/base/settings.hpp"
#include "io/experiment/given.hpp"

namespace octosim::io::experiment {

/// What a number must satisfy, and the clock (Hz) that joins seconds and cycles.
struct Bounds {
  engine::Unit unit = engine::Unit::kCount;
  double least = 0, most = 0;  ///< inclusive, in `unit`; most < 2^63
  std::uint64_t clock = 1'000'000'000;
};

/// "cycles", "B", ...; empty for counts, texts and switches.
std::string_view unit_name(engine::Unit unit);

/// A bandwidth given per second is rounded to the nearest whole B/cycle; all else must be whole to 1e-9.
/// \throws ModelError if it is no number, not finite, of another dimension, out of bounds or not whole.
std::uint64_t whole_number(const Given& given, const Bounds& bounds);

/// \throws ModelError if it is no number, not finite, of another dimension or out of bounds.
double real_number(const Given& given, const Bounds& bounds);

}  // namespace octosim::io::experiment
