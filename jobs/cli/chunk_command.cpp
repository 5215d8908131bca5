#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/comm/communicator.hpp"
#include "io/tensor/write_graph.hpp"
#include "jobs/cli/chunk_execution.hpp"
#include "jobs/cli/chunk_loops.hpp"
#include "jobs/cli/chunk_options.hpp"
#include "jobs/cli/chunk_report.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/network_words.hpp"
#include "jobs/cli/whole_file.hpp"
#include "partition/chunk/coverable.hpp"

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;
using chunk::Method;
using models::tensor::Graph;

struct ChunkArguments {
  ChunkOptions options;
  ExecutionOptions execution;
  std::string output;
  bool json = false;
};

/// `.json` or `.toml`; empty without -o.
std::string format_of(const std::string& output) {
  std::string extension = std::filesystem::path{output}.extension().string();
  if (output.empty() || extension == ".json" || extension == ".toml") return extension;
  throw engine::ModelError{fmt::format("-o {} (its name must end in .toml or .json)", output)};
}

std::int64_t peak_without(const chunk::Tables& tables, Method method) {
  const auto accounting = method == Method::kReleased ? chunk::Accounting::kReleased : chunk::Accounting::kAliased;
  return chunk::Estimator{tables, accounting}.estimate({.order = tables.graph().compute_order()}).peak;
}

/// The longest sequence, if it is known how the graph was made.
void find_longest(ChunkReport& report, const ChunkAsked& asked) {
  if (report.request.method != Method::kTbu) report.memory = asked.memory.value_or(report.planned.peak_before);
  const std::string& words = report.graph->made_by();
  if (words.empty()) {
    report.no_longest = "the graph does not say what network it is: no made_by";
    return;
  }
  if (io::tensor::write_graph(make_network(words)) != io::tensor::write_graph(*report.graph)) {
    report.no_longest = fmt::format("the graph is not what octosim model {} makes", words);
    return;
  }
  chunk::Request request = report.request;
  if (report.memory) request.budget = *report.memory + 1;  // at most the memory, not less
  report.longest = longest_sequence(SizedNetwork{words}, request, asked.most_loss);
}

/// Executes what is asked for.  \throws ModelError if the longest sequence is asked for and is not known
void execute_report(ChunkReport& report, const ExecutionOptions& options, const chunk::Tables& tables) {
  if (options.longest && !report.longest) {
    throw engine::ModelError{fmt::format("--execute-longest: {}", report.no_longest)};
  }
  if (options.plan) execute_plan(report.execution, options, tables, report.planned.plan);
  if (!options.longest) return;
  chunk::Request request = report.request;
  request.budget = *report.memory + 1;
  execute_longest(report.execution, *report.longest, report.graph->made_by(), request);
}

/// Plans, writes the plan; what is to be printed.
std::string chunk_text(const ChunkArguments& arguments) {
  ChunkAsked asked = read_options(arguments.options);
  check_execution(arguments.execution, asked.request.method);
  const std::string format = format_of(arguments.output);
  const Graph graph = arguments.options.model.empty() ? open_graph(arguments.options.graph, arguments.options.onnx)
                                                      : make_network(arguments.options.model);
  const chunk::Tables tables{graph};
  if (tables.size() == 0 || graph.compute_order().empty()) {
    throw engine::ModelError{fmt::format("graph \"{}\": there is no operator to plan", graph.name())};
  }
  const Method method = asked.request.method;
  if (asked.percent) {
    asked.request.budget =
        static_cast<std::int64_t>(static_cast<double>(peak_without(tables, method)) * *asked.percent / 100);
  }
  ChunkReport report{.graph = &graph, .request = asked.request, .planned = chunk::plan_graph(tables, asked.request)};
  if (method == Method::kTbu) report.least_sram = chunk::least_memories(tables, asked.request.tbu).sram;
  if (arguments.options.no_longest) {
    report.no_longest = "--no-longest";
  } else {
    find_longest(report, asked);
  }
  execute_report(report, arguments.execution, tables);
  if (!arguments.output.empty()) {
    const auto program = program_json(graph, report.planned);
    write_whole_file(arguments.output, format == ".json" ? program.dump(2) + "\n" : toml_text(program));
  }
  return arguments.json ? chunk_json(report) : chunk_table(report);
}

/// Rank 0 plans; the others hear of its errors.
int chunk_graph(const ChunkArguments& arguments, Launch& launch) {
  const bool first = launch.comm().rank() == engine::Rank{0};
  std::string text;
  engine::agree(launch.comm(), [&] {
    if (first) text = chunk_text(arguments);
  });
  if (first) std::fputs(text.c_str(), stdout);
  return kDone;
}

}  // namespace

void add_chunk(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("chunk", "Plan an operator graph in chunk loops: less memory, or one TBU");
  const auto arguments = std::make_shared<ChunkArguments>();
  add_chunk_options(*command, arguments->options);
  add_execution_options(*command, arguments->execution);
  command->add_option("-o,--output", arguments->output, "file of the plan; its name ends in .toml or .json");
  command->add_flag("--json", arguments->json, "what is printed as JSON");
  command->callback(
      [&action, arguments] { action = [arguments](Launch& launch) { return chunk_graph(*arguments, launch); }; });
}

}  // namespace octosim::jobs::cli
