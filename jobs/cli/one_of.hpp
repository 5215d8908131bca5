/// \file one_of.hpp  Options that take one name of a table of (name, value).
#pragma once
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "engine/base/error.hpp"

namespace octosim::jobs::cli {

/// Refuses what is no name of `table`.
template <class Table>
CLI::IsMember one_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& [name, value] : table) names.emplace_back(name);
  return CLI::IsMember{names};
}

/// \pre `name` is in `table`
template <class Table>
auto value_of(const Table& table, const std::string& name) {
  for (const auto& [each, value] : table) {
    if (each == name) return value;
  }
  throw engine::LogicError{name + " is in no table"};
}

}  // namespace octosim::jobs::cli
