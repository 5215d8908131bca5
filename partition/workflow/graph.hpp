/// \file graph.hpp  A workflow graph as Boost.Graph sees it, with the paths that error messages show.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <boost/graph/adjacency_list.hpp>

#include "models/workload/owg.hpp"

namespace octosim::partition::workflow {

/// Holds a reference to `owg`, which must outlive it.
class Graph {
 public:
  using Adjacency = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

  /// \throws engine::ModelError for a flow whose end is no block
  explicit Graph(const models::workload::Owg& owg);

  const models::workload::Owg& owg() const { return *owg_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(owg_->blocks.size()); }
  const models::workload::Block& block(std::uint32_t b) const { return owg_->blocks[b]; }
  const models::workload::Flow& flow(std::uint32_t f) const { return owg_->flows[f]; }
  /// Indices of flows, in the order they were declared.
  const std::vector<std::uint32_t>& into(std::uint32_t b) const { return into_[b]; }
  const std::vector<std::uint32_t>& out_of(std::uint32_t b) const { return out_of_[b]; }

  /// Throws engine::ModelError with the workflow's name before `message`.
  [[noreturn]] void fail(const std::string& message) const;
  /// "Expand Faces"
  std::string describe(std::uint32_t b) const;
  /// "Faces -> Resize -> SINK"
  std::string path(const std::vector<std::uint32_t>& blocks) const;
  /// The path that ends with flow `f`, walked backward along first inputs to `start`, or to the source.
  std::string path_along(std::uint32_t f, std::uint32_t start) const;

  /// \throws engine::ModelError naming a cycle "A -> B -> A"
  void check_acyclic() const;
  /// By block: whether some path leads from it to `end`; true for `end` itself.
  std::vector<bool> leading_to(std::uint32_t end) const;
  /// All blocks; of those that could come next, the one declared first.  \pre no cycle
  std::vector<std::uint32_t> topological() const;

 private:
  const models::workload::Owg* owg_;
  Adjacency adjacency_;
  std::vector<std::vector<std::uint32_t>> into_, out_of_;
};

}  // namespace octosim::partition::workflow
