/// \file chunk_options.hpp  What `octosim chunk` is asked for, and what that means for a graph.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "jobs/cli/onnx_options.hpp"
#include "partition/chunk/planning.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace octosim::jobs::cli {

/// As given; sizes and numbers are still text.
struct ChunkOptions {
  std::string graph{}, model{};  ///< one of them
  OnnxOptions onnx{};
  std::optional<std::string> budget{}, sram{}, select{}, memory{}, most_loss{}, cbu{}, tile{};
  bool no_longest = false;
  std::optional<std::int64_t> rows{}, columns{}, bandwidth{}, loop_cycles{}, switch_cycles{}, fill_cycles{};
  std::optional<std::int64_t> traffic_percent{}, width{};
  std::optional<double> alpha{}, beta{}, gamma{}, lambda{};
  bool plain_loops = false;
};

/// Adds all of them.  `options` must outlive the command line.
void add_chunk_options(CLI::App& command, ChunkOptions& options);

/// A request, its budget still open.
struct ChunkAsked {
  partition::chunk::Request request{};
  std::optional<double> percent{};       ///< the budget is this share of the peak without chunks
  std::optional<std::int64_t> memory{};  ///< bytes, of --memory
  std::optional<double> most_loss{};     ///< of the longest sequence's plan, as a share
};

/// Checks what can be checked without a graph.
/// \throws engine::ModelError naming the option, what was given and what is allowed; for options that the method does
/// not look at, and unless there is just one of --budget and --sram, or neither with `--select memory`
ChunkAsked read_options(const ChunkOptions& options);

/// `released`, `greedy`, `cost`, `tbu` or `memory`.
const char* name_of(partition::chunk::Method method);

/// A size such as `0.8MiB`, rounded down to whole bytes.  `option`: in errors.
/// \throws engine::ModelError unless it is from 1 B to 2^50 B
std::int64_t size_of(const char* option, const std::string& text);

}  // namespace octosim::jobs::cli
