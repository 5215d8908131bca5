#include "engine/comm/communicator.hpp"

#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engine/comm/self_communicator.hpp"
#include "engine/comm/thread_communicator.hpp"
#include "tests/engine/comm/bytes.hpp"

namespace octosim::engine {
namespace {

using testing::Each;
using testing::ElementsAre;
using Bytes = Communicator::Bytes;

/// What agree() throws on each of `ranks`, "" for nothing; ranks in `failing` throw an `Error` naming themselves.
template <class Error>
std::vector<std::string> agreed_errors(std::int32_t ranks, const std::vector<int>& failing) {
  std::vector<std::string> seen(static_cast<std::size_t>(ranks));
  on_thread_ranks(ranks, [&](Communicator& comm) {
    try {
      agree(comm, [&] {
        for (const int rank : failing) {
          if (rank == index(comm.rank())) throw Error{"fault of rank " + std::to_string(rank)};
        }
      });
    } catch (const ModelError& error) {
      seen[place(comm)] = std::string{"model: "} + error.what();
    } catch (const SystemError& error) {
      seen[place(comm)] = std::string{"system: "} + error.what();
    }
    std::array<std::uint64_t, 1> one{1};
    comm.sum(one);  // every rank can still speak to every other
    if (one[0] != static_cast<std::uint64_t>(ranks)) seen[place(comm)] += " (out of step)";
  });
  return seen;
}

TEST(Agree, SaysNothingWhenAllAreWell) { EXPECT_THAT(agreed_errors<ModelError>(4, {}), Each(std::string{})); }

TEST(Agree, ThrowsTheFaultOfOneOnAll) {
  EXPECT_THAT(agreed_errors<ModelError>(4, {2}), Each(std::string{"model: fault of rank 2"}));
  EXPECT_THAT(agreed_errors<ModelError>(1, {0}), Each(std::string{"model: fault of rank 0"}));
}

TEST(Agree, ThrowsTheFaultOfTheLeastRank) {
  EXPECT_THAT(agreed_errors<ModelError>(5, {4, 1, 3}), Each(std::string{"model: fault of rank 1"}));
}

TEST(Agree, CallsWhatIsNotTheUsersFaultTheMachines) {
  EXPECT_THAT(agreed_errors<SystemError>(3, {1}), Each(std::string{"system: fault of rank 1"}));
  EXPECT_THAT(agreed_errors<std::out_of_range>(3, {1}), Each(std::string{"system: fault of rank 1"}));
}

/// An error without words is an error all the same.
TEST(Agree, ThrowsAnErrorWithoutAMessageToo) {
  on_thread_ranks(2, [](Communicator& comm) {
    EXPECT_THROW(agree(comm, [] { throw ModelError{""}; }), ModelError);
    EXPECT_THROW(agree(comm, [] { throw SystemError{""}; }), SystemError);
  });
}

TEST(SelfCommunicator, CopiesWhatItIsGiven) {
  SelfCommunicator comm;
  EXPECT_EQ(index(comm.rank()), 0);
  EXPECT_EQ(comm.size(), 1);
  std::array<std::int64_t, 1> least{-4};
  comm.min(least);
  EXPECT_EQ(least[0], -4);
  std::array<std::uint64_t, 1> total{9};
  comm.sum(total);
  EXPECT_EQ(total[0], 9U);
  EXPECT_THAT(comm.gather_all(bytes_of("me")), ElementsAre(bytes_of("me")));
  EXPECT_TRUE(comm.exchange({}, {}).empty());
}

}  // namespace
}  // namespace octosim::engine
