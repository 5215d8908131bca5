#include <algorithm>

#include <gtest/gtest.h>

#include "models/tensor/families.hpp"
#include "models/tensor/rules.hpp"

namespace octosim::models::tensor {
namespace {

TEST(RegistryTest, EveryKindIsFoundAndComplete) {
  const std::vector<std::string> names = kinds();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_GE(names.size(), 45U);
  for (const std::string& name : names) {
    const Rule& rule = rule_of(name);
    EXPECT_EQ(rule.kind, name);
    EXPECT_TRUE(rule.shape) << name;
    EXPECT_EQ(static_cast<bool>(rule.back), !rule.source) << name;
    EXPECT_EQ(static_cast<bool>(rule.evaluate), name != "unknown" && name != "input") << name;
    EXPECT_FALSE(rule.view && rule.flops) << name << ": a view costs nothing";
  }
  EXPECT_EQ(names.size(), source_rules().size() + elementwise_rules().size() + product_rules().size() +
                              einsum_rules().size() + normalisation_rules().size() + image_rules().size() +
                              permutation_rules().size() + reshape_rules().size() + selection_rules().size() +
                              joining_rules().size() + reduction_rules().size() + lookup_rules().size());
}

}  // namespace
}  // namespace octosim::models::tensor
