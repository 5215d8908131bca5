#include "io/experiment/quantity.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::io::experiment {
namespace {

using engine::ModelError, engine::Unit;

Given text(const std::string& value) {
  return {.from = Given::From::kOverride, .place = "x", .key = "a.b", .shown = value, .value = value};
}
Given number(double value) { return {.from = Given::From::kOverride, .place = "x", .key = "a.b", .value = value}; }

Bounds bounds(Unit unit, std::uint64_t clock = 1'000'000'000) {
  return {.unit = unit, .least = 1, .most = 1e15, .clock = clock};
}

std::uint64_t whole(const std::string& value, Unit unit, std::uint64_t clock = 1'000'000'000) {
  return whole_number(text(value), bounds(unit, clock));
}

template <class Call>
std::string refusal(Call&& call) {
  try {
    call();
  } catch (const ModelError& error) {
    return error.what();
  }
  return "accepted";
}
std::string refusal_of(const std::string& value, Unit unit) {
  return refusal([&] { whole(value, unit); });
}

TEST(QuantityTest, TakesEveryUnitOfTime) {
  EXPECT_EQ(whole("7", Unit::kCycles), 7u);
  EXPECT_EQ(whole("1e5 cycles", Unit::kCycles), 100'000u);
  EXPECT_EQ(whole("1 cycle", Unit::kCycles), 1u);
  EXPECT_EQ(whole("100 ns", Unit::kCycles), 100u);
  EXPECT_EQ(whole("100ns", Unit::kCycles), 100u);
  EXPECT_EQ(whole("0.3 us", Unit::kCycles), 300u);
  EXPECT_EQ(whole("1.1 ms", Unit::kCycles), 1'100'000u);
  EXPECT_EQ(whole("2 s", Unit::kCycles), 2'000'000'000u);
  EXPECT_EQ(whole("0.5 min", Unit::kCycles), 30'000'000'000u);
  EXPECT_EQ(whole("1 h", Unit::kCycles), 3'600'000'000'000u);
}

TEST(QuantityTest, TakesEveryUnitOfEnergyAndPower) {
  EXPECT_EQ(whole("380", Unit::kFemtojoules), 380u);
  EXPECT_EQ(whole("380 fJ", Unit::kFemtojoules), 380u);
  EXPECT_EQ(whole("1.31 pJ", Unit::kFemtojoules), 1310u);
  EXPECT_EQ(whole("0.5 nJ", Unit::kFemtojoules), 500'000u);
  EXPECT_EQ(whole("7 uW", Unit::kMicrowatts), 7u);
  EXPECT_EQ(whole("0.79 mW", Unit::kMicrowatts), 790u);
  EXPECT_EQ(whole("2 W", Unit::kMicrowatts), 2'000'000u);
  EXPECT_EQ(refusal_of("1 pJ", Unit::kMicrowatts),
            "x: \"pJ\" is an energy; must be a number of microwatts or a power such as \"20 mW\"");
  EXPECT_EQ(refusal_of("1 W", Unit::kFemtojoules),
            "x: \"W\" is a power; must be a number of femtojoules or an energy such as \"1.5 pJ\"");
  EXPECT_EQ(refusal_of("1.5 fJ", Unit::kFemtojoules), "x: must be a whole number of fJ, not 1.5");
}

TEST(QuantityTest, ConvertsTimeAndBandwidthWithTheClock) {
  EXPECT_EQ(whole("100 ns", Unit::kCycles, 2'500'000'000), 250u);
  EXPECT_EQ(whole("8 TB/s", Unit::kBytesPerCycle), 8000u);
  EXPECT_EQ(whole("8 TB/s", Unit::kBytesPerCycle, 2'000'000'000), 4000u);
}

TEST(QuantityTest, TakesEveryUnitOfSize) {
  EXPECT_EQ(whole("3 B", Unit::kBytes), 3u);
  EXPECT_EQ(whole("3 kB", Unit::kBytes), 3'000u);
  EXPECT_EQ(whole("3 MB", Unit::kBytes), 3'000'000u);
  EXPECT_EQ(whole("3 GB", Unit::kBytes), 3'000'000'000u);
  EXPECT_EQ(whole("3 TB", Unit::kBytes), 3'000'000'000'000u);
  EXPECT_EQ(whole("64 KiB", Unit::kBytes), 65'536u);
  EXPECT_EQ(whole("4 MiB", Unit::kBytes), 4'194'304u);
  EXPECT_EQ(whole("1 GiB", Unit::kBytes), 1'073'741'824u);
  EXPECT_EQ(whole("1 TiB", Unit::kBytes), 1'099'511'627'776u);
  EXPECT_EQ(whole("0.5 KiB", Unit::kBytes), 512u);
}

TEST(QuantityTest, TakesBandwidthsPerCycleAndPerSecond) {
  EXPECT_EQ(whole("256", Unit::kBytesPerCycle), 256u);
  EXPECT_EQ(whole("256 B/cycle", Unit::kBytesPerCycle), 256u);
  EXPECT_EQ(whole("1 KiB/cycle", Unit::kBytesPerCycle), 1024u);
  EXPECT_EQ(whole("1.3 TB/s", Unit::kBytesPerCycle), 1300u);
}

TEST(QuantityTest, RoundsBandwidthPerSecondToTheNearest) {
  EXPECT_EQ(whole("81.4 GB/s", Unit::kBytesPerCycle), 81u);
  EXPECT_EQ(whole("81.6 GB/s", Unit::kBytesPerCycle), 82u);
  EXPECT_EQ(refusal_of("0.4 GB/s", Unit::kBytesPerCycle), "x: must be from 1 to 1e+15 B/cycle");
}

TEST(QuantityTest, TakesFrequenciesAndMinutes) {
  EXPECT_EQ(whole("1 GHz", Unit::kHertz), 1'000'000'000u);
  EXPECT_EQ(whole("5 MHz", Unit::kHertz), 5'000'000u);
  EXPECT_EQ(whole("5 kHz", Unit::kHertz), 5'000u);
  EXPECT_EQ(whole("30 Hz", Unit::kHertz), 30u);
  const Bounds minutes{.unit = Unit::kMinutes, .least = 0, .most = 1e6};
  EXPECT_DOUBLE_EQ(real_number(text("30 s"), minutes), 0.5);
  EXPECT_DOUBLE_EQ(real_number(text("400 ms"), minutes), 0.4 / 60);
  EXPECT_DOUBLE_EQ(real_number(text("1.5 h"), minutes), 90);
  EXPECT_DOUBLE_EQ(real_number(text("0.25 min"), minutes), 0.25);
  EXPECT_DOUBLE_EQ(real_number(text("0.25"), minutes), 0.25);
}

TEST(QuantityTest, KeepsIntegersThatADoubleCannotHold) {
  const Bounds wide{.unit = Unit::kCycles, .least = 0, .most = 1e18};
  EXPECT_EQ(whole_number(text("900000000000000001"), wide), 900'000'000'000'000'001u);
  const Given integer{.place = "x", .key = "a.b", .value = std::int64_t{900'000'000'000'000'003}};
  EXPECT_EQ(whole_number(integer, wide), 900'000'000'000'000'003u);
}

TEST(QuantityTest, TakesARealOnlyIfItIsWhole) {
  EXPECT_EQ(whole_number(number(1e6), bounds(Unit::kCycles)), 1'000'000u);
  EXPECT_EQ(whole_number(number(3.0000000001), bounds(Unit::kCycles)), 3u);
  EXPECT_EQ(refusal_of("1.5", Unit::kCount), "x: must be a whole number, not 1.5");
  EXPECT_EQ(refusal_of("3.00000001 cycles", Unit::kCycles), "x: must be a whole number of cycles, not 3.00000001");
  EXPECT_EQ(refusal_of("1.5 ns", Unit::kCycles), "x: must be a whole number of cycles, not 1.5");
  EXPECT_EQ(refusal_of("1.5 B/cycle", Unit::kBytesPerCycle), "x: must be a whole number of B/cycle, not 1.5");
}

TEST(QuantityTest, RefusesOtherDimensions) {
  EXPECT_EQ(refusal_of("4 MiB", Unit::kCycles),
            R"(x: "MiB" is a size; must be a number of cycles or a time such as "100 ns")");
  EXPECT_EQ(refusal_of("4 ns", Unit::kBytes),
            R"(x: "ns" is a time; must be a number of bytes or a size such as "4 MiB")");
  EXPECT_EQ(refusal_of("4 GHz", Unit::kBytesPerCycle),
            R"(x: "GHz" is a frequency; must be a number of bytes per cycle or a bandwidth such as "8 TB/s")");
  EXPECT_EQ(refusal_of("4 B/s", Unit::kHertz),
            R"(x: "B/s" is a bandwidth; must be a number of hertz or a frequency such as "1 GHz")");
  EXPECT_EQ(refusal_of("4 B/cycle", Unit::kCount), R"(x: "B/cycle" is a bandwidth; must be a number without a unit)");
  EXPECT_EQ(refusal_of("4 cycles", Unit::kMinutes),
            R"(x: "cycles" is a number of cycles; must be a number of minutes or a time such as "30 s")");
}

TEST(QuantityTest, RefusesUnknownUnitsAndWords) {
  EXPECT_EQ(refusal_of("4 mib", Unit::kBytes),
            R"(x: unknown unit "mib"; must be a number of bytes or a size such as "4 MiB")");
  EXPECT_EQ(refusal_of("4 ns/s", Unit::kBytesPerCycle),
            R"(x: unknown unit "ns/s"; must be a number of bytes per cycle or a bandwidth such as "8 TB/s")");
  EXPECT_EQ(refusal_of("4 5", Unit::kCount), R"(x: unknown unit "5"; must be a number without a unit)");
  EXPECT_EQ(refusal_of("many", Unit::kCount), "x: must be a number without a unit");
  EXPECT_EQ(refusal_of("", Unit::kCount), "x: must be a number without a unit");
}

TEST(QuantityTest, RefusesWhatIsNoFiniteNumberInBounds) {
  EXPECT_EQ(refusal_of("nan", Unit::kCount), "x: must be a finite number");
  EXPECT_EQ(refusal_of("inf cycles", Unit::kCycles), "x: must be a finite number");
  EXPECT_EQ(refusal([] { whole_number(number(std::numeric_limits<double>::quiet_NaN()), bounds(Unit::kCycles)); }),
            "x: must be a finite number");
  EXPECT_EQ(refusal([] { real_number(number(std::numeric_limits<double>::infinity()), bounds(Unit::kMinutes)); }),
            "x: must be a finite number");
  EXPECT_EQ(refusal_of("0", Unit::kCount), "x: must be from 1 to 1e+15");
  EXPECT_EQ(refusal_of("-1", Unit::kCycles), "x: must be from 1 to 1e+15 cycles");
  EXPECT_EQ(refusal_of("1e999", Unit::kCycles), "x: must be from 1 to 1e+15 cycles");
  EXPECT_EQ(refusal_of("18446744073709551617", Unit::kCycles), "x: must be from 1 to 1e+15 cycles");
  EXPECT_EQ(refusal_of("1e300 s", Unit::kCycles), "x: must be from 1 to 1e+15 cycles");
}

}  // namespace
}  // namespace octosim::io::experiment
