#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/families.hpp"
#include "models/tensor/rules.hpp"

namespace octosim::models::tensor {
namespace {

std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  for (const auto family :
       {source_rules, elementwise_rules, product_rules, einsum_rules, normalisation_rules, image_rules,
        permutation_rules, reshape_rules, selection_rules, joining_rules, reduction_rules, lookup_rules}) {
    for (Rule& rule : family()) rules.push_back(std::move(rule));
  }
  std::sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.kind < b.kind; });
  for (std::size_t i = 1; i < rules.size(); ++i) OCTOSIM_ASSERT(rules[i - 1].kind != rules[i].kind);
  return rules;
}

/// Built once, at its first use; never changed.  Sorted by kind.
const std::vector<Rule>& registry() {
  static const std::vector<Rule> rules = all_rules();
  return rules;
}

}  // namespace

const Rule& rule_of(std::string_view kind) {
  const std::vector<Rule>& rules = registry();
  const auto found =
      std::lower_bound(rules.begin(), rules.end(), kind, [](const Rule& r, std::string_view k) { return r.kind < k; });
  if (found == rules.end() || found->kind != kind) {
    throw engine::ModelError{fmt::format("operator kind \"{}\" (must be one of {})", kind, fmt::join(kinds(), ", "))};
  }
  return *found;
}

std::vector<std::string> kinds() {
  std::vector<std::string> names;
  for (const Rule& rule : registry()) names.push_back(rule.kind);
  return names;
}

}  // namespace octosim::models::tensor
