#include "io/trace/rules.hpp"

#include <numeric>

namespace octosim::io::trace {
namespace {

using Values = std::span<const std::uint64_t>;

/// The first value is the sum of the others.
bool first_is_sum(Values values) {
  return values[0] == std::accumulate(values.begin() + 1, values.end(), std::uint64_t{0});
}

bool first_is_least(Values values) { return values[0] <= values[1]; }

bool is_one(Values values) { return values[0] == 1; }

}  // namespace

std::span<const RowRule> row_rules() {
  static const std::vector<RowRule> rules{
      {"/tbus/samples",
       "busy + configuring + loading + starved + blocked + port + open == time",
       {"time", "busy", "configuring", "loading", "starved", "blocked", "port", "open"},
       first_is_sum},
      {"/tbus/totals",
       "busy + configuring + loading + starved + blocked + port + open == time",
       {"time", "busy", "configuring", "loading", "starved", "blocked", "port", "open"},
       first_is_sum},
      {"/clusters/totals",
       "delivered + absorbed + in_flight == made",
       {"made", "delivered", "absorbed", "in_flight"},
       first_is_sum},
      {"/clusters/totals", "read_bytes <= written_bytes", {"read_bytes", "written_bytes"}, first_is_least},
      {"/streams/done", "functional_ok == 1", {"functional_ok"}, is_one},
  };
  return rules;
}

std::span<const SumRule> sum_rules() {
  static const std::vector<SumRule> rules{
      {"/clusters/totals", "packets_made", {"made"}, false},
      {"/clusters/totals", "balance_bytes", {"moved_bytes"}, false},
      {"/clusters/totals", "tbu_packets", {"executed"}, true},
      {"/clusters/switches", "cluster_switches", {}, false},
      {"/balance/moves", "balance_moves", {}, false},
      {"/balance/moves", "balance_items", {"items"}, false},
      {"/balance/moves", "balance_bytes", {"bytes"}, false},
      {"/balance/moves", "balance_byte_hops", {"bytes", "hops"}, false},
      {"/tbus/totals", "tbu_packets", {"packets"}, false},
      {"/tbus/work", "tbu_packets", {"packets"}, true},
      {"/tbus/work", "macs", {"macs"}, false},
      {"/tbus/packets", "tbu_packets", {}, false},
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
