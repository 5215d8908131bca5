/// \file chunk_report.hpp  What `octosim chunk` says of a plan, for people and for programs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "jobs/cli/chunk_execution.hpp"
#include "jobs/cli/longest_sequence.hpp"
#include "partition/chunk/planning.hpp"

namespace octosim::jobs::cli {

/// A plan, and what it is compared with.
struct ChunkReport {
  const models::tensor::Graph* graph = nullptr;
  partition::chunk::Request request{};
  partition::chunk::Planned planned{};
  std::optional<std::int64_t> memory{};  ///< bytes that the sequence has; of Method::kTbu none
  std::optional<LongestSequence> longest{};
  std::string no_longest{};  ///< why there is none
  /// Of Method::kTbu.
  std::optional<std::int64_t> least_sram{};
  ChunkExecution execution{};
};

/// A table of the loops, then lines of memory, cycles and sequence.
std::string chunk_table(const ChunkReport& report);

/// docs/autochunk.md lists the keys.
std::string chunk_json(const ChunkReport& report);

}  // namespace octosim::jobs::cli
