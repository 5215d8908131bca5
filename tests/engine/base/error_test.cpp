#include "engine/base/error.hpp"

#include <gmock/gmock.h>

namespace octosim::engine {
namespace {

TEST(Contract, NamesItsKindConditionAndPlace) {
  EXPECT_THAT([] { contract_failed("precondition", "delay >= 1_cy", "engine/kernel/simulator.cpp", 42); },
              testing::ThrowsMessage<LogicError>("engine/kernel/simulator.cpp:42: precondition failed: delay >= 1_cy"));
}

TEST(Contract, ChecksInDebugBuildsOnlyAndNeverEvaluatesTwice) {
  int evaluated = 0;
  const auto holds = [&](bool answer) {
    ++evaluated;
    return answer;
  };
#ifdef NDEBUG
  EXPECT_NO_THROW(OCTOSIM_EXPECT(holds(false)));
  EXPECT_EQ(evaluated, 0);
#else
  EXPECT_NO_THROW(OCTOSIM_EXPECT(holds(true)));
  EXPECT_EQ(evaluated, 1);
  EXPECT_THROW(OCTOSIM_ASSERT(holds(false)), LogicError);
  EXPECT_EQ(evaluated, 2);
#endif
}

}  // namespace
}  // namespace octosim::engine
