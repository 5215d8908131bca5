#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/base/error.hpp"
#include "io/recorded/recording.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/drawn_table.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/prepared.hpp"

namespace octosim::jobs::cli {
namespace {

struct RecordArguments {
  std::string experiment, output;
  std::vector<std::string> overrides;
};

int record(const RecordArguments& arguments, Launch& launch) {
  auto& comm = launch.comm();
  const Prepared prepared =
      prepare(comm, {.experiment = arguments.experiment, .overrides = arguments.overrides, .plan = {}, .ranks = 1});
  const auto& program = *prepared.program;
  DrawnTable drawn;
  engine::agree(comm, [&] {
    if (comm.rank() != engine::Rank{0}) return;
    io::recorded::expect_recording_name(arguments.output);
    drawn = drawn_table(program);
    drawn.table.file = arguments.output;
    io::recorded::write_recording(arguments.output, drawn.table, program.owg());
  });
  if (comm.rank() != engine::Rank{0}) return kDone;
  std::printf("%s: %llu videos, %llu frames, %zu rows of %s\n", arguments.output.c_str(),
              static_cast<unsigned long long>(program.input().count()),
              static_cast<unsigned long long>(program.input().frames()), drawn.table.rows(),
              fmt::format("{}", fmt::join(drawn.properties, ", ")).c_str());
  for (const std::string& line : drawn.left_out) std::printf("not in it: %s\n", line.c_str());
  return kDone;
}

}  // namespace

void add_record(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("record", "Write the properties that an experiment draws as a recording; runs nothing");
  const auto arguments = std::make_shared<RecordArguments>();
  command->add_option("EXPERIMENT", arguments->experiment, "experiment file")->required();
  command->add_option("-o,--output", arguments->output, "the file to write: .csv, .h5 or .hdf5")->required();
  command->add_option("--set", arguments->overrides, "section.key=value, over what the file says")
      ->allow_extra_args(false);
  command->callback(
      [&action, arguments] { action = [arguments](Launch& launch) { return record(*arguments, launch); }; });
}

}  // namespace octosim::jobs::cli
