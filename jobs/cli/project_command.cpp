#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "engine/base/error.hpp"
#include "io/experiment/quantity.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/reading.hpp"
#include "jobs/project/projection.hpp"

namespace octosim::jobs::cli {
namespace {

struct ProjectArguments {
  std::string file;
  std::vector<std::int64_t> ranks{64, 256, 1024, 10'000};
  std::string latency = "1us", overhead = "500ns", gap = "0ns", bandwidth = "25GB/s", reduce_latency;
  double burst = 1;
  std::vector<std::string> check;
};

/// \throws ModelError if `text` is a bare number: neither cycles nor a clock mean anything here.
io::experiment::Given given(const char* option, const std::string& text, const char* example) {
  if (text.find_first_not_of("0123456789.+-eE ") == std::string::npos) {
    throw engine::ModelError{std::string{option} + "=" + text + ": needs a unit, as in " + example};
  }
  io::experiment::Given value;
  value.from = io::experiment::Given::From::kOverride;
  value.place = std::string{option} + "=" + text;
  value.shown = text;
  value.value = text;
  return value;
}

/// Through nanoseconds: cycles of a clock of 1 GHz.
double seconds(const char* option, const std::string& text) {
  const io::experiment::Bounds bounds{.unit = engine::Unit::kCycles, .least = 0, .most = 1e9, .clock = 1'000'000'000};
  return io::experiment::real_number(given(option, text, "1us"), bounds) * 1e-9;
}

/// Bytes per cycle of a clock of 1 Hz.
double bytes_per_second(const char* option, const std::string& text) {
  const io::experiment::Bounds bounds{.unit = engine::Unit::kBytesPerCycle, .least = 1, .most = 1e18, .clock = 1};
  return io::experiment::real_number(given(option, text, "25GB/s"), bounds);
}

project::Machine machine_of(const ProjectArguments& a) {
  project::Machine machine;
  machine.latency = seconds("--latency", a.latency);
  machine.overhead = seconds("--overhead", a.overhead);
  machine.gap = seconds("--gap", a.gap);
  machine.bandwidth = bytes_per_second("--bandwidth", a.bandwidth);
  machine.reduce_latency = a.reduce_latency.empty() ? machine.latency : seconds("--reduce-latency", a.reduce_latency);
  return machine;
}

int project_run(const ProjectArguments& arguments, Launch& launch) {
  const bool burst_is_good = arguments.burst > 0 && arguments.burst <= 1e9;  // false for NaN
  if (!burst_is_good) {
    throw engine::ModelError{"--burst=" + std::to_string(arguments.burst) + ": must be over 0, to 1e9"};
  }
  for (const std::int64_t count : arguments.ranks) {
    if (count >= 1 && count <= 1'000'000'000) continue;
    throw engine::ModelError{"--ranks=" + std::to_string(count) + ": must be from 1 to 1000000000"};
  }
  const project::Machine machine = machine_of(arguments);
  std::string text;
  read_on_first_rank(launch, arguments.file, [&] {
    const project::Projection projection{project::read_measured(arguments.file), machine, arguments.burst};
    text = to_text(projection, {arguments.ranks.begin(), arguments.ranks.end()});
    std::vector<project::MeasuredRun> others;
    for (const std::string& file : arguments.check) others.push_back(project::read_measured(file));
    if (!others.empty()) text += compare(projection, others);
  });
  std::fputs(text.c_str(), stdout);
  return kDone;
}

}  // namespace

void add_project(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("project", "Estimate a measured run on other numbers of ranks");
  const auto arguments = std::make_shared<ProjectArguments>();
  ProjectArguments& a = *arguments;
  command
      ->add_option("RUN", a.file,
                   "trace.h5 or the directory it is in, or JSON of octosim bench phold, of 2 ranks or more")
      ->required();
  command->add_option("--ranks", a.ranks, "numbers of ranks")->delimiter(',')->capture_default_str();
  command->add_option("--latency", a.latency, "of a message, L of LogGP; assumed")->capture_default_str();
  command->add_option("--overhead", a.overhead, "of a core per message at each end, o; assumed")->capture_default_str();
  command->add_option("--gap", a.gap, "least between two messages of a rank, g; assumed")->capture_default_str();
  command->add_option("--bandwidth", a.bandwidth, "of a rank, 1/G; assumed")->capture_default_str();
  command->add_option("--reduce-latency", a.reduce_latency, "of a step of a reduction; default: --latency");
  command->add_option("--burst", a.burst, "events that come together, as counts of a round vary; assumed")
      ->capture_default_str();
  command->add_option("--check", a.check, "other measurements of the same run: prints the errors of prediction");
  command->callback(
      [&action, arguments] { action = [arguments](Launch& launch) { return project_run(*arguments, launch); }; });
}

}  // namespace octosim::jobs::cli
