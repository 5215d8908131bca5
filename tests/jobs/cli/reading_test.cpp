#include "jobs/cli/reading.hpp"

#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::cli {
namespace {

class ReadingTest : public testing::Test {
 protected:
  Launch& launch() { return launch_; }
  std::string refusal(const std::function<void()>& body) {
    try {
      read_on_first_rank(launch_, "out/some.h5", body);
    } catch (const engine::ModelError& error) {
      return error.what();
    }
    return "";
  }

 private:
  int argc_ = 0;
  char** argv_ = nullptr;
  Launch launch_{argc_, argv_};
};

TEST_F(ReadingTest, WhatCannotBeReadIsBadInput) {
  EXPECT_EQ(refusal([] { throw engine::SystemError{"cannot read /tbus"}; }), "out/some.h5: cannot read /tbus");
  EXPECT_EQ(refusal([] { throw engine::SystemError{"cannot read out/some.h5 /tbus"}; }),
            "cannot read out/some.h5 /tbus");
  EXPECT_EQ(refusal([] { throw engine::ModelError{"as it is"}; }), "as it is");
  EXPECT_EQ(refusal([] {}), "");
}

TEST_F(ReadingTest, WhatIsNotReadOnlyFailsAsItDoes) {
  EXPECT_THROW(on_first_rank(launch(), [] { throw engine::SystemError{"disk full"}; }), engine::SystemError);
}

TEST_F(ReadingTest, ACrashWhileReadingIsOneLineAndStatusTwo) {
  const auto crash = [&](int signal) { read_on_first_rank(launch(), "out/some.h5", [&] { std::raise(signal); }); };
  for (const int signal : {SIGSEGV, SIGABRT}) {
    EXPECT_EXIT(crash(signal), testing::ExitedWithCode(2),
                "^octosim: error: out/some.h5: so damaged that it cannot be read\n$");
  }
  read_on_first_rank(launch(), "out/some.h5", [] {});
  EXPECT_EXIT(std::raise(SIGTERM), testing::KilledBySignal(SIGTERM), "");
  EXPECT_EXIT(std::raise(SIGABRT), testing::KilledBySignal(SIGABRT), "") << "as before, behind it";
}

}  // namespace
}  // namespace octosim::jobs::cli
