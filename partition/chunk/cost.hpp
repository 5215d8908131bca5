/// \file cost.hpp  What a chunk is assumed to cost in speed.
#pragma once
#include <cstdint>

#include "partition/chunk/chunk.hpp"

namespace octosim::partition::chunk {

/// Weights of the terms.  Source: arXiv 2401.10652 names them and tunes them; their values are not published, 1 is
/// assumed.
struct CostWeights {
  double alpha = 1;   ///< of the share of nodes
  double beta = 1;    ///< of the share of operations
  double gamma = 1;   ///< of nodes with little work for each byte
  double lambda = 1;  ///< of slices that are not contiguous
};

struct CostTerms {
  double nodes = 0;    ///< loop nodes / all nodes, views left out
  double flops = 0;    ///< their operations / all
  double density = 0;  ///< sum over loop nodes of 1 / (1 + operations per byte) / all nodes, views left out
  double stride = 0;   ///< mean over the sliced tensors of log2(blocks that a slice falls into) / 16
};

/// Source: definition ours after arXiv 2401.10652, "macro" and "micro" cost; no unit.
class CostModel {
 public:
  CostModel(const Tables& tables, const CostWeights& weights);
  CostTerms terms(const Chunk& chunk) const;
  double cost(const Chunk& chunk) const;

 private:
  const Tables* tables_;
  CostWeights weights_;
  std::int64_t nodes_ = 0;
  double flops_ = 0;
};

}  // namespace octosim::partition::chunk
