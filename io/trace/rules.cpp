#include "io/trace/rules.hpp"

#include <numeric>

namespace octosim::io::trace {
namespace {

using Values = std::span<const std::uint64_t>;

/// The first value is the sum of the others.
bool first_is_sum(Values values) {
  return values[0] == std::accumulate(values.begin() + 1, values.end(), std::uint64_t{0});
}

bool is_one(Values values) { return values[0] == 1; }

}  // namespace

std::span<const RowRule> row_rules() {
  static const std::vector<RowRule> rules{
      {"/tbus/samples",
       "busy + configuring + loading + starved + blocked + port + open == time",
       {"time", "busy", "configuring", "loading", "starved", "blocked", "port", "open"},
       first_is_sum},
      {"/streams/done", "functional_ok == 1", {"functional_ok"}, is_one},
  };
  return rules;
}

std::span<const SummaryRule> summary_rules() {
  static const std::vector<SummaryRule> rules{
      {"packets_made == packets_delivered + packets_in_flight + packets_absorbed",
       {"packets_made", "packets_delivered"},
       {"packets_in_flight", "packets_absorbed"},
       first_is_sum},
      {"functional_ok == true", {"functional_ok"}, {}, is_one},
  };
  return rules;
}

bool find_number(const Summary& summary, std::string_view name, std::uint64_t& value) {
  for (const auto& [known, plain] : summary) {
    if (known != name) continue;
    if (const auto* number = std::get_if<std::uint64_t>(&plain)) {
      value = *number;
      return true;
    }
    if (const auto* truth = std::get_if<bool>(&plain)) {
      value = *truth ? 1 : 0;
      return true;
    }
  }
  return false;
}

}  // namespace octosim::io::trace
