#include "engine/comm/plain_bytes.hpp"

#include <array>
#include <cstdint>
#include <string>

#include <gmock/gmock.h>

namespace octosim::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Pair {
  std::uint32_t first = 0, second = 0;
  bool operator==(const Pair&) const = default;
};

TEST(PlainBytes, VectorsComeBack) {
  const std::vector<Pair> pairs{{1, 2}, {3, 4}, {5, 6}};
  const auto bytes = to_bytes(pairs);
  EXPECT_EQ(bytes.size(), 24U);
  EXPECT_THAT(from_bytes<Pair>(bytes), ElementsAre(Pair{1, 2}, Pair{3, 4}, Pair{5, 6}));
  EXPECT_THAT(from_bytes<std::uint32_t>(bytes), ElementsAre(1, 2, 3, 4, 5, 6)) << "nothing but the values";
}

TEST(PlainBytes, NoItemsAreNoBytes) {
  EXPECT_THAT(to_bytes(std::vector<Pair>{}), IsEmpty());
  EXPECT_THAT(from_bytes<Pair>({}), IsEmpty());
}

TEST(PlainBytes, ValuesComeBack) {
  const std::array<std::uint16_t, 3> words{7, 8, 9};
  const auto bytes = to_bytes(words);
  EXPECT_EQ(bytes.size(), 6U);
  EXPECT_EQ((value_from_bytes<std::array<std::uint16_t, 3>>(bytes)), words);
  EXPECT_EQ(value_from_bytes<Pair>(to_bytes(Pair{1, 2})), (Pair{1, 2}));
}

TEST(PlainBytes, OtherLengthsAreRefused) {
  const auto bytes = to_bytes(std::vector<std::uint32_t>{1, 2, 3});
  EXPECT_THROW(from_bytes<Pair>(bytes), LogicError);
  EXPECT_THROW(value_from_bytes<Pair>(bytes), LogicError);
  EXPECT_THROW(value_from_bytes<std::uint64_t>({}), LogicError);
}

static_assert(Plain<Pair> && Plain<std::uint64_t>);
static_assert(!Plain<std::string> && !Plain<std::vector<int>> && !Plain<const int*>);

}  // namespace
}  // namespace octosim::engine
