#include "engine/kernel/sync_name.hpp"

#include <set>

#include <gtest/gtest.h>

namespace octosim::engine {
namespace {

TEST(SyncName, EachSynchroniserHasItsOwn) {
  std::set<std::string_view> names;
  for (const Sync sync : {Sync::kAuto, Sync::kWindow, Sync::kNeighbor}) names.insert(name_of(sync));
  EXPECT_EQ(names, (std::set<std::string_view>{"auto", "window", "neighbor"}));
  for (const auto& [name, sync] : kSyncs) EXPECT_EQ(name_of(sync), name);
}

TEST(SyncName, OtherValuesHaveNone) { EXPECT_THROW(static_cast<void>(name_of(static_cast<Sync>(99))), LogicError); }

}  // namespace
}  // namespace octosim::engine
