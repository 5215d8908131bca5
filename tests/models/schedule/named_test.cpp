#include "models/schedule/named.hpp"

#include <gtest/gtest.h>

#include "models/schedule/balance.hpp"
#include "models/schedule/cluster.hpp"
#include "models/schedule/tbu.hpp"

namespace octosim::models::schedule {
namespace {

TEST(NamedTest, ARowIsFoundByItsName) {
  static_assert(kTbuPolicies[row_of(kTbuPolicies, "adaptive")].pick == &adaptive_tbu);
  static_assert(kTbuPolicies[row_of(kTbuPolicies, "static")].pick == &static_tbu);
  static_assert(kClusterPolicies[row_of(kClusterPolicies, "proactive")].pick == &proactive_cluster);
  static_assert(kClusterPolicies[row_of(kClusterPolicies, "static")].pick == nullptr, "divides the cluster");
  static_assert(kBalancePolicies[row_of(kBalancePolicies, "diffusive")].on_tick == &diffuse);
  static_assert(kBalancePolicies[row_of(kBalancePolicies, "stealing")].on_hunger == &steal);
  static_assert(kBalancePolicies[row_of(kBalancePolicies, "reactive")].central == &react);
}

TEST(NamedTest, EveryPolicyHasItsOwnNameAndRow) {
  const auto names = names_of(kBalancePolicies);
  ASSERT_EQ(names.size(), kBalancePolicies.size());
  for (std::uint32_t row = 0; row < names.size(); ++row) {
    EXPECT_EQ(names[row].first, kBalancePolicies[row].name);
    EXPECT_EQ(names[row].second, row);
    for (std::uint32_t other = 0; other < row; ++other) EXPECT_NE(names[other].first, names[row].first);
  }
}

TEST(NamedTest, APolicyIsLocalIfClustersDecideThemselves) {
  EXPECT_FALSE(kBalancePolicies[row_of(kBalancePolicies, "none")].is_local());
  EXPECT_TRUE(kBalancePolicies[row_of(kBalancePolicies, "diffusive")].is_local());
  EXPECT_TRUE(kBalancePolicies[row_of(kBalancePolicies, "stealing")].is_local());
  EXPECT_FALSE(kBalancePolicies[row_of(kBalancePolicies, "reactive")].is_local());
}

}  // namespace
}  // namespace octosim::models::schedule
