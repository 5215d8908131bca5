#include "jobs/cli/chunk_execution.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "jobs/cli/sized_network.hpp"
#include "jobs/executor/blas.hpp"

namespace octosim::jobs::cli {
namespace {

namespace chunk = partition::chunk;
using engine::ModelError;

constexpr int kRepeats = 3;  // chosen: the least of three is near the least of ten on a quiet machine
constexpr int kMostRepeats = 1000;

double percent_more(double before, double after) { return before > 0 ? 100 * (after / before - 1) : 0; }

models::tensor::Graph graph_of(const SizedNetwork& network, std::int64_t length) {
  std::int64_t least = 1, most = network.most();
  while (least < most) {
    const std::int64_t middle = least + (most - least) / 2;
    if (network.length(middle) < length) {
      least = middle + 1;
    } else {
      most = middle;
    }
  }
  return network.graph(least);
}

}  // namespace

void add_execution_options(CLI::App& command, ExecutionOptions& options) {
  command.add_flag("--execute", options.plan,
                   "execute the graph on this machine, whole and by the plan: wall time, bytes, difference");
  command.add_option("--repeat", options.repeats, "--execute: times, of which the least counts; default 3");
  command.add_flag("--execute-longest", options.longest, "execute the longest sequences that were found, each once");
}

void check_execution(const ExecutionOptions& options, chunk::Method method) {
  if (options.repeats && !options.plan) throw ModelError{"--repeat means nothing without --execute"};
  if (options.repeats && (*options.repeats < 1 || *options.repeats > kMostRepeats)) {
    throw ModelError{fmt::format("--repeat {} (must be from 1 to {})", *options.repeats, kMostRepeats)};
  }
  if (options.longest && method == chunk::Method::kTbu) {
    throw ModelError{"--execute-longest means nothing with --select tbu (its memories are not this machine's)"};
  }
  if (options.plan || options.longest) executor::load_blas();
}

void execute_plan(ChunkExecution& execution, const ExecutionOptions& options, const chunk::Tables& tables,
                  const chunk::Plan& plan) {
  execution.blas = executor::name_of_blas();
  execution.measured = executor::measure(tables, plan, options.repeats.value_or(kRepeats));
}

void execute_longest(ChunkExecution& execution, const LongestSequence& longest, const std::string& words,
                     const chunk::Request& request) {
  execution.blas = executor::name_of_blas();
  const SizedNetwork network{words};
  for (const bool planned : {false, true}) {
    const std::int64_t sequence = planned ? longest.after : longest.before;
    if (sequence == 0) continue;
    const models::tensor::Graph graph = graph_of(network, sequence);
    const chunk::Tables tables{graph};
    ExecutedLength length{.sequence = sequence, .planned = planned};
    if (planned) {
      const chunk::Planned found = chunk::plan_graph(tables, request);
      length.predicted_peak = found.peak_after;
      length.once = executor::measure_once(tables, found.plan);
    } else {
      const chunk::Plan none{.order = graph.compute_order()};
      length.predicted_peak = chunk::Estimator{tables, chunk::Accounting::kAliased}.estimate(none).peak;
      length.once = executor::measure_once(tables, none);
    }
    execution.lengths.push_back(length);
  }
}

std::string execution_lines(const ChunkExecution& execution) {
  if (execution.blas.empty()) return {};
  std::string text = fmt::format("executed in single precision (4 bytes an element), one thread, {}\n", execution.blas);
  if (execution.measured) {
    const executor::Measured& m = *execution.measured;
    text += fmt::format("  peak of activations: {} B before, {} B after ({:.2f} %); with gaps {} B, {} B\n",
                        m.peak_before, m.peak_after,
                        100 + percent_more(static_cast<double>(m.peak_before), static_cast<double>(m.peak_after)),
                        m.reach_before, m.reach_after);
    text += fmt::format("  wall time, least of {}: {:.6f} s before, {:.6f} s after ({:+.2f} %)\n", m.repeats,
                        m.seconds_before, m.seconds_after, percent_more(m.seconds_before, m.seconds_after));
    text += fmt::format("  of them on a core: {:.6f} s before, {:.6f} s after ({:+.2f} %)\n", m.cpu_seconds_before,
                        m.cpu_seconds_after, percent_more(m.cpu_seconds_before, m.cpu_seconds_after));
    text += fmt::format("  greatest relative difference of a result: {:.2g}\n", m.difference);
  }
  for (const ExecutedLength& length : execution.lengths) {
    text += fmt::format("  sequence of {} {} a plan: peak of activations {} B (predicted {} B), {:.6f} s\n",
                        length.sequence, length.planned ? "with" : "without", length.once.peak, length.predicted_peak,
                        length.once.seconds);
  }
  return text;
}

void add_execution(nlohmann::ordered_json& json, const ChunkExecution& execution) {
  if (execution.measured) {
    const executor::Measured& m = *execution.measured;
    json["executed"] = {{"blas", execution.blas},
                        {"element_bytes", 4},
                        {"repeats", m.repeats},
                        {"seconds_before", m.seconds_before},
                        {"seconds_after", m.seconds_after},
                        {"cpu_seconds_before", m.cpu_seconds_before},
                        {"cpu_seconds_after", m.cpu_seconds_after},
                        {"peak_before_bytes", m.peak_before},
                        {"peak_after_bytes", m.peak_after},
                        {"reach_before_bytes", m.reach_before},
                        {"reach_after_bytes", m.reach_after},
                        {"difference", m.difference}};
  }
  for (const ExecutedLength& length : execution.lengths) {
    json["executed_longest"].push_back({{"sequence", length.sequence},
                                        {"planned", length.planned},
                                        {"predicted_peak_bytes", length.predicted_peak},
                                        {"peak_bytes", length.once.peak},
                                        {"reach_bytes", length.once.reach},
                                        {"seconds", length.once.seconds}});
  }
}

}  // namespace octosim::jobs::cli
