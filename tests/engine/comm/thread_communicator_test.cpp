#include "engine/comm/thread_communicator.hpp"

#include <array>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/engine/comm/bytes.hpp"

namespace octosim::engine {
namespace {

using testing::ElementsAre;
using Bytes = Communicator::Bytes;

std::string text_of(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

class ThreadRanks : public testing::TestWithParam<std::int32_t> {};

TEST_P(ThreadRanks, AreNumberedAndKnowTheirSize) {
  std::vector<std::int32_t> ranks(static_cast<std::size_t>(GetParam()), -1);
  on_thread_ranks(GetParam(), [&](Communicator& comm) {
    if (comm.size() == GetParam()) ranks[place(comm)] = index(comm.rank());
  });
  for (std::int32_t rank = 0; rank < GetParam(); ++rank) EXPECT_EQ(ranks[static_cast<std::size_t>(rank)], rank);
}

TEST_P(ThreadRanks, MinIsTheLeastOfEachEntryAlsoOfNegativeOnes) {
  on_thread_ranks(GetParam(), [&](Communicator& comm) {
    const std::int64_t me = index(comm.rank());
    for (std::int64_t round = 0; round < 20; ++round) {
      std::array<std::int64_t, 3> values{me + round, -me, std::numeric_limits<std::int64_t>::max() - me};
      comm.min(values);
      EXPECT_THAT(values,
                  ElementsAre(round, 1 - GetParam(), std::numeric_limits<std::int64_t>::max() - (GetParam() - 1)));
    }
  });
}

TEST_P(ThreadRanks, SumWrapsRound) {
  on_thread_ranks(GetParam(), [&](Communicator& comm) {
    const auto me = static_cast<std::uint64_t>(index(comm.rank()));
    const auto ranks = static_cast<std::uint64_t>(GetParam());
    std::array<std::uint64_t, 2> values{me + 1, 1ULL << 63U};
    comm.sum(values);
    EXPECT_EQ(values[0], ranks * (ranks + 1) / 2);
    EXPECT_EQ(values[1], ranks % 2 == 0 ? 0 : 1ULL << 63U);
  });
}

TEST_P(ThreadRanks, GatherAllGivesEveryonesBytesInRankOrderAlsoEmptyOnes) {
  on_thread_ranks(GetParam(), [&](Communicator& comm) {
    const auto all = comm.gather_all(bytes_of(std::string(place(comm), static_cast<char>('a' + place(comm)))));
    ASSERT_EQ(all.size(), static_cast<std::size_t>(GetParam()));
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
      EXPECT_EQ(text_of(all[rank]), std::string(rank, static_cast<char>('a' + rank)));
    }
  });
}

/// Every pair but neighbours of rank 0 and rank 2; peers are named in falling order; sizes differ with the round.
TEST_P(ThreadRanks, ExchangeGivesEachPeerItsOwnBytes) {
  const auto linked = [](std::int32_t a, std::int32_t b) { return a != b && a + b != 2; };
  on_thread_ranks(GetParam(), [&](Communicator& comm) {
    const std::int32_t me = index(comm.rank());
    std::vector<Rank> peers;
    for (std::int32_t rank = GetParam() - 1; rank >= 0; --rank) {
      if (linked(me, rank)) peers.push_back(Rank{rank});
    }
    for (int round = 0; round < 10; ++round) {
      const auto letter = [&](std::int32_t from, std::int32_t to) {
        return std::string(static_cast<std::size_t>((round + from) % 3), static_cast<char>('A' + 8 * from + to));
      };
      std::vector<Bytes> out;
      for (const Rank peer : peers) out.push_back(bytes_of(letter(me, index(peer))));
      const auto in = comm.exchange(peers, out);
      ASSERT_EQ(in.size(), peers.size());
      for (std::size_t k = 0; k < peers.size(); ++k) EXPECT_EQ(text_of(in[k]), letter(index(peers[k]), me));
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Sizes, ThreadRanks, testing::Values(1, 2, 3, 5, 8));

TEST(OnThreadRanks, RethrowsTheFaultOfTheLeastFailingRankNotItsEcho) {
  int echoes = 0;
  try {
    on_thread_ranks(4, [&](Communicator& comm) {
      std::array<std::int64_t, 1> word{0};
      comm.min(word);
      if (index(comm.rank()) == 2) throw ModelError{"rank 2 is ill"};
      if (index(comm.rank()) == 3) throw ModelError{"rank 3 is ill"};
      if (index(comm.rank()) == 0) {
        EXPECT_THROW(comm.min(word), SystemError);
        ++echoes;
      } else {
        comm.min(word);
      }
    });
    FAIL() << "nothing was thrown";
  } catch (const ModelError& error) {
    EXPECT_STREQ(error.what(), "rank 2 is ill");
  }
  EXPECT_EQ(echoes, 1);
}

TEST(OnThreadRanks, AbortWakesTheRanksThatWait) {
  EXPECT_THROW(on_thread_ranks(3,
                               [&](Communicator& comm) {
                                 std::array<std::uint64_t, 1> word{0};
                                 if (index(comm.rank()) == 1) return comm.abort(7);
                                 comm.sum(word);
                               }),
               SystemError);
}

}  // namespace
}  // namespace octosim::engine
