#include "io/experiment/experiment.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "engine/base/error.hpp"
#include "io/experiment/assign.hpp"
#include "io/experiment/given.hpp"
#include "io/experiment/preset.hpp"
#include "io/experiment/sections.hpp"
#include "io/text/nearest.hpp"

namespace octosim::io::experiment {
namespace {

using engine::ModelError;

const std::vector<std::string> kTopKeys{"name", "description", "preset"};

/// One `key = value`; an empty section is the top of the file, an empty key the head of a section.
struct Entry {
  std::string section;
  std::string key;
  Given given;
};

std::string full_key(std::string_view section, std::string_view key) {
  if (section.empty()) return std::string(key);
  return fmt::format("{}.{}", section, key);
}

Given given_in_file(const toml::node& node, const std::string& file, std::string key) {
  Given given{.place = fmt::format("{}:{}", file, node.source().begin.line), .key = std::move(key)};
  if (const auto* integer = node.as_integer()) {
    given.value = integer->get();
    given.shown = fmt::format("{}", integer->get());
  } else if (const auto* real = node.as_floating_point()) {
    given.value = real->get();
    given.shown = fmt::format("{}", real->get());
  } else if (const auto* truth = node.as_boolean()) {
    given.value = truth->get();
    given.shown = fmt::format("{}", truth->get());
  } else if (const auto* text = node.as_string()) {
    given.value = text->get();
    given.shown = fmt::format("\"{}\"", text->get());
  } else {
    given.shown = node.is_table() ? "a table" : node.is_array() ? "an array" : "a date or time";
  }
  return given;
}

/// In the order of the file, so that the first mistake is the one reported.
std::vector<Entry> entries_of(const toml::table& table, const std::string& file) {
  std::vector<std::tuple<toml::source_position, Entry>> found;
  for (const auto& [name, node] : table) {
    const std::string section{name.str()};
    const toml::table* keys = node.as_table();
    if (keys == nullptr) {
      found.emplace_back(node.source().begin, Entry{"", section, given_in_file(node, file, section)});
      continue;
    }
    found.emplace_back(keys->source().begin, Entry{section, "", given_in_file(node, file, section)});
    for (const auto& [key, value] : *keys) {
      const std::string text{key.str()};
      found.emplace_back(value.source().begin, Entry{section, text, given_in_file(value, file, section + "." + text)});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return std::get<0>(a) < std::get<0>(b); });
  std::vector<Entry> entries;
  for (auto& [position, entry] : found) entries.push_back(std::move(entry));
  return entries;
}

Entry entry_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw ModelError(fmt::format("--set {}: must be section.key=value", text));
  }
  const std::string key = text.substr(0, equals);
  std::string value = text.substr(equals + 1);
  const bool in_quotes = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  if (in_quotes) value = value.substr(1, value.size() - 2);
  const std::size_t dot = key.find('.');
  const bool on_top = dot == std::string::npos;
  Given given{.from = Given::From::kOverride, .place = "--set " + text, .key = key, .shown = value, .value = value};
  return {on_top ? "" : key.substr(0, dot), on_top ? key : key.substr(dot + 1), std::move(given)};
}

/// Near enough to be a slip of the keyboard.
bool is_near(std::string_view name, std::string_view known) {
  return text::edit_distance(name, known) <= std::max<std::size_t>(2, known.size() / 3);
}

/// `known`: the names allowed here; `elsewhere`: keys of this name in other sections, the second guess.
[[noreturn]] void refuse_name(const Entry& entry, std::string_view what, const std::string& name,
                              const std::vector<std::string>& known, const std::vector<std::string>& elsewhere) {
  std::string advice = fmt::format("must be one of {}", fmt::join(known, ", "));
  if (const std::string guess = text::nearest(name, known); is_near(name, guess)) {
    advice = fmt::format("did you mean {}?", guess);
  } else if (!elsewhere.empty()) {
    advice = fmt::format("did you mean {}?", fmt::join(elsewhere, " or "));
  }
  throw ModelError(fmt::format("{}: unknown {} {}; {}", entry.given.place, what, name, advice));
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A key above all sections.  \throws ModelError if there is none of its name
void check_top(const Entry& entry, const std::vector<std::string>& sections,
               const std::vector<std::string>& elsewhere) {
  if (contains(kTopKeys, entry.key)) return;
  if (contains(sections, entry.key)) {
    entry.given.refuse(fmt::format("must be a section: {}.KEY = value", entry.key));
  }
  refuse_name(entry, "key", entry.key, kTopKeys, elsewhere);
}

/// Whether there is such a setting, or such a section if the entry is its head: without a list of all names, for this
/// is asked of every key of every point of a sweep.
bool is_known(const Entry& entry) {
  static const Experiment defaults;
  const bool is_head = entry.key.empty() && entry.given.from == Given::From::kFile;
  bool known = false;
  for_each_row(defaults, [&](std::string_view section, const auto&, const auto& row) {
    known = known || (section == entry.section && (is_head || row.key == entry.key));
  });
  return known;
}

/// \throws ModelError if the section or the key does not exist
void check_known(const Entry& entry) {
  if (is_known(entry)) return;
  const Experiment defaults;
  std::vector<std::string> sections, keys, elsewhere;
  for_each_section(defaults, [&](std::string_view name, const auto&) { sections.emplace_back(name); });
  for_each_row(defaults, [&](std::string_view section, const auto&, const auto& row) {
    if (section == entry.section) keys.push_back(full_key(section, row.key));
    if (section != entry.section && row.key == entry.key) elsewhere.push_back(full_key(section, row.key));
  });
  if (entry.section.empty()) return check_top(entry, sections, elsewhere);
  if (contains(kTopKeys, entry.section)) entry.given.refuse("must be a text in quotes");
  if (!contains(sections, entry.section)) refuse_name(entry, "section", entry.section, sections, {});
  const bool is_head = entry.key.empty() && entry.given.from == Given::From::kFile;
  const std::string key = full_key(entry.section, entry.key);
  if (!is_head && !contains(keys, key)) refuse_name(entry, "key", key, keys, elsewhere);
}

void apply(Experiment& experiment, const Entry& entry, std::uint64_t clock) {
  if (entry.section.empty() && entry.key == "name") experiment.name = text_of(entry.given);
  if (entry.section.empty() && entry.key == "description") experiment.description = text_of(entry.given);
  for_each_row(experiment, [&](std::string_view section, auto& config, const auto& row) {
    if (section == entry.section && row.key == entry.key) assign(config, row, entry.given, clock);
  });
}

toml::table parse_toml(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw ModelError(fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
}

}  // namespace

Experiment parse_experiment(std::string_view text, const std::string& file_name,
                            std::span<const std::string> overrides) {
  std::vector<Entry> entries = entries_of(parse_toml(text, file_name), file_name);
  for (const std::string& one : overrides) entries.push_back(entry_of(one));
  for (const Entry& entry : entries) check_known(entry);

  Experiment experiment;
  experiment.file = file_name;
  experiment.name = experiment.file.stem().string();
  for (const Entry& entry : entries) {
    if (entry.section.empty() && entry.key == "preset") experiment.hardware = preset_hardware(entry.given);
  }
  for (const Entry& entry : entries) {  // first, because all else is converted with it
    if (entry.section == "wafer" && entry.key == "clock") apply(experiment, entry, experiment.hardware.wafer.clock);
  }
  const std::uint64_t clock = experiment.hardware.wafer.clock;
  for (const Entry& entry : entries) apply(experiment, entry, clock);

  if (experiment.workload.owg.empty()) {
    throw ModelError(fmt::format(
        "{}: workload.owg is missing (must be a workflow file or one of er, dpsr, sfr, cmr, osvos, ocr, moe)",
        file_name));
  }
  check_together(experiment);
  return experiment;
}

Experiment read_experiment(const std::filesystem::path& file, std::span<const std::string> overrides) {
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  std::array<char, 4096> part;
  while (stream.read(part.data(), part.size()) || stream.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.eof()) throw ModelError(fmt::format("{}: cannot be read ({})", file.string(), std::strerror(errno)));
  return parse_experiment(text, file.string(), overrides);
}

}  // namespace octosim::io::experiment
