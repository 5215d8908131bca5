#include <limits>

#include <gtest/gtest.h>

#include "engine/comm/thread_communicator.hpp"

namespace octosim::engine {
namespace {

TEST(Reduction, AddsEntryByEntry) {
  Reduction a, b;
  a.least.fill(3);
  a.least[4] = std::numeric_limits<std::int64_t>::max();
  b.least.fill(-2);
  b.least[4] = std::numeric_limits<std::int64_t>::min();
  b.least[8] = 9;
  a.sum = {1ULL << 63U, 5};
  b.sum = {1ULL << 63U, 6};
  a.add(b);
  EXPECT_EQ(a.least[0], -2);
  EXPECT_EQ(a.least[4], std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(a.least[8], 3);
  EXPECT_EQ(a.sum[0], 0U);
  EXPECT_EQ(a.sum[1], 11U);
}

class Reducing : public testing::TestWithParam<std::int32_t> {};

/// Many in a row: ranks run ahead of one another by one, at most, and no result is taken for another.
TEST_P(Reducing, GivesEachRoundItsOwnResultOnEveryRank) {
  const std::int64_t ranks = GetParam();
  on_thread_ranks(GetParam(), [&](Communicator& comm) {
    const std::int64_t me = index(comm.rank());
    for (std::int64_t round = 0; round < 500; ++round) {
      Reduction words;
      for (std::size_t k = 0; k < words.least.size(); ++k) words.least[k] = round * static_cast<std::int64_t>(k) - me;
      words.sum = {static_cast<std::uint64_t>(me + round), 1};
      comm.start_reduce(words);
      for (std::uint32_t tries = 0; !comm.reduced(); ++tries) comm.pause(tries);
      for (std::size_t k = 0; k < words.least.size(); ++k) {
        ASSERT_EQ(words.least[k], round * static_cast<std::int64_t>(k) - (ranks - 1));
      }
      ASSERT_EQ(words.sum[0], static_cast<std::uint64_t>(ranks * round + ranks * (ranks - 1) / 2));
      ASSERT_EQ(words.sum[1], static_cast<std::uint64_t>(ranks));
    }
  });
}

/// Nobody waits in start_reduce: a rank may send, and be answered, while the last is not there yet.
TEST_P(Reducing, LetsOthersWorkMeanwhile) {
  if (GetParam() == 1) return;
  on_thread_ranks(GetParam(), [&](Communicator& comm) {
    const std::int32_t last = GetParam() - 1;
    Reduction words;
    words.sum = {1, 0};
    Communicator::Bytes batch(8);
    Rank from{};
    if (index(comm.rank()) != last) {
      comm.start_reduce(words);
      EXPECT_FALSE(comm.reduced()) << "the last rank contributes after it has heard of all others";
      comm.send_batch(Rank{last}, batch);
    } else {
      for (std::int32_t heard = 0; heard < last;) {
        if (comm.next_batch(from, batch)) ++heard;
        comm.pause(0);
      }
      comm.start_reduce(words);
    }
    for (std::uint32_t tries = 0; !comm.reduced(); ++tries) comm.pause(tries);
    EXPECT_EQ(words.sum[0], static_cast<std::uint64_t>(GetParam()));
  });
}

INSTANTIATE_TEST_SUITE_P(Ranks, Reducing, testing::Values(1, 2, 3, 5, 8));

}  // namespace
}  // namespace octosim::engine
