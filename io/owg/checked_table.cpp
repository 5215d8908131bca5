#include "io/owg/checked_table.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::owg {
namespace {

/// The value as the file writes it, or nothing if it is long.
std::string shown(const toml::node& node) {
  constexpr std::size_t kLongest = 60;
  std::string text;
  if (const auto* real = node.as_floating_point()) {
    text = fmt::format("{}", real->get());
  } else if (const auto* quoted = node.as_string()) {
    text = fmt::format("\"{}\"", quoted->get());
  } else {
    std::ostringstream out;
    out << toml::node_view<const toml::node>{node};
    text = out.str();
  }
  return text.size() > kLongest ? "" : " = " + text;
}

std::string range_of(double least, double most) {
  if (most == std::numeric_limits<double>::max()) return fmt::format("a number of at least {}", least);
  return fmt::format("a number from {} to {}", least, most);
}

}  // namespace

CheckedTable::CheckedTable(const toml::table& table, std::string file, std::string what)
    : table_{&table}, file_{std::move(file)}, what_{std::move(what)} {}

void CheckedTable::allow_only(Keys mine, Keys all, std::string_view owner) const {
  const auto holds = [](Keys keys, std::string_view key) { return std::ranges::find(keys, key) != keys.end(); };
  for (const auto& [key, node] : *table_) {
    if (holds(mine, key.str())) continue;
    const bool elsewhere = holds(all, key.str());
    const std::string why =
        elsewhere ? fmt::format("key \"{}\" does not belong to {}", key.str(), owner)
                  : fmt::format("unknown key \"{}\"{} in {}", key.str(), text::did_you_mean(key.str(), mine), owner);
    fail_at(key.source(), fmt::format("{}; allowed are {}", why, text::listed(mine)));
  }
}

std::string CheckedTable::text(std::string_view key) const {
  const auto value = required(key).value_exact<std::string>();
  if (!value) refuse(key, "must be a text in quotes");
  if (value->empty()) refuse(key, "must not be empty");
  return *value;
}

std::string CheckedTable::text_or(std::string_view key, std::string fallback) const {
  if (!has(key)) return fallback;
  const auto value = required(key).value_exact<std::string>();
  if (!value) refuse(key, "must be a text in quotes");
  return *value;
}

bool CheckedTable::flag_or(std::string_view key, bool fallback) const {
  if (!has(key)) return fallback;
  const auto value = required(key).value_exact<bool>();
  if (!value) refuse(key, "must be true or false");
  return *value;
}

std::uint64_t CheckedTable::whole_or(std::string_view key, std::uint64_t fallback, std::uint64_t least,
                                     std::uint64_t most) const {
  if (!has(key)) return fallback;
  const auto value = required(key).value_exact<std::int64_t>();
  if (!value || *value < 0 || std::cmp_less(*value, least) || std::cmp_greater(*value, most)) {
    refuse(key, fmt::format("must be a whole number from {} to {}", least, most));
  }
  return static_cast<std::uint64_t>(*value);
}

double CheckedTable::real(std::string_view key, double least, double most) const {
  const toml::node& node = required(key);
  const auto value = node.is_number() ? node.value<double>() : std::nullopt;
  if (!value || !std::isfinite(*value) || *value < least || *value > most) {
    refuse(key, "must be " + range_of(least, most));
  }
  return *value;
}

std::vector<double> CheckedTable::reals(std::string_view key, double least, double most) const {
  const toml::array* array = required(key).as_array();
  if (array == nullptr || array->empty()) refuse(key, "must be an array of at least one number");
  std::vector<double> values;
  values.reserve(array->size());
  for (const toml::node& node : *array) {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    if (!value || !std::isfinite(*value) || *value < least || *value > most) {
      fail_at(node.source(),
              fmt::format("{}: element {}{} must be {}", key, values.size() + 1, shown(node), range_of(least, most)));
    }
    values.push_back(*value);
  }
  return values;
}

std::vector<std::int64_t> CheckedTable::wholes(std::string_view key, std::int64_t least, std::int64_t most) const {
  const toml::array* array = required(key).as_array();
  if (array == nullptr) refuse(key, "must be an array of whole numbers");
  std::vector<std::int64_t> values;
  values.reserve(array->size());
  for (const toml::node& node : *array) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < least || *value > most) {
      fail_at(node.source(), fmt::format("{}: element {}{} must be a whole number from {} to {}", key,
                                         values.size() + 1, shown(node), least, most));
    }
    values.push_back(*value);
  }
  return values;
}

std::vector<std::string> CheckedTable::texts(std::string_view key) const {
  const toml::array* array = required(key).as_array();
  if (array == nullptr) refuse(key, "must be an array of texts in quotes");
  std::vector<std::string> values;
  values.reserve(array->size());
  for (const toml::node& node : *array) {
    const auto value = node.value_exact<std::string>();
    if (!value || value->empty()) {
      fail_at(node.source(),
              fmt::format("{}: element {}{} must be a text in quotes", key, values.size() + 1, shown(node)));
    }
    values.push_back(*value);
  }
  return values;
}

CheckedTable CheckedTable::table(std::string_view key, std::string what) const {
  const toml::table* found = required(key).as_table();
  if (found == nullptr) refuse(key, "must be a table, e.g. { kind = \"constant\", value = 1 }");
  return {*found, file_, std::move(what)};
}

std::vector<CheckedTable> CheckedTable::tables(std::string_view key) const {
  std::vector<CheckedTable> found;
  if (!has(key)) return found;
  const toml::array* array = required(key).as_array();
  const std::string form = fmt::format("must be written as [[{}]] tables", key);
  if (array == nullptr) refuse(key, form);
  for (const toml::node& node : *array) {
    if (!node.is_table()) fail_at(node.source(), fmt::format("{}: element {} {}", key, found.size() + 1, form));
    found.emplace_back(*node.as_table(), file_, fmt::format("[[{}]] {}", key, found.size() + 1));
  }
  return found;
}

void CheckedTable::refuse(std::string_view key, const std::string& because) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) refuse(fmt::format("{} {}", key, because));
  fail_at(node->source(), fmt::format("{}{}: {}", key, shown(*node), because));
}

void CheckedTable::refuse(const std::string& because) const { fail_at(table_->source(), because); }

const toml::node& CheckedTable::required(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) refuse(fmt::format("key \"{}\" is missing", key));
  return *node;
}

void CheckedTable::fail_at(const toml::source_region& where, const std::string& message) const {
  throw engine::ModelError(fmt::format("{}:{}: {}: {}", file_, where.begin.line, what_, message));
}

}  // namespace octosim::io::owg
