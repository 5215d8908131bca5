#include "io/plan/member_count.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace octosim::io::plan {
namespace {

struct None {};
struct Numbers {
  std::uint16_t a = 0;
  bool b = true;
  double c = 0;
};
struct OfAllKinds {
  std::string text;
  Numbers numbers;
  std::vector<Numbers> list;
  std::vector<std::vector<std::uint32_t>> lists;
  enum class Kind : std::uint8_t { kOne } kind = Kind::kOne;
  int last() const { return 0; }
};
struct Derived : Numbers {
  int d = 0;
};

TEST(MemberCountTest, IsWhatTheStructHas) {
  EXPECT_EQ(member_count<None>(), 0u);
  EXPECT_EQ(member_count<Numbers>(), 3u);
  EXPECT_EQ(member_count<OfAllKinds>(), 5u);
  EXPECT_EQ(member_count<Derived>(), 2u) << "the base counts as one";
}

}  // namespace
}  // namespace octosim::io::plan
