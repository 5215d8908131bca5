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

/// The sum over all rows of one record type, of the product of `columns` (without any, the number of rows), is the
/// number `name` of the summary.  Holds if the trace has that type, at a level that records it, and that number.
struct SumRule {
  std::string_view group;
  std::string_view name;
  std::vector<std::string_view> columns;
  bool only_if_done;  ///< holds only if all streams are done: `streams_done` == `streams`
};

std::span<const RowRule> row_rules();
std::span<const SumRule> sum_rules();
std::span<const SummaryRule> summary_rules();

/// The whole number or bool called `name`, in `value`; false if there is none.
bool find_number(const Summary& summary, std::string_view name, std::uint64_t& value);

}  // namespace octosim::io::trace
