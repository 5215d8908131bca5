#include "io/experiment/describe.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "io/experiment/quantity.hpp"
#include "io/experiment/sections.hpp"

namespace octosim::io::experiment {
namespace {

using engine::Choice, engine::Effect, engine::Setting;

/// A TOML basic string.
std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

template <class Config, class T>
std::string value_text(const Config& config, const Setting<Config, T>& row) {
  if constexpr (std::is_same_v<T, std::string>) {
    return toml_text(config.*row.member);
  } else {
    return fmt::format("{}", config.*row.member);
  }
}

template <class Config, class T, std::size_t N>
std::string value_text(const Config& config, const Choice<Config, T, N>& row) {
  for (const auto& [name, value] : row.names) {
    if (config.*row.member == value) return toml_text(name);
  }
  throw engine::LogicError(fmt::format("the value of {} has no name", row.key));
}

template <class Config, class T>
std::string range_text(const Setting<Config, T>& row) {
  if constexpr (std::is_same_v<T, std::string>) return "text";
  if constexpr (std::is_same_v<T, bool>) return "true, false";
  return fmt::format("{:g} to {:g}", row.least, row.most);
}

template <class Config, class T, std::size_t N>
std::string range_text(const Choice<Config, T, N>& row) {
  std::string names;
  for (const auto& [name, value] : row.names) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

template <class Config, class T>
std::string_view unit_text(const Setting<Config, T>& row) {
  return unit_name(row.unit);
}

template <class Config, class T, std::size_t N>
std::string_view unit_text(const Choice<Config, T, N>&) {
  return "";
}

std::string_view effect_name(Effect effect) {
  switch (effect) {
    case Effect::kResults:
      return "results";
    case Effect::kSpeed:
      return "speed";
    case Effect::kReport:
      return "report";
  }
  throw engine::LogicError("an effect has no name");
}

constexpr std::string_view kIntroduction =
    R"(An experiment file is TOML: `name`, `description` and `preset` on top, then the sections below.  `preset` is
`wafer` (the defaults below) or `chiplet` (wafer.chiplet_rows = 1, wafer.chiplet_cols = 1, dram.cards = 1,
dram.capacity = 6 GB, dram.bandwidth = 81, dram.channels = 6).  The preset comes first, then the file's keys, then each
`--set section.key=value` in order.

A number is in the unit of its row, or a text with a unit of its own: B kB MB GB TB KiB MiB GiB TiB, these with
/cycle or /s, cycles ns us ms s min h, Hz kHz MHz GHz, fJ pJ nJ, uW mW W.  wafer.clock converts between seconds and
cycles.

Effect `results`: can change what is simulated; `speed`: only how fast, or what is recorded; `report`: only what
is computed from the results at the end.
)";

}  // namespace

std::string describe_settings() {
  const Experiment defaults;
  std::string out{kIntroduction};
  std::string_view last;
  for_each_row(defaults, [&](std::string_view section, const auto& config, const auto& row) {
    if (section != last) {
      out += fmt::format("\n[{}]\n\n| key | default | unit | range | effect | meaning |\n|---|---|---|---|---|---|\n",
                         section);
    }
    last = section;
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", row.key, value_text(config, row), unit_text(row),
                       range_text(row), effect_name(row.effect), row.help);
  });
  return out;
}

std::string canonical_text(const Experiment& experiment) {
  std::string out =
      fmt::format("name = {}\ndescription = {}\n", toml_text(experiment.name), toml_text(experiment.description));
  std::string_view last;
  for_each_row(experiment, [&](std::string_view section, const auto& config, const auto& row) {
    if (section != last) out += fmt::format("\n[{}]\n", section);
    last = section;
    out += fmt::format("{} = {}\n", row.key, value_text(config, row));
  });
  return out;
}

std::optional<std::string> setting_text(const Experiment& experiment, std::string_view key) {
  std::optional<std::string> found;
  const std::size_t dot = std::min(key.find('.'), key.size());
  for_each_row(experiment, [&](std::string_view section, const auto& config, const auto& row) {
    if (section == key.substr(0, dot) && row.key == key.substr(std::min(dot + 1, key.size()))) {
      found = value_text(config, row);
    }
  });
  return found;
}

std::uint64_t experiment_hash(const Experiment& experiment) {
  std::string text;
  for_each_row(experiment, [&](std::string_view section, const auto& config, const auto& row) {
    if (section == "workload" && row.key == "recorded") return;  // another name of the same values
    if (row.effect == Effect::kResults) text += fmt::format("{}.{} = {}\n", section, row.key, value_text(config, row));
  });
  return engine::hash_text(text);
}

}  // namespace octosim::io::experiment
