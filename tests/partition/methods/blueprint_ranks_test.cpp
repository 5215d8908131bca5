#include "partition/methods/blueprint_ranks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/linked_model.hpp"

namespace octosim::partition::methods {
namespace {

using octosim::test::link, octosim::test::LinkedModel;

TEST(BlueprintRanksTest, PrefersToCutLongLinks) {
  // A ring of six with two long links.
  const LinkedModel ring{6,
                         {link(0, 1, 1), link(1, 2, 1), link(2, 3, 90), link(3, 4, 1), link(4, 5, 1), link(5, 0, 90)}};
  for (const Method method : {Method::kBisect, Method::kScotch, Method::kMetis}) {
    const auto rank_of = partition_blueprint(ring, 2, method);
    EXPECT_EQ(rank_of[0], rank_of[2]) << name_of(method);
    EXPECT_EQ(rank_of[3], rank_of[5]) << name_of(method);
    EXPECT_NE(rank_of[0], rank_of[3]) << name_of(method);
  }
}

TEST(BlueprintRanksTest, RefusesMoreRanksThanComponents) {
  for (const std::uint32_t components : {0U, 3U}) {
    try {
      static_cast<void>(partition_blueprint(LinkedModel{components, {}}, 4, Method::kBlock));
      FAIL() << "accepted";
    } catch (const engine::ModelError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith("more ranks than components: 4 ranks"));
    }
  }
}

}  // namespace
}  // namespace octosim::partition::methods
