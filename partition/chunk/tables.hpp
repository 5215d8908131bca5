/// \file tables.hpp  What the passes ask of an operator graph again and again, in flat arrays.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/tensor/graph.hpp"

namespace octosim::partition::chunk {

using models::tensor::Graph;
using models::tensor::Node;
using models::tensor::Setting;

/// A setting as a small number.
using Cut = std::int8_t;
inline constexpr Cut kWhole = -1;      ///< FULL
inline constexpr Cut kWholeUnit = -2;  ///< FULL, for the dimension has extent 1 there
inline constexpr Cut kUnset = -3;
inline bool is_sliced(Cut cut) { return cut >= 0; }

/// Holds a reference to the graph, which must outlive it and not change.
class Tables {
 public:
  /// O(nodes x dimensions).  \throws engine::ModelError for a tensor of more than 100 dimensions
  explicit Tables(const Graph& graph);

  const Graph& graph() const { return *graph_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(bytes.size()); }
  std::span<const Node> operands(Node v) const {
    return {&operand_[operand_begin_[v]], operand_begin_[v + 1] - operand_begin_[v]};
  }
  std::span<const Node> users(Node v) const { return {&user_[user_begin_[v]], user_begin_[v + 1] - user_begin_[v]}; }
  int rank(Node v) const { return static_cast<int>(dim_begin_[v + 1] - dim_begin_[v]); }
  std::int64_t extent(Node v, int dim) const { return extent_[dim_begin_[v] + static_cast<std::uint32_t>(dim)]; }
  bool is_legal(Node v, int dim) const { return flow_at_[dim_begin_[v] + static_cast<std::uint32_t>(dim)] != kIllegal; }
  /// By operand, what a slice of dimension `dim` of v needs.  \pre is_legal(v, dim)
  const Cut* flow(Node v, int dim) const { return &flow_[flow_at_[dim_begin_[v] + static_cast<std::uint32_t>(dim)]]; }

  std::vector<std::int64_t> bytes, flops, weight_bytes;  ///< by node
  std::vector<char> is_view, is_source, is_constant, is_output;
  std::vector<char> is_permuted;     ///< the released estimator charges a copy where it is read by one of:
  std::vector<char> reads_in_order;  ///< matmul, reshape

 private:
  static constexpr std::uint32_t kIllegal = ~std::uint32_t{0};

  const Graph* graph_;
  std::vector<std::uint32_t> operand_begin_, user_begin_, dim_begin_;
  std::vector<Node> operand_, user_;
  std::vector<std::int64_t> extent_;
  std::vector<std::uint32_t> flow_at_;
  std::vector<Cut> flow_;
};

}  // namespace octosim::partition::chunk
