#include "engine/comm/first_rank.hpp"

#include <atomic>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/comm/thread_communicator.hpp"

namespace octosim::engine {
namespace {

using testing::ElementsAre;

TEST(FromFirstRank, TheFirstRankDecidesForAll) {
  std::mutex mutex;
  std::vector<std::vector<std::int32_t>> got;
  std::atomic<int> calls{0};
  on_thread_ranks(3, [&](Communicator& comm) {
    const auto mine = from_first_rank(comm, [&] {
      ++calls;
      return std::vector<std::int32_t>{4, 5, index(comm.rank())};
    });
    const std::lock_guard lock{mutex};
    got.push_back(mine);
  });
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(got.size(), 3U);
  EXPECT_THAT(got, testing::Each(ElementsAre(4, 5, 0)));
}

TEST(FromFirstRank, AnErrorOfTheFirstRankIsThrownOnAll) {
  std::atomic<int> thrown{0};
  on_thread_ranks(3, [&](Communicator& comm) {
    try {
      static_cast<void>(from_first_rank(comm, []() -> std::vector<std::int32_t> { throw ModelError{"no such file"}; }));
    } catch (const ModelError& error) {
      EXPECT_STREQ(error.what(), "no such file");
      ++thrown;
    }
  });
  EXPECT_EQ(thrown, 3);
}

}  // namespace
}  // namespace octosim::engine
