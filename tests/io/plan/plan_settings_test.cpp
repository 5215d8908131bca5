#include "io/plan/plan_settings.hpp"

#include <set>
#include <string>
#include <type_traits>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/experiment/describe.hpp"
#include "io/experiment/sections.hpp"
#include "io/plan/image_reader.hpp"

namespace octosim::io::plan {
namespace {

using engine::Choice, engine::Setting;
using experiment::Experiment;
using models::plan::Plan;

/// A value the row allows, and another one than `config` has.
template <class Config, class T>
void change(Config& config, const Setting<Config, T>& row) {
  T& value = config.*row.member;
  if constexpr (std::is_same_v<T, std::string>) {
    value += "other";
  } else if constexpr (std::is_same_v<T, bool>) {
    value = !value;
  } else {
    value = static_cast<T>(value == static_cast<T>(row.least) ? row.least + 1 : row.least);
  }
}
template <class Config, class T, std::size_t N>
void change(Config& config, const Choice<Config, T, N>& row) {
  config.*row.member = config.*row.member == row.names[0].second ? row.names[1].second : row.names[0].second;
}

template <class Visit>
void for_each_of_plan(Experiment& all, Visit&& visit) {
  experiment::for_each_row(all, [&](std::string_view section, auto& config, const auto& row) {
    if (is_of_plan(section, row.key)) visit(section, config, row);
  });
}

Plan through_an_image(const Plan& plan) {
  ImageWriter image;
  write_settings(image, plan);
  Plan read;
  read_settings(ImageReader{image.image(), "x"}, read);
  return read;
}

TEST(PlanSettingsTest, EverySettingComesBack) {
  Experiment changed;
  std::size_t rows = 0;
  for_each_of_plan(changed, [&](std::string_view, auto& config, const auto& row) {
    change(config, row);
    ++rows;
  });
  EXPECT_GT(rows, 60u);
  Plan plan;
  give_settings(plan, changed);
  EXPECT_EQ(experiment::canonical_text(experiment_of(through_an_image(plan))), experiment::canonical_text(changed));
}

TEST(PlanSettingsTest, ContentDiffersWithWhatCanChangeResults) {
  Experiment all;
  Plan plan;
  give_settings(plan, all);
  std::set<std::string> seen{settings_content(plan)};
  for_each_of_plan(all, [&](std::string_view section, auto& config, const auto& row) {
    const auto before = config;
    change(config, row);
    give_settings(plan, all);
    const std::string name = std::string{section} + "." + std::string{row.key};
    const bool is_file = name == "workload.owg" || name == "workload.recorded";
    const bool counts = row.effect == engine::Effect::kResults && !is_file;
    EXPECT_EQ(seen.insert(settings_content(plan)).second, counts) << section << "." << row.key;
    config = before;
  });
  EXPECT_GT(seen.size(), 40u);
}

TEST(PlanSettingsTest, ValuesOutOfRangeAreRefused) {
  Plan bad;
  bad.hardware.tbu.pe_rows = 5000;
  try {
    through_an_image(bad);
    FAIL();
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "x: /settings/tbu/pe_rows: 5000 (must be from 1 to 4096)");
  }
  bad = {};
  bad.workload.minutes = -1;
  EXPECT_THROW(through_an_image(bad), engine::ModelError);
  ImageWriter none;
  Plan plan;
  EXPECT_THROW(read_settings(ImageReader(none.image(), "x"), plan), engine::ModelError);
}

}  // namespace
}  // namespace octosim::io::plan
