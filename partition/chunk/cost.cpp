#include "partition/chunk/cost.hpp"

#include <algorithm>
#include <cmath>

namespace octosim::partition::chunk {

CostModel::CostModel(const Tables& tables, const CostWeights& weights) : tables_{&tables}, weights_{weights} {
  for (Node v = 0; v < tables.size(); ++v) {
    if (tables.is_source[v] == 0 && tables.is_view[v] == 0) ++nodes_;
    flops_ += static_cast<double>(tables.flops[v]);
  }
}

CostTerms CostModel::terms(const Chunk& chunk) const {
  CostTerms terms;
  std::vector<SlicedNode> sliced = chunk.outputs;
  for (const SlicedNode& n : chunk.loop) {
    if (tables_->is_view[n.node] != 0) continue;
    std::int64_t bytes = tables_->bytes[n.node] + tables_->weight_bytes[n.node];
    for (const Node p : tables_->operands(n.node)) bytes += tables_->bytes[p];
    const auto flops = static_cast<double>(tables_->flops[n.node]);
    terms.nodes += 1;
    terms.flops += flops;
    terms.density += 1 / (1 + flops / static_cast<double>(bytes));
  }
  for (const LoopInput& input : chunk.inputs) {
    if (is_sliced(input.cut)) sliced.push_back({input.producer, input.cut});
  }
  std::sort(sliced.begin(), sliced.end());
  sliced.erase(std::unique(sliced.begin(), sliced.end()), sliced.end());
  for (const SlicedNode& t : sliced) {
    for (int dim = 0; dim < t.dim; ++dim) terms.stride += std::log2(static_cast<double>(tables_->extent(t.node, dim)));
  }
  const auto all = static_cast<double>(std::max<std::int64_t>(1, nodes_));
  terms.nodes /= all;
  terms.density /= all;
  terms.flops /= std::max(1.0, flops_);
  terms.stride /= 16.0 * static_cast<double>(std::max<std::size_t>(1, sliced.size()));
  return terms;
}

double CostModel::cost(const Chunk& chunk) const {
  const CostTerms t = terms(chunk);
  return weights_.alpha * t.nodes + weights_.beta * t.flops + weights_.gamma * t.density + weights_.lambda * t.stride;
}

}  // namespace octosim::partition::chunk
