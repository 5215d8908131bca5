#include "jobs/bench/phold_settings.hpp"

#include <functional>
#include <limits>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"

namespace octosim::jobs::bench {
namespace {

using testing::HasSubstr;

std::string refusal(const std::function<void(PholdSettings&)>& spoil, std::int32_t ranks = 1) {
  PholdSettings settings;
  spoil(settings);
  try {
    check(settings, ranks);
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "";
}

TEST(PholdSettings, DefaultsAreGood) {
  EXPECT_EQ(refusal([](PholdSettings&) {}), "");
}

TEST(PholdSettings, EachBadValueIsNamed) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(refusal([](auto& s) { s.lps = 0; }), HasSubstr("--lps = 0 (must be from 1 to 4294967294)"));
  EXPECT_THAT(refusal([](auto& s) { s.lps = 1ULL << 32U; }), HasSubstr("--lps"));
  EXPECT_THAT(refusal([](auto& s) { s.population = 0; }), HasSubstr("--population = 0"));
  EXPECT_THAT(refusal([](auto& s) { s.remote = 1.5; }), HasSubstr("--remote = 1.5 (must be from 0 to 1)"));
  EXPECT_THAT(refusal([](auto& s) { s.remote = -0.1; }), HasSubstr("--remote"));
  EXPECT_THAT(refusal([](auto& s) { s.remote = kNan; }), HasSubstr("--remote = nan"));
  EXPECT_THAT(refusal([](auto& s) { s.neighbors = 65'535; }), HasSubstr("--neighbors"));
  EXPECT_THAT(refusal([](auto& s) { s.lookahead = 0; }), HasSubstr("--lookahead = 0 (must be from 1"));
  EXPECT_THAT(refusal([](auto& s) { s.mean = -1; }), HasSubstr("--mean = -1"));
  EXPECT_THAT(refusal([](auto& s) { s.mean = std::numeric_limits<double>::infinity(); }), HasSubstr("--mean = inf"));
  EXPECT_THAT(refusal([](auto& s) { s.until = 0; }), HasSubstr("--until = 0"));
  EXPECT_THAT(refusal([](auto& s) { s.work = 1ULL << 40U; }), HasSubstr("--work"));
  EXPECT_THAT(refusal([](auto& s) { s.skew = 2; }), HasSubstr("--skew = 2 (needs --work"));
  EXPECT_THAT(refusal([](auto& s) {
                s.work = 1'000'000;
                s.skew = 1e5;
              }),
              HasSubstr("--skew = 100000"));
}

TEST(PholdSettings, OneProcessHasNobodyToSendTo) {
  EXPECT_THAT(refusal([](auto& s) { s.lps = 1; }), HasSubstr("--remote = 0.1 (must be 0 with --lps = 1"));
  EXPECT_EQ(refusal([](auto& s) {
              s.lps = 1;
              s.remote = 0;
            }),
            "");
}

TEST(PholdSettings, MoreRanksHoldMoreEvents) {
  const auto many = [](PholdSettings& s) {
    s.lps = 1ULL << 30U;
    s.population = 4;
  };
  EXPECT_THAT(refusal(many, 1), HasSubstr("--population = 4 (with --lps = 1073741824"));
  EXPECT_EQ(refusal(many, 2), "");
}

}  // namespace
}  // namespace octosim::jobs::bench
