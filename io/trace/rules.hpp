/// \file rules.hpp  The conservation rules of traces, as tables: a new rule is one line in rules.cpp.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/trace/run_info.hpp"

namespace octosim::io::trace {

/// Holds for each row of one record type, if the trace has that type.
struct RowRule {
  std::string_view group;
  std::string_view text;                  ///< the rule, in words
  std::vector<std::string_view> columns;  ///< that `holds` is given, in this order; all must exist
  bool (*holds)(std::span<const std::uint64_t> values);
};

/// Holds for the summary, if it has all of `names` but those listed as `optional` (which count as 0).
struct SummaryRule {
  std::string_view text;
  std::vector<std::string_view> names, optional;
  bool (*holds)(std::span<const std::uint64_t> values);  ///< `names`, then `optional`; bool as 0 or 1
};

std::span<const RowRule> row_rules();
std::span<const SummaryRule> summary_rules();

/// The whole number or bool called `name`, in `value`; false if there is none.
bool find_number(const Summary& summary, std::string_view name, std::uint64_t& value);

}  // namespace octosim::io::trace
