#include "jobs/cli/chunk_options.hpp"

#include <charconv>
#include <cmath>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/experiment/quantity.hpp"
#include "jobs/cli/one_of.hpp"

namespace octosim::jobs::cli {
namespace {

using engine::ModelError;
using partition::chunk::Method;
using partition::chunk::Tbu;

constexpr std::pair<const char*, Method> kMethods[] = {{"released", Method::kReleased},
                                                       {"greedy", Method::kGreedy},
                                                       {"cost", Method::kCost},
                                                       {"tbu", Method::kTbu},
                                                       {"memory", Method::kMemory}};
constexpr double kMostBytes = 1125899906842624.0;  // 2^50: sums of many stay below 2^63
constexpr std::int64_t kMostRate = 1'000'000;      // of PEs on a side, bytes and cycles; above any machine.  Chosen

/// \throws ModelError unless it is in bounds
void take_number(std::int64_t& member, const char* option, const std::optional<std::int64_t>& given, std::int64_t least,
                 std::int64_t most) {
  if (!given) return;
  if (*given < least || *given > most) {
    throw ModelError{fmt::format("{} {} (must be from {} to {})", option, *given, least, most)};
  }
  member = *given;
}

void take_weight(double& member, const char* option, const std::optional<double>& given) {
  if (!given) return;
  if (!(*given >= 0 && *given <= 1e6)) throw ModelError{fmt::format("{} {} (must be from 0 to 1e6)", option, *given)};
  member = *given;
}

Tbu tbu_of(const ChunkOptions& options) {
  Tbu tbu;
  if (options.sram) tbu.sram_bytes = size_of("--sram", *options.sram);
  if (options.cbu) tbu.cbu_bytes = size_of("--cbu", *options.cbu);
  if (options.tile) tbu.tile_bytes = size_of("--tile", *options.tile);
  take_number(tbu.rows, "--rows", options.rows, 1, kMostRate);
  take_number(tbu.columns, "--columns", options.columns, 1, kMostRate);
  take_number(tbu.bytes_per_cycle, "--bandwidth", options.bandwidth, 1, kMostRate);
  take_number(tbu.loop_cycles, "--loop-cycles", options.loop_cycles, 0, kMostRate);
  take_number(tbu.switch_cycles, "--switch-cycles", options.switch_cycles, 0, kMostRate);
  tbu.fill_cycles = tbu.rows + tbu.columns - 2;
  take_number(tbu.fill_cycles, "--fill-cycles", options.fill_cycles, 0, 2 * kMostRate);
  tbu.deep_loops = !options.plain_loops;
  take_number(tbu.traffic_percent, "--traffic-percent", options.traffic_percent, 0, 10'000);
  return tbu;
}

Method method_of(const ChunkOptions& options) {
  if (!options.select) return options.sram ? Method::kTbu : Method::kGreedy;
  for (const auto& [name, method] : kMethods) {
    if (name == *options.select) return method;
  }
  throw ModelError{fmt::format("--select {} (must be one of released, greedy, cost, tbu, memory)", *options.select)};
}

/// Refuses options that the method would not look at.
void check_used(const ChunkOptions& options, Method method) {
  const auto only = [method](bool given, const char* option, Method wanted) {
    if (given && method != wanted) {
      throw ModelError{fmt::format("{} means nothing with --select {} (it is for --select {})", option, name_of(method),
                                   name_of(wanted))};
    }
  };
  only(options.cbu.has_value(), "--cbu", Method::kTbu);
  only(options.tile.has_value(), "--tile", Method::kTbu);
  only(options.traffic_percent.has_value(), "--traffic-percent", Method::kTbu);
  only(options.plain_loops, "--plain-loops", Method::kTbu);
  only(options.alpha.has_value(), "--alpha", Method::kCost);
  only(options.beta.has_value(), "--beta", Method::kCost);
  only(options.gamma.has_value(), "--gamma", Method::kCost);
  only(options.lambda.has_value(), "--lambda", Method::kCost);
  only(options.width.has_value(), "--width", Method::kCost);
  if (options.memory && method == Method::kTbu) {
    throw ModelError{"--memory means nothing with --select tbu (its memories are --sram and --cbu)"};
  }
}

/// Exactly one of --budget and --sram, as the method has it.
void check_limit(const ChunkOptions& options, Method method) {
  if (options.budget && options.sram) throw ModelError{"--budget and --sram (must be one of them)"};
  if (method == Method::kMemory) {
    if (options.budget || options.sram) {
      throw ModelError{fmt::format("{} means nothing with --select memory, which has no limit",
                                   options.budget ? "--budget" : "--sram")};
    }
    return;
  }
  const bool tbu = method == Method::kTbu;
  if (options.sram.has_value() == tbu && options.budget.has_value() != tbu) return;
  if (options.sram || options.budget) {
    throw ModelError{fmt::format("{} with --select {} (must be {})", options.sram ? "--sram" : "--budget",
                                 name_of(method), tbu ? "--sram" : "--budget")};
  }
  throw ModelError{"a limit is missing (must be --budget SIZE, --budget N%, --sram SIZE, or --select memory)"};
}

/// The number of `N%`, if it is above 0 and at most 1000.
std::optional<double> percent_in(const std::string& text) {
  double percent = 0;
  if (!text.ends_with('%')) return {};
  const char* const end = text.data() + text.size() - 1;
  const auto [stopped, error] = std::from_chars(text.data(), end, percent);
  if (error != std::errc{} || stopped != end || !(percent > 0 && percent <= 1000)) return {};
  return percent;
}

/// The share of `N%`.
double percent_of(const std::string& text) {
  const std::optional<double> percent = percent_in(text);
  if (!percent) {
    throw ModelError{fmt::format("--budget {} (must be above 0% and at most 1000%, or a size such as 4MiB)", text)};
  }
  return *percent;
}

/// What belongs to the longest sequence.
void read_longest(const ChunkOptions& options, ChunkAsked& asked) {
  if (options.memory) asked.memory = size_of("--memory", *options.memory);
  if (options.most_loss) {
    const std::optional<double> percent = percent_in(*options.most_loss);
    if (!percent) {
      throw ModelError{fmt::format("--most-loss {} (must be above 0% and at most 1000%)", *options.most_loss)};
    }
    asked.most_loss = *percent / 100;
  }
  if (options.no_longest && (options.memory || options.most_loss)) {
    throw ModelError{fmt::format("{} means nothing with --no-longest", options.memory ? "--memory" : "--most-loss")};
  }
}

}  // namespace

void add_chunk_options(CLI::App& command, ChunkOptions& options) {
  command.add_option("GRAPH", options.graph, "graph file (io/tensor/FORMAT.md); ONNX if its name ends in .onnx");
  command.add_option("--model", options.model, "instead of GRAPH, the words of octosim model: \"gpt --seq 4096\"");
  add_onnx_options(command, options.onnx);
  command.add_option("--budget", options.budget,
                     "bytes that the peak of activations must stay below: 4MiB, or 80%: of the peak without chunks");
  command.add_option("--sram", options.sram, "SRAM of a TBU that chunk loops must cover the graph in: 0.8MiB");
  command.add_option("--select", options.select,
                     "released, greedy (default of --budget), cost, tbu (of --sram), memory: the least, without limit");
  command.add_option("--memory", options.memory,
                     "what the longest sequence must have room in; default: the peak without chunks");
  command.add_option("--most-loss", options.most_loss,
                     "what the plan of the longest sequence may be predicted to lose: 10%; default: anything");
  command.add_flag("--no-longest", options.no_longest, "do not look for the longest sequence");
  command.add_option("--alpha", options.alpha, "cost: weight of the share of nodes; default 1");
  command.add_option("--beta", options.beta, "cost: weight of the share of operations; default 1");
  command.add_option("--gamma", options.gamma, "cost: weight of nodes with little work a byte; default 1");
  command.add_option("--lambda", options.lambda, "cost: weight of slices that are not contiguous; default 1");
  command.add_option("--width", options.width, "cost: plans kept at each step; default 8");
  command.add_option("--cbu", options.cbu, "tbu: scratchpad that whole tensors lie in; default 4MiB");
  command.add_option("--tile", options.tile, "tbu: buffer of an operand that streams through; default 64KiB");
  command.add_option("--traffic-percent", options.traffic_percent,
                     "tbu: what a byte moved is charged, in percent of the time it takes; default 0");
  command.add_flag("--plain-loops", options.plain_loops, "tbu: no loops inside loops, no slices with a halo");
  command.add_option("--rows", options.rows, "rows of PEs, for the predicted cycles; default 32");
  command.add_option("--columns", options.columns, "columns of PEs; default 32");
  command.add_option("--bandwidth", options.bandwidth, "bytes a cycle between CBU and TBU; default 64");
  command.add_option("--loop-cycles", options.loop_cycles, "control of each slice; default 64");
  command.add_option("--switch-cycles", options.switch_cycles, "from one operator to the next; default 32");
  command.add_option("--fill-cycles", options.fill_cycles,
                     "to fill and drain the PEs for a product; default rows + columns - 2");
}

ChunkAsked read_options(const ChunkOptions& options) {
  if (options.graph.empty() == options.model.empty()) {
    throw ModelError{options.graph.empty() ? "GRAPH is missing (a graph file, or --model WORDS)"
                                           : "GRAPH and --model (must be one of them)"};
  }
  if (!options.model.empty() && (options.onnx.barrier || !options.onnx.dimensions.empty())) {
    throw ModelError{fmt::format("{} means nothing with --model (it is for ONNX files)",
                                 options.onnx.barrier ? "--barrier" : "--dim")};
  }
  ChunkAsked asked{.request = {.method = method_of(options), .tbu = tbu_of(options)}};
  check_limit(options, asked.request.method);
  check_used(options, asked.request.method);
  auto& weights = asked.request.beam.weights;
  take_weight(weights.alpha, "--alpha", options.alpha);
  take_weight(weights.beta, "--beta", options.beta);
  take_weight(weights.gamma, "--gamma", options.gamma);
  take_weight(weights.lambda, "--lambda", options.lambda);
  std::int64_t width = asked.request.beam.cheapest + asked.request.beam.most_reduced;
  take_number(width, "--width", options.width, 1, 1024);
  asked.request.beam.cheapest = static_cast<std::uint32_t>((width + 1) / 2);
  asked.request.beam.most_reduced = static_cast<std::uint32_t>(width / 2);
  read_longest(options, asked);
  if (options.budget) {
    if (options.budget->ends_with('%')) {
      asked.percent = percent_of(*options.budget);
    } else {
      asked.request.budget = size_of("--budget", *options.budget);
    }
  }
  return asked;
}

const char* name_of(Method method) {
  for (const auto& [name, each] : kMethods) {
    if (each == method) return name;
  }
  throw engine::LogicError{"a method has no name"};
}

std::int64_t size_of(const char* option, const std::string& text) {
  const io::experiment::Given given{.from = io::experiment::Given::From::kOverride,
                                    .place = fmt::format("{} {}", option, text),
                                    .key = option,
                                    .shown = text,
                                    .value = text};
  return static_cast<std::int64_t>(
      std::floor(io::experiment::real_number(given, {.unit = engine::Unit::kBytes, .least = 1, .most = kMostBytes})));
}

}  // namespace octosim::jobs::cli
