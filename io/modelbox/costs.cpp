#include "io/modelbox/costs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "engine/base/error.hpp"
#include "io/text/did_you_mean.hpp"

namespace octosim::io::modelbox {
namespace {

constexpr double kMost = 9'007'199'254'740'992.0;  // 2^53: every whole number up to here is a double

struct WholeKey {
  std::string_view key;
  std::optional<std::uint64_t> UnitCost::*member;
  std::uint64_t least;
};
constexpr std::array kWholeKeys{WholeKey{"macs", &UnitCost::macs, 0},
                                WholeKey{"operations", &UnitCost::operations, 0},
                                WholeKey{"parameter_bytes", &UnitCost::parameter_bytes, 0},
                                WholeKey{"activation_bytes", &UnitCost::activation_bytes, 0},
                                WholeKey{"bytes", &UnitCost::bytes, 1},
                                WholeKey{"tensor_bytes", &UnitCost::tensor_bytes, 0},
                                WholeKey{"iterations", &UnitCost::iterations, 1}};

struct RealKey {
  std::string_view key;
  std::optional<double> UnitCost::*member;
  double least, most;
};
constexpr std::array kRealKeys{RealKey{"sparsity", &UnitCost::sparsity, 0, 1},
                               RealKey{"sparsity_deviation", &UnitCost::sparsity_deviation, 0, 1},
                               RealKey{"fan_out", &UnitCost::fan_out, 0, 1e9},
                               RealKey{"fan_out_deviation", &UnitCost::fan_out_deviation, 0, 1e9},
                               RealKey{"fan_out_least", &UnitCost::fan_out_least, 0, 1e9},
                               RealKey{"fan_out_most", &UnitCost::fan_out_most, 0, 1e9}};

/// One `[units.NAME]` or `[nodes.NAME]`.
class EntryReader {
 public:
  EntryReader(const std::filesystem::path& file, std::string name) : file_{file}, name_{std::move(name)} {}

  UnitCost read(const toml::table& table) {
    for (auto&& [key, node] : table) entry(key.str(), node);
    return std::move(cost_);
  }

  [[noreturn]] void refuse(const toml::node& node, std::string_view key, const std::string& allowed) const {
    throw engine::ModelError{fmt::format("{}:{}: {}{}{} {}", file_.string(), node.source().begin.line, name_,
                                         key.empty() ? "" : ".", key, allowed)};
  }

 private:
  void entry(std::string_view key, const toml::node& node) {
    for (const WholeKey& whole : kWholeKeys) {
      if (whole.key == key) {
        cost_.*whole.member =
            static_cast<std::uint64_t>(number(key, node, static_cast<double>(whole.least), kMost, true));
        return;
      }
    }
    for (const RealKey& real : kRealKeys) {
      if (real.key == key) {
        cost_.*real.member = number(key, node, real.least, real.most, false);
        return;
      }
    }
    if (key == "weights") return weights(key, node);
    if (key == "label" || key == "source") {
      const auto text = node.value_exact<std::string>();
      if (!text) refuse(node, key, "must be a string");
      (key == "label" ? cost_.label : cost_.source) = *text;
      return;
    }
    unknown(key, node);
  }

  void weights(std::string_view key, const toml::node& node) {
    const toml::array* array = node.as_array();
    if (array == nullptr || array->empty()) refuse(node, key, "must be a list of numbers");
    double sum = 0;
    for (const toml::node& weight : *array) {
      cost_.weights.push_back(number(key, weight, 0, 1e9, false));
      sum += cost_.weights.back();
    }
    if (sum <= 0) refuse(node, key, "must hold a number above 0");
  }

  double number(std::string_view key, const toml::node& node, double least, double most, bool whole) const {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    if (!value || !(*value >= least && *value <= most) || (whole && *value != std::floor(*value))) {
      refuse(node, key,
             fmt::format("{}must be a {} from {} to {}", value ? fmt::format("= {}: ", *value) : std::string{},
                         whole ? "whole number" : "number", least, most));
    }
    return *value;
  }

  [[noreturn]] void unknown(std::string_view key, const toml::node& node) const {
    std::vector<std::string_view> names{"weights", "label", "source"};
    for (const WholeKey& whole : kWholeKeys) names.push_back(whole.key);
    for (const RealKey& real : kRealKeys) names.push_back(real.key);
    refuse(node, key, "is not known" + text::did_you_mean(key, names) + "; allowed: " + text::listed(names));
  }

  const std::filesystem::path& file_;
  std::string name_;
  UnitCost cost_;
};

}  // namespace

void UnitCost::take(const UnitCost& other) {
  for (const WholeKey& whole : kWholeKeys) {
    if (other.*whole.member) this->*whole.member = other.*whole.member;
  }
  for (const RealKey& real : kRealKeys) {
    if (other.*real.member) this->*real.member = other.*real.member;
  }
  if (!other.weights.empty()) weights = other.weights;
  if (!other.label.empty()) label = other.label;
  if (!other.source.empty()) source = other.source;
}

void CostTable::add_file(const std::filesystem::path& file) {
  toml::table document;
  try {
    document = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw engine::ModelError{fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description())};
  }
  for (auto&& [key, node] : document) {
    const bool is_units = key.str() == "units";
    const EntryReader at_top{file, std::string{key.str()}};
    if (!is_units && key.str() != "nodes") at_top.refuse(node, "", "is not known; allowed: units, nodes");
    if (!node.is_table()) at_top.refuse(node, "", "must hold one table for each name");
    for (auto&& [name, entry] : *node.as_table()) {
      EntryReader reader{file, fmt::format("{}.{}", key.str(), name.str())};
      if (!entry.is_table()) reader.refuse(entry, "", "must be a table of costs");
      UnitCost cost = reader.read(*entry.as_table());
      if (cost.source.empty()) cost.source = file.filename().string();
      (is_units ? units_ : nodes_)[std::string{name.str()}].take(cost);
      (is_units ? added_units_ : added_nodes_).emplace_back(name.str());
    }
  }
}

UnitCost CostTable::of(const std::string& unit, const std::string& node) const {
  UnitCost cost;
  if (const auto it = units_.find(unit); it != units_.end()) cost.take(it->second);
  if (const auto it = nodes_.find(node); it != nodes_.end()) cost.take(it->second);
  return cost;
}

std::vector<std::string> CostTable::unused(const std::vector<std::string>& units,
                                           const std::vector<std::string>& nodes) const {
  std::vector<std::string> names;
  for (const auto& name : added_units_) {
    if (std::find(units.begin(), units.end(), name) == units.end()) names.push_back("units." + name);
  }
  for (const auto& name : added_nodes_) {
    if (std::find(nodes.begin(), nodes.end(), name) == nodes.end()) names.push_back("nodes." + name);
  }
  return names;
}

}  // namespace octosim::io::modelbox
