#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/comm/communicator.hpp"
#include "io/experiment/experiment.hpp"
#include "jobs/cli/area_report.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "models/hardware/area.hpp"

namespace octosim::jobs::cli {
namespace {

struct AreaArguments {
  std::string experiment, preset = "wafer";
  std::vector<std::string> overrides;
  bool json = false;
};

/// An experiment needs a workflow; this one is never read.
std::string machine_alone(const std::string& preset) {
  return fmt::format("preset = \"{}\"\n[workload]\nowg = \"er\"\n", preset);
}

int area(const AreaArguments& arguments, Launch& launch) {
  std::string text;
  engine::agree(launch.comm(), [&] {
    const auto experiment =
        arguments.experiment.empty()
            ? io::experiment::parse_experiment(machine_alone(arguments.preset), "--preset", arguments.overrides)
            : io::experiment::read_experiment(arguments.experiment, arguments.overrides);
    const models::hardware::Area area = models::hardware::area_of(experiment.hardware);
    text = arguments.json ? area_json(area) : area_table(area);
  });
  if (launch.comm().rank() == engine::Rank{0}) std::fputs(text.c_str(), stdout);
  return kDone;
}

}  // namespace

void add_area(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("area", "Print the silicon area of a machine, component by component");
  const auto arguments = std::make_shared<AreaArguments>();
  auto* file = command->add_option("EXPERIMENT", arguments->experiment, "experiment file; default: the preset alone");
  command->add_option("--preset", arguments->preset, "the machine, without an experiment; default: wafer")
      ->check(CLI::IsMember(std::vector<std::string>{"chiplet", "wafer"}))
      ->excludes(file);
  command->add_option("--set", arguments->overrides, "section.key=value, over what the file or preset says")
      ->allow_extra_args(false);
  command->add_flag("--json", arguments->json, "as JSON");
  command->callback(
      [&action, arguments] { action = [arguments](Launch& launch) { return area(*arguments, launch); }; });
}

}  // namespace octosim::jobs::cli
