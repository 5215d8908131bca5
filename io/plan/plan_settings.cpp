#include "io/plan/plan_settings.hpp"

#include <array>
#include <type_traits>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/settings.hpp"
#include "io/experiment/quantity.hpp"
#include "io/experiment/sections.hpp"
#include "io/plan/content.hpp"

namespace octosim::io::plan {
namespace {

using engine::Choice, engine::Setting;
using experiment::Experiment;

std::string path_of(std::string_view section, std::string_view key) {
  return fmt::format("/settings/{}/{}", section, key);
}

template <class AnExperiment, class Visit>
void for_each_row_of_plan(AnExperiment& of, Visit&& visit) {
  experiment::for_each_row(of, [&](std::string_view section, auto& config, const auto& row) {
    if (is_of_plan(section, row.key)) visit(section, config, row);
  });
}

/// The workflow itself, and the recording, are in the plan.
bool is_file_name(std::string_view section, std::string_view key) {
  return section == "workload" && (key == "owg" || key == "recorded");
}

template <class Config, class T, std::size_t N>
std::string_view name_of(const Config& config, const Choice<Config, T, N>& row) {
  for (const auto& [name, value] : row.names) {
    if (config.*row.member == value) return name;
  }
  throw engine::LogicError{fmt::format("the value of {} has no name", row.key)};
}

template <class Config, class T>
void put(ImageWriter& image, const std::string& path, const Config& config, const Setting<Config, T>& row) {
  const std::string_view unit = experiment::unit_name(row.unit);
  write_record(image, path, config.*row.member, Note{unit.empty() ? "none" : unit, {}});
}
template <class Config, class T, std::size_t N>
void put(ImageWriter& image, const std::string& path, const Config& config, const Choice<Config, T, N>& row) {
  image.texts(path, Shape::kScalar, {name_of(config, row)}, Note{"none", {}});
}

template <class T>
T only(std::vector<T> values) {
  return values.front();
}

template <class Config, class T>
void take(const ImageReader& image, const std::string& path, Config& config, const Setting<Config, T>& row) {
  if constexpr (std::is_same_v<T, std::string>) {
    config.*row.member = only(image.texts(path, Shape::kScalar, 1));
  } else {
    const T value = only(image.numbers<T>(path, Shape::kScalar, 1));
    if constexpr (!std::is_same_v<T, bool>) {
      const auto number = static_cast<double>(value);
      const bool is_in_range = number >= row.least && number <= row.most;  // false for NaN
      if (!is_in_range) image.refuse(path, fmt::format("{} (must be from {:g} to {:g})", value, row.least, row.most));
    }
    config.*row.member = value;
  }
}
template <class Config, class T, std::size_t N>
void take(const ImageReader& image, const std::string& path, Config& config, const Choice<Config, T, N>& row) {
  const std::string text = only(image.texts(path, Shape::kScalar, 1));
  std::string allowed;
  for (const auto& [name, value] : row.names) {
    if (name == text) {
      config.*row.member = value;
      return;
    }
    allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", name);
  }
  image.refuse(path, fmt::format("{} (must be one of {})", text, allowed));
}

template <class Config, class T>
void append(std::string& content, const Config& config, const Setting<Config, T>& row) {
  append_content(content, config.*row.member);
}
template <class Config, class T, std::size_t N>
void append(std::string& content, const Config& config, const Choice<Config, T, N>& row) {
  append_content(content, std::string{name_of(config, row)});
}

}  // namespace

Experiment experiment_of(const models::plan::Plan& plan) {
  Experiment experiment;
  experiment.workload = plan.workload;
  experiment.hardware = plan.hardware;
  experiment.schedule = plan.schedule;
  experiment.run.seed = plan.seed;
  return experiment;
}

void give_settings(models::plan::Plan& plan, const Experiment& experiment) {
  plan.workload = experiment.workload;
  plan.hardware = experiment.hardware;
  plan.schedule = experiment.schedule;
  plan.seed = experiment.run.seed;
}

void write_settings(ImageWriter& image, const models::plan::Plan& plan) {
  const Experiment experiment = experiment_of(plan);
  for_each_row_of_plan(experiment, [&](std::string_view section, const auto& config, const auto& row) {
    put(image, path_of(section, row.key), config, row);
  });
}

void read_settings(const ImageReader& image, models::plan::Plan& plan) {
  Experiment experiment;
  for_each_row_of_plan(experiment, [&](std::string_view section, auto& config, const auto& row) {
    take(image, path_of(section, row.key), config, row);
  });
  give_settings(plan, experiment);
}

std::string settings_content(const models::plan::Plan& plan) {
  const Experiment experiment = experiment_of(plan);
  std::string content;
  for_each_row_of_plan(experiment, [&](std::string_view section, const auto& config, const auto& row) {
    if (row.effect != engine::Effect::kResults || is_file_name(section, row.key)) return;
    content += fmt::format("{}.{}=", section, row.key);
    append(content, config, row);
  });
  return content;
}

}  // namespace octosim::io::plan
