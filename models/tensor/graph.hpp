/// \file graph.hpp  An operator graph in static single assignment form, with static shapes.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/graph/adjacency_list.hpp>

#include "models/tensor/operator.hpp"
#include "models/tensor/rules.hpp"

namespace octosim::models::tensor {

/// Dense number of a vertex, in the order they were added, which is the order of execution.
using Node = std::uint32_t;

/// From an operand to its user.  Edges may be parallel: x * x.
struct OperandEdge {
  std::uint32_t index = 0;  ///< of the operand in its user
};

/// Operators and sources.  An operand is added before its users, so that ascending numbers are a topological order.
class Graph {
 public:
  using Adjacency = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, Operator, OperandEdge>;

  explicit Graph(std::string name = "graph") : name_{std::move(name)} {}

  /// Adds an operator after all others; finds its shape, flops and weights.  No change after an error.
  /// \throws engine::ModelError naming the node, the shapes of its operands and what is allowed: for an unknown kind,
  /// an empty or repeated name, a number of operands, attributes or shapes that the kind does not take, an extent below
  /// 1, or more than 2^62 bytes or operations
  Node add(Operator op, const std::vector<Node>& operands);
  Node add(std::string name, std::string kind, const std::vector<Node>& operands, Attributes attributes = {});
  /// A placeholder: its bytes belong to the caller.
  Node add_input(std::string name, const Shape& shape, std::int64_t element_bytes);
  /// A tensor of weights.
  Node add_constant(std::string name, const Shape& shape, std::int64_t element_bytes);

  /// Nodes that are results.  Without any mark they are the operators without users.
  void mark_output(Node v);
  bool is_output(Node v) const;

  const std::string& name() const { return name_; }
  /// The words of `octosim model` that made it, such as `gpt --seq 4096`; empty: not known.  Nothing depends on it but
  /// searches for the longest sequence.
  const std::string& made_by() const { return made_by_; }
  void note_made_by(std::string words) { made_by_ = std::move(words); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(operands_.size()); }
  const Operator& operator[](Node v) const { return adjacency_[v]; }
  const Adjacency& adjacency() const { return adjacency_; }
  /// In the order of the operator's arguments; a node may be there more than once.
  const std::vector<Node>& operands(Node v) const { return operands_[v]; }
  /// Ascending, each once.
  const std::vector<Node>& users(Node v) const { return users_[v]; }
  std::optional<Node> find(std::string_view name) const;
  /// The nodes that are no sources, in the order of execution.
  std::vector<Node> compute_order() const;

  /// What one slice of dimension `dim` of v needs of each operand, by the rule of its kind.
  /// \pre v is no source, and has that dimension
  Flow back(Node v, int dim) const;
  /// The neighbours that one slice of dimension `dim` of v needs besides, if that is how it can be computed.
  std::optional<Halo> halo(Node v, int dim) const;

 private:
  std::string name_, made_by_;
  Adjacency adjacency_;
  std::vector<std::vector<Node>> operands_, users_;
  std::vector<bool> marked_;
  bool any_marked_ = false;
  std::map<std::string, Node, std::less<>> by_name_;
};

}  // namespace octosim::models::tensor
