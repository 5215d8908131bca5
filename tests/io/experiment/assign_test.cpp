#include "io/experiment/assign.hpp"

#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::io::experiment {
namespace {

using engine::ModelError;

struct Config {
  bool on = false;
  std::string text = "old";
};
constexpr engine::Setting kOn{"on", &Config::on, engine::Unit::kSwitch, 0, 0, engine::Effect::kSpeed, "A switch."};
constexpr engine::Setting kText{"text", &Config::text, engine::Unit::kText, 0, 0, engine::Effect::kSpeed, "A text."};

Given in_file(bool value) { return {.place = "f:1", .key = "a.on", .shown = "?", .value = value}; }
Given override_of(const std::string& value) {
  return {.from = Given::From::kOverride, .place = "--set a.on=" + value, .value = value};
}

TEST(AssignTest, TakesASwitchFromAFileAndFromAnOverride) {
  Config config;
  assign(config, kOn, in_file(true), 1);
  EXPECT_TRUE(config.on);
  assign(config, kOn, override_of("false"), 1);
  EXPECT_FALSE(config.on);
  assign(config, kOn, override_of("true"), 1);
  EXPECT_TRUE(config.on);
}

TEST(AssignTest, RefusesASwitchThatIsNeitherAndLeavesTheOld) {
  Config config{.on = true};
  try {
    assign(config, kOn, override_of("yes"), 1);
    FAIL() << "accepted";
  } catch (const ModelError& error) {
    EXPECT_STREQ(error.what(), "--set a.on=yes: must be true or false");
  }
  EXPECT_TRUE(config.on);
  const Given quoted{.place = "f:1", .key = "a.on", .shown = "\"true\"", .value = std::string("true")};
  EXPECT_THROW(assign(config, kOn, quoted, 1), ModelError);
}

TEST(AssignTest, RefusesATextThatIsNone) {
  Config config;
  try {
    assign(config, kText, in_file(true), 1);
    FAIL() << "accepted";
  } catch (const ModelError& error) {
    EXPECT_STREQ(error.what(), "f:1: a.on = ? (must be a text in quotes)");
  }
  EXPECT_EQ(config.text, "old");
}

}  // namespace
}  // namespace octosim::io::experiment
