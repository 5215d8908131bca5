/// \file run.hpp  Executes an operator graph in single precision, whole or by a chunk plan.
#pragma once
#include <cstdint>
#include <vector>

#include "jobs/executor/memory.hpp"
#include "jobs/executor/view.hpp"
#include "jobs/executor/weights.hpp"
#include "partition/chunk/chunk.hpp"
#include "partition/chunk/tables.hpp"

namespace octosim::jobs::executor {

/// What all executions of a graph share: its inputs, constants and weights, drawn by names and a seed as the
/// interpreter of partition/chunk draws them.
class Network {
 public:
  /// The tables, and their graph, must outlive it.  \throws engine::ModelError naming a node that cannot be executed
  Network(const partition::chunk::Tables& tables, std::uint64_t seed);

  const partition::chunk::Tables& tables() const { return *tables_; }
  const Weights& weights(models::tensor::Node v) const { return weights_[v]; }
  /// Of a source.
  View source(models::tensor::Node v) const;

 private:
  const partition::chunk::Tables* tables_;
  std::vector<Weights> weights_;             // by node
  std::vector<std::vector<float>> sources_;  // by node; empty of operators
};

/// One execution.
struct Run {
  double seconds = 0;      ///< wall time, from the first operator to the last
  double cpu_seconds = 0;  ///< of them, those in which this thread had a core
  std::int64_t peak = 0;   ///< most bytes of activations at a time, copies and scratch of operators included
  std::int64_t reach = 0;  ///< the same with the gaps between them
  std::vector<std::vector<float>> results{};  ///< of the graph, row-major, in the order of nodes
};

/// Operators whole, loops slice by slice.  An activation lives from its operator to its last user, those that a loop
/// reads from outside to the loop's end; results to the end.  Single thread.
/// \pre the plan is sound, with a size of at least 1 for every loop; nothing of `memory` is in use
Run run(const Network& network, const partition::chunk::Plan& plan, Memory& memory);

}  // namespace octosim::jobs::executor
