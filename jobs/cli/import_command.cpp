#include <cstdio>

#include <CLI/CLI.hpp>

#include "engine/base/error.hpp"
#include "io/modelbox/import.hpp"
#include "io/owg/write_owg.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/whole_file.hpp"
#include "partition/workflow/validate.hpp"

namespace octosim::jobs::cli {
namespace {

struct ImportArguments {
  std::string graph, output;
  std::vector<std::string> flowunits;
  std::string costs;
  bool expand_streams = false;
};

int import_graph(const ImportArguments& arguments) {
  io::modelbox::ImportOptions options;
  options.flowunit_dirs.assign(arguments.flowunits.begin(), arguments.flowunits.end());
  options.costs = arguments.costs;
  options.expand_streams = arguments.expand_streams;
  const auto result = io::modelbox::import_modelbox(arguments.graph, options);
  static_cast<void>(partition::workflow::validate(result.owg));
  const std::string text = io::owg::write_owg(result.owg);
  for (const auto& note : result.notes) std::fprintf(stderr, "note: %s\n", note.c_str());
  if (arguments.output.empty()) {
    std::fputs(text.c_str(), stdout);
    return kDone;
  }
  write_whole_file(arguments.output, text);
  std::fprintf(stderr, "%s: %zu blocks, %zu flows\n", arguments.output.c_str(), result.owg.blocks.size(),
               result.owg.flows.size());
  return kDone;
}

}  // namespace

void add_import(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("import", "Make a workflow of another system's graph");
  command->require_subcommand(0, 1);
  auto* modelbox = command->add_subcommand("modelbox", "A ModelBox graph (TOML with a graphviz digraph)");
  const auto arguments = std::make_shared<ImportArguments>();
  modelbox->add_option("GRAPH", arguments->graph, "graph file")->required();
  modelbox->add_option("--flowunits", arguments->flowunits, "folders with flow unit descriptors, searched first");
  modelbox->add_option("--costs", arguments->costs, "TOML table of costs per unit");
  modelbox->add_flag("--expand-streams", arguments->expand_streams,
                     "make an outer Expand and Collapse of video demuxing and encoding");
  modelbox->add_option("-o,--output", arguments->output, "workflow file to write; default: standard output");
  modelbox->callback([&action, arguments] { action = [arguments](Launch&) { return import_graph(*arguments); }; });
}

}  // namespace octosim::jobs::cli
