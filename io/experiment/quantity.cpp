#include "io/experiment/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::experiment {
namespace {

using engine::Unit;

enum class Dimension : std::uint8_t {
  kCycles,
  kTime,
  kBytes,
  kBytesPerCycle,
  kBytesPerSecond,
  kFrequency,
  kEnergy,
  kPower
};

/// `multiply` / `divide` cycles, seconds, bytes, hertz, femtojoules or microwatts; two exact integers, so that 100 ns
/// is 100 cycles of 1 GHz.
struct NamedUnit {
  std::string_view name;
  Dimension dimension;
  double multiply = 1, divide = 1;
};

constexpr std::array kUnits{
    NamedUnit{"cycle", Dimension::kCycles},
    NamedUnit{"cycles", Dimension::kCycles},
    NamedUnit{"ns", Dimension::kTime, 1, 1e9},
    NamedUnit{"us", Dimension::kTime, 1, 1e6},
    NamedUnit{"ms", Dimension::kTime, 1, 1e3},
    NamedUnit{"s", Dimension::kTime},
    NamedUnit{"min", Dimension::kTime, 60},
    NamedUnit{"h", Dimension::kTime, 3600},
    NamedUnit{"Hz", Dimension::kFrequency},
    NamedUnit{"kHz", Dimension::kFrequency, 1e3},
    NamedUnit{"MHz", Dimension::kFrequency, 1e6},
    NamedUnit{"GHz", Dimension::kFrequency, 1e9},
    NamedUnit{"fJ", Dimension::kEnergy},
    NamedUnit{"pJ", Dimension::kEnergy, 1e3},
    NamedUnit{"nJ", Dimension::kEnergy, 1e6},
    NamedUnit{"uW", Dimension::kPower},
    NamedUnit{"mW", Dimension::kPower, 1e3},
    NamedUnit{"W", Dimension::kPower, 1e6},
    NamedUnit{"B", Dimension::kBytes},
    NamedUnit{"kB", Dimension::kBytes, 1e3},
    NamedUnit{"MB", Dimension::kBytes, 1e6},
    NamedUnit{"GB", Dimension::kBytes, 1e9},
    NamedUnit{"TB", Dimension::kBytes, 1e12},
    NamedUnit{"KiB", Dimension::kBytes, 1024.0},
    NamedUnit{"MiB", Dimension::kBytes, 1048576.0},
    NamedUnit{"GiB", Dimension::kBytes, 1073741824.0},
    NamedUnit{"TiB", Dimension::kBytes, 1099511627776.0},
};

std::optional<NamedUnit> find_unit(std::string_view name) {
  std::optional<Dimension> bandwidth;
  for (const auto& [ending, dimension] : {std::pair{std::string_view{"/s"}, Dimension::kBytesPerSecond},
                                          std::pair{std::string_view{"/cycle"}, Dimension::kBytesPerCycle}}) {
    if (name.ends_with(ending)) {
      bandwidth = dimension;
      name.remove_suffix(ending.size());
      break;
    }
  }
  const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const NamedUnit& u) { return u.name == name; });
  if (found == kUnits.end() || (bandwidth && found->dimension != Dimension::kBytes)) return std::nullopt;
  NamedUnit unit = *found;
  if (bandwidth) unit.dimension = *bandwidth;
  return unit;
}

std::string_view describe(Dimension dimension) {
  switch (dimension) {
    case Dimension::kCycles:
      return "a number of cycles";
    case Dimension::kTime:
      return "a time";
    case Dimension::kBytes:
      return "a size";
    case Dimension::kBytesPerCycle:
    case Dimension::kBytesPerSecond:
      return "a bandwidth";
    case Dimension::kFrequency:
      return "a frequency";
    case Dimension::kEnergy:
      return "an energy";
    case Dimension::kPower:
      return "a power";
  }
  throw engine::LogicError("a dimension has no description");
}

std::string_view allowed(Unit unit) {
  switch (unit) {
    case Unit::kCycles:
      return R"(must be a number of cycles or a time such as "100 ns")";
    case Unit::kBytes:
      return R"(must be a number of bytes or a size such as "4 MiB")";
    case Unit::kBytesPerCycle:
      return R"(must be a number of bytes per cycle or a bandwidth such as "8 TB/s")";
    case Unit::kHertz:
      return R"(must be a number of hertz or a frequency such as "1 GHz")";
    case Unit::kMinutes:
      return R"(must be a number of minutes or a time such as "30 s")";
    case Unit::kFemtojoules:
      return R"(must be a number of femtojoules or an energy such as "1.5 pJ")";
    case Unit::kMicrowatts:
      return R"(must be a number of microwatts or a power such as "20 mW")";
    case Unit::kCount:
    case Unit::kText:
    case Unit::kSwitch:
      return "must be a number without a unit";
  }
  throw engine::LogicError("a unit has no description");
}

/// \post the value in `bounds.unit`; nothing if the dimension is another
std::optional<double> convert(double number, const NamedUnit& from, const Bounds& bounds) {
  const auto clock = static_cast<double>(bounds.clock);
  switch (bounds.unit) {
    case Unit::kCycles:
      if (from.dimension == Dimension::kCycles) return number;
      if (from.dimension == Dimension::kTime) return number * from.multiply * clock / from.divide;
      return std::nullopt;
    case Unit::kBytes:
      if (from.dimension == Dimension::kBytes) return number * from.multiply;
      return std::nullopt;
    case Unit::kBytesPerCycle:
      if (from.dimension == Dimension::kBytesPerCycle) return number * from.multiply;
      if (from.dimension == Dimension::kBytesPerSecond) return std::round(number * from.multiply / clock);
      return std::nullopt;
    case Unit::kHertz:
      if (from.dimension == Dimension::kFrequency) return number * from.multiply;
      return std::nullopt;
    case Unit::kMinutes:
      if (from.dimension == Dimension::kTime) return number * from.multiply / (from.divide * 60);
      return std::nullopt;
    case Unit::kFemtojoules:
      if (from.dimension == Dimension::kEnergy) return number * from.multiply;
      return std::nullopt;
    case Unit::kMicrowatts:
      if (from.dimension == Dimension::kPower) return number * from.multiply;
      return std::nullopt;
    case Unit::kCount:
    case Unit::kText:
    case Unit::kSwitch:
      return std::nullopt;
  }
  return std::nullopt;
}

[[noreturn]] void refuse_range(const Given& given, const Bounds& bounds) {
  const std::string_view unit = unit_name(bounds.unit);
  given.refuse(fmt::format("must be from {:g} to {:g}{}{}", bounds.least, bounds.most, unit.empty() ? "" : " ", unit));
}

void require_finite(const Given& given, double number) {
  if (!std::isfinite(number)) given.refuse("must be a finite number");
}

double parse_text(const Given& given, std::string_view text, const Bounds& bounds) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::invalid_argument) given.refuse(std::string(allowed(bounds.unit)));
  if (error == std::errc::result_out_of_range) refuse_range(given, bounds);
  require_finite(given, number);
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  if (unit.empty()) return number;
  const std::optional<NamedUnit> named = find_unit(unit);
  if (!named) given.refuse(fmt::format("unknown unit \"{}\"; {}", unit, allowed(bounds.unit)));
  const std::optional<double> converted = convert(number, *named, bounds);
  if (!converted) {
    given.refuse(fmt::format("\"{}\" is {}; {}", unit, describe(named->dimension), allowed(bounds.unit)));
  }
  return *converted;
}

/// In bounds and finite; not NaN.
double in_bounds(const Given& given, const Bounds& bounds) {
  double number = 0;
  if (const auto* integer = std::get_if<std::int64_t>(&given.value)) {
    number = static_cast<double>(*integer);
  } else if (const auto* real = std::get_if<double>(&given.value)) {
    number = *real;
    require_finite(given, number);
  } else if (const auto* text = std::get_if<std::string>(&given.value)) {
    number = parse_text(given, *text, bounds);
  } else {
    given.refuse(std::string(allowed(bounds.unit)));
  }
  if (number < bounds.least || number > bounds.most) refuse_range(given, bounds);
  return number;
}

/// All digits, so that the value needs no detour through a double.
std::optional<std::uint64_t> plain_digits(const Given& given) {
  if (const auto* integer = std::get_if<std::int64_t>(&given.value)) return static_cast<std::uint64_t>(*integer);
  const auto* text = std::get_if<std::string>(&given.value);
  if (text == nullptr) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return number;
}

}  // namespace

std::string_view unit_name(Unit unit) {
  switch (unit) {
    case Unit::kCycles:
      return "cycles";
    case Unit::kBytes:
      return "B";
    case Unit::kBytesPerCycle:
      return "B/cycle";
    case Unit::kHertz:
      return "Hz";
    case Unit::kMinutes:
      return "min";
    case Unit::kFemtojoules:
      return "fJ";
    case Unit::kMicrowatts:
      return "uW";
    case Unit::kCount:
    case Unit::kText:
    case Unit::kSwitch:
      return "";
  }
  throw engine::LogicError("a unit has no name");
}

std::uint64_t whole_number(const Given& given, const Bounds& bounds) {
  const double number = in_bounds(given, bounds);
  if (const auto digits = plain_digits(given)) return *digits;
  const double nearest = std::round(number);
  // 1e-9, or what a few roundings of a double of this size may lose.
  const double tolerance = std::max(1e-9, 4 * std::numeric_limits<double>::epsilon() * number);
  if (std::abs(number - nearest) > tolerance) {
    const std::string_view unit = unit_name(bounds.unit);
    given.refuse(fmt::format("must be a whole number{}{}, not {:.12g}", unit.empty() ? "" : " of ", unit, number));
  }
  return static_cast<std::uint64_t>(nearest);
}

double real_number(const Given& given, const Bounds& bounds) { return in_bounds(given, bounds); }

}  // namespace octosim::io::experiment
