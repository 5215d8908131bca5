#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engine/base/hash.hpp"
#include "engine/comm/self_communicator.hpp"
#include "engine/comm/thread_communicator.hpp"

namespace octosim::engine {
namespace {

using Bytes = Communicator::Bytes;

/// Batch `nth` from one rank to another, of `size` bytes that tell all of it.
Bytes batch_of(std::int32_t from, std::int32_t to, std::size_t nth, std::size_t size) {
  Bytes bytes(size);
  const std::uint64_t key = mix(static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to), nth);
  for (std::size_t k = 0; k < size; ++k) bytes[k] = static_cast<std::byte>(mix(key, k / 64) >> k % 57U);
  return bytes;
}

/// Every rank sends each other one batches of `sizes` before it takes any; each must come whole, in its sender's order.
void exchange_all(std::int32_t ranks, const std::vector<std::size_t>& sizes) {
  on_thread_ranks(ranks, [&](Communicator& comm) {
    const std::int32_t me = index(comm.rank());
    for (std::size_t nth = 0; nth < sizes.size(); ++nth) {
      for (std::int32_t to = 0; to < ranks; ++to) {
        if (to == me) continue;
        Bytes batch = batch_of(me, to, nth, sizes[nth]);
        comm.send_batch(Rank{to}, batch);
        EXPECT_TRUE(batch.empty());
      }
    }
    std::vector<std::size_t> next(static_cast<std::size_t>(ranks));
    std::size_t missing = sizes.size() * (next.size() - 1);
    Bytes batch(77);  // what it held before is forgotten
    for (std::uint32_t tries = 0; missing > 0; ++tries) {
      Rank from{};
      if (!comm.next_batch(from, batch)) {
        comm.pause(tries);
        continue;
      }
      --missing;
      std::size_t& nth = next.at(static_cast<std::size_t>(index(from)));
      ASSERT_LT(nth, sizes.size());
      EXPECT_TRUE(batch == batch_of(index(from), me, nth, sizes[nth])) << nth << " of rank " << index(from);
      ++nth;
    }
    Rank from{};
    EXPECT_FALSE(comm.next_batch(from, batch));
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
