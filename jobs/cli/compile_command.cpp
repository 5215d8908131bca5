#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/experiment/resolve_owg.hpp"
#include "io/owg/is_workflow.hpp"
#include "io/plan/plan_file.hpp"
#include "io/trace/digest.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/prepared.hpp"
#include "jobs/cli/version.hpp"
#include "partition/workflow/print_plan.hpp"

namespace octosim::jobs::cli {
namespace {

struct CompileArguments {
  std::string source, preset, output;
  std::vector<std::string> overrides;
  bool print = false;
};

/// A workflow is compiled for a machine alone: the preset, with what is set.
Asked asked_of(const CompileArguments& arguments) {
  Asked asked{.experiment = {}, .overrides = {}, .plan = {}, .ranks = 1};
  if (!arguments.preset.empty()) asked.overrides.push_back("preset=" + arguments.preset);
  const bool shipped = io::experiment::is_shipped(arguments.source);
  const bool workflow = shipped || io::owg::is_workflow(arguments.source);
  if (workflow) asked.workflow = arguments.source;
  if (!workflow) asked.experiment = arguments.source;
  asked.overrides.insert(asked.overrides.end(), arguments.overrides.begin(), arguments.overrides.end());
  return asked;
}

int compile(const CompileArguments& arguments, Launch& launch) {
  auto& comm = launch.comm();
  const Prepared prepared = prepare(comm, asked_of(arguments));
  const auto& plan = prepared.program->plan();
  const bool first = comm.rank() == engine::Rank{0};
  engine::agree(comm, [&] {
    if (!first || arguments.output.empty()) return;
    io::plan::write_plan(arguments.output, {.plan = plan,
                                            .experiment = prepared.experiment.name,
                                            .description = prepared.experiment.description,
                                            .writer = kVersion});
  });
  if (!first) return kDone;
  if (arguments.print) std::fputs(partition::workflow::print_plan(plan).c_str(), stdout);
  if (!arguments.output.empty()) {
    std::printf("plan: %s, digest %s\n", arguments.output.c_str(), io::trace::hex(prepared.plan_digest).c_str());
  }
  return kDone;
}

}  // namespace

void add_compile(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("compile", "Compile a workflow, or an experiment, into a plan that run takes");
  const auto arguments = std::make_shared<CompileArguments>();
  command
      ->add_option(
          "OWG", arguments->source,
          "workflow file, or one of er, dpsr, sfr, cmr, osvos, ocr, moe; or an experiment file, with its settings")
      ->required();
  command->add_option("-o,--output", arguments->output, "the plan to write; another plan there is replaced");
  command->add_option("--preset", arguments->preset, "the machine; default: that of the experiment, or wafer")
      ->check(CLI::IsMember(std::vector<std::string>{"chiplet", "wafer"}));
  command->add_option("--set", arguments->overrides, "section.key=value, over what the file or preset says")
      ->allow_extra_args(false);
  command->add_flag("--print", arguments->print, "print it, as octosim check does");
  command->callback([&action, arguments] {
    if (arguments->output.empty() && !arguments->print) throw CLI::RequiredError{"-o or --print"};
    action = [arguments](Launch& launch) { return compile(*arguments, launch); };
  });
}

}  // namespace octosim::jobs::cli
