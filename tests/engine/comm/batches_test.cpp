#include "tests/support/batches.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engine/comm/self_communicator.hpp"
#include "engine/comm/thread_communicator.hpp"

namespace octosim::engine {
namespace {

using Bytes = Communicator::Bytes;

void exchange_all(std::int32_t ranks, const std::vector<std::size_t>& sizes) {
  on_thread_ranks(ranks, [&](Communicator& comm) {
    test::exchange_batches(comm, sizes, [&](bool well, const std::string& what) {
      EXPECT_TRUE(well) << "rank " << index(comm.rank()) << ": " << what;
    });
  });
}

class Batches : public testing::TestWithParam<std::int32_t> {};

TEST_P(Batches, ComeWholeAndInTheirSendersOrder) { exchange_all(GetParam(), {5, 0, 40, 1, 0, 3999, 4000, 4001}); }
TEST_P(Batches, MayBeMegabytes) { exchange_all(GetParam(), {3'000'000, 1, 1'000'000}); }
TEST_P(Batches, MayBeMany) { exchange_all(GetParam(), std::vector<std::size_t>(1000, 24)); }

INSTANTIATE_TEST_SUITE_P(Ranks, Batches, testing::Values(1, 2, 3, 5));

/// A rank that sends may end before its batch is taken.
TEST(BatchesOfARankThatEnded, AreThere) {
  on_thread_ranks(2, [](Communicator& comm) {
    if (index(comm.rank()) == 0) {
      Bytes batch(9, std::byte{3});
      return comm.send_batch(Rank{1}, batch);
    }
    Rank from{};
    Bytes batch;
    for (std::uint32_t tries = 0; !comm.next_batch(from, batch); ++tries) comm.pause(tries);
    EXPECT_EQ(from, Rank{0});
    EXPECT_EQ(batch, Bytes(9, std::byte{3}));
  });
}

/// What `verb` throws on rank 0 after rank 1 has failed; it is called until it throws.
template <class Verb>
std::string thrown_after_a_failure(const Verb& verb) {
  std::string said;
  EXPECT_THROW(on_thread_ranks(2,
                               [&](Communicator& comm) {
                                 if (index(comm.rank()) == 1) throw ModelError{"rank 1 is ill"};
                                 try {
                                   verb(comm);
                                 } catch (const SystemError& error) {
                                   said = error.what();
                                   throw;
                                 }
                               }),
               ModelError);
  return said;
}

/// Nobody waits for ever for one that is gone.
TEST(ABrokenRank, IsNoticedByEveryVerb) {
  const std::string echo = "another rank failed";
  EXPECT_EQ(thrown_after_a_failure([](Communicator& comm) {
              Rank from{};
              Bytes batch;
              for (std::uint32_t tries = 0; !comm.next_batch(from, batch); ++tries) comm.pause(tries);
            }),
            echo);
  EXPECT_EQ(thrown_after_a_failure([](Communicator& comm) {
              while (true) {
                Bytes batch(3);
                comm.send_batch(Rank{1}, batch);
                comm.pause(1000);
              }
            }),
            echo);
  EXPECT_EQ(thrown_after_a_failure([](Communicator& comm) {
              Reduction words;
              comm.start_reduce(words);
              for (std::uint32_t tries = 0; !comm.reduced(); ++tries) comm.pause(tries);
            }),
            echo);
  EXPECT_EQ(thrown_after_a_failure([](Communicator& comm) { comm.gather_all({}); }), echo);
  EXPECT_EQ(thrown_after_a_failure([](Communicator& comm) {
              const std::vector<Rank> peers{Rank{1}};
              const std::vector<Bytes> out{Bytes(4)};
              comm.exchange(peers, out);
            }),
            echo);
}

TEST(Pause, ReturnsHoweverLongOneHasWaited) {
  SelfCommunicator comm;
  for (const std::uint32_t tries : {0U, 1U, 199U, 200U, 1'999U, 2'000U, 100'000U, ~0U}) comm.pause(tries);
}

TEST(SelfCommunicator, HasNobodyToSendTo) {
  SelfCommunicator comm;
  Rank from{};
  Bytes batch;
  EXPECT_FALSE(comm.next_batch(from, batch));
  Reduction words;
  words.least.fill(-3);
  words.sum = {5, 6};
  comm.start_reduce(words);
  EXPECT_TRUE(comm.reduced());
  EXPECT_EQ(words.least[8], -3);
  EXPECT_EQ(words.sum[1], 6U);
}

}  // namespace
}  // namespace octosim::engine
