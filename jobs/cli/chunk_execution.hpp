/// \file chunk_execution.hpp  Plans of `octosim chunk` that are really executed on this machine.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "jobs/cli/longest_sequence.hpp"
#include "jobs/executor/measurement.hpp"
#include "partition/chunk/planning.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace octosim::jobs::cli {

/// As given.
struct ExecutionOptions {
  bool plan = false, longest = false;
  std::optional<int> repeats{};
};

/// Adds all of them.  `options` must outlive the command line.
void add_execution_options(CLI::App& command, ExecutionOptions& options);

/// Of the longest sequence without a plan, or with one.
struct ExecutedLength {
  std::int64_t sequence = 0;
  bool planned = false;
  std::int64_t predicted_peak = 0;  ///< bytes, with the element sizes of the graph
  executor::Once once{};
};

/// What was executed; empty: nothing.
struct ChunkExecution {
  std::string blas{};
  std::optional<executor::Measured> measured{};
  std::vector<ExecutedLength> lengths{};
};

/// Refuses options that go with no other, and a missing BLAS, before anything is planned.
/// \throws engine::ModelError, engine::SystemError
void check_execution(const ExecutionOptions& options, partition::chunk::Method method);

/// The plan against none.  \throws as executor::measure
void execute_plan(ChunkExecution& execution, const ExecutionOptions& options, const partition::chunk::Tables& tables,
                  const partition::chunk::Plan& plan);

/// The longest sequences of the network of `words`, each once: without a plan, and with the request's, whose budget is
/// one more than the memory.  \throws as executor::measure_once
void execute_longest(ChunkExecution& execution, const LongestSequence& longest, const std::string& words,
                     const partition::chunk::Request& request);

/// Lines for people; empty if nothing was executed.
std::string execution_lines(const ChunkExecution& execution);

/// Adds `executed` and `executed_longest`, where they are.
void add_execution(nlohmann::ordered_json& json, const ChunkExecution& execution);

}  // namespace octosim::jobs::cli
