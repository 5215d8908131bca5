#include <cstdio>
#include <functional>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/comm/communicator.hpp"
#include "io/tensor/write_graph.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/graph_summary.hpp"
#include "jobs/cli/launch.hpp"
#include "jobs/cli/network_words.hpp"
#include "jobs/cli/onnx_options.hpp"
#include "jobs/cli/whole_file.hpp"
#include "models/tensor/graph.hpp"

namespace octosim::jobs::cli {
namespace {

using models::tensor::Graph;

/// What every way to make a graph has.
struct ModelArguments {
  std::string output;
  bool json = false;
};

/// Writes the graph; the summary goes where the graph does not.
int write_model(const ModelArguments& arguments, const std::function<Graph()>& make, Launch& launch) {
  const bool first = launch.comm().rank() == engine::Rank{0};
  std::string text, summary;
  engine::agree(launch.comm(), [&] {
    const Graph graph = make();
    summary = arguments.json ? summary_json(graph) : summary_line(graph);
    if (!first) return;
    text = io::tensor::write_graph(graph);
    if (arguments.output.empty()) return;
    write_whole_file(arguments.output, text);
  });
  if (!first) return kDone;
  if (arguments.output.empty()) std::fputs(text.c_str(), stdout);
  std::fputs(summary.c_str(), arguments.json && !arguments.output.empty() ? stdout : stderr);
  return kDone;
}

/// Where the graph of a subcommand goes.  `make` is called once the command line is known to be good.
template <class Arguments>
void add_output(CLI::App& way, Action& action, const std::shared_ptr<Arguments>& arguments,
                const std::function<Graph()>& make) {
  way.add_option("-o,--output", arguments->output, "graph file to write; default: standard output");
  way.add_flag("--json", arguments->json, "the summary as JSON, on standard output if that is free");
  way.callback([&action, arguments, make] {
    action = [arguments, make](Launch& launch) { return write_model(*arguments, make, launch); };
  });
}

/// A network notes the words that made it: `way` lives as long as the command line.
void add_network(CLI::App& way, Action& action, const std::function<Graph()>& make) {
  add_output(way, action, std::make_shared<ModelArguments>(), [&way, make] {
    Graph graph = make();
    graph.note_made_by(words_of(way));
    return graph;
  });
}

void add_graph_import(CLI::App& model, Action& action) {
  struct Arguments : ModelArguments {
    std::string graph;
    OnnxOptions onnx;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = model.add_subcommand("import", "A graph file, or an ONNX file, as a graph file");
  way->add_option("GRAPH", a->graph, "graph file; ONNX if its name ends in .onnx")->required();
  add_onnx_options(*way, a->onnx);
  add_output(*way, action, a, [a] { return open_graph(a->graph, a->onnx); });
}

}  // namespace

void add_model(CLI::App& app, Action& action) {
  auto* model = app.add_subcommand("model", "Make an operator graph: a network of a given size, or an imported one");
  model->require_subcommand(1);
  add_networks(*model,
               [&action](CLI::App& way, const std::function<Graph()>& make) { add_network(way, action, make); });
  add_graph_import(*model, action);
}

}  // namespace octosim::jobs::cli
