/// \file building.hpp  One ONNX operator on its way into an operator graph.  Private to io/tensor/onnx.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/tensor/onnx/onnx_model.hpp"
#include "models/tensor/graph.hpp"

namespace octosim::io::tensor::onnx {

using models::tensor::Attributes;
using models::tensor::Node;

/// Why an operator cannot be taken over, without its name.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A value of the ONNX graph.  Constants get their node when something needs it; weights of a `linear` never.
struct Value {
  std::string name{};
  Shape shape{};
  ElementType type = ElementType::kUndefined;
  bool constant = false;                       ///< does not depend on inputs of the graph
  std::optional<std::vector<double>> known{};  ///< its values, row by row; constants only
  std::optional<Node> node{};
};

/// The operator's inputs, and what it is made of.  The functions that have an index are about that input.
class Building {
 public:
  /// `in`: null where an optional one is left out; must remain live.  `unique` makes a name that no node has yet.
  Building(models::tensor::Graph& graph, const StoredNode& node, std::int64_t opset, std::vector<Value*> in,
           std::function<std::string(const std::string&)> unique);

  std::int64_t opset() const { return opset_; }
  const StoredNode& node() const { return *node_; }
  std::size_t inputs() const { return in_.size(); }
  bool has(std::size_t i) const { return i < in_.size() && in_[i] != nullptr; }
  /// \throws Unsupported if it is left out
  const Value& in(std::size_t i) const;
  /// In the graph; a constant is added.
  Node operand(std::size_t i);
  std::vector<Node> operands();
  /// Its values.  \throws Unsupported if they depend on data, or are not in the file; `what` says what it is
  const std::vector<double>& known(std::size_t i, const char* what) const;
  std::vector<std::int64_t> whole(std::size_t i, const char* what) const;

  std::int64_t integer(const char* name, std::int64_t absent) const;
  double real(const char* name, double absent) const;
  std::string text(const char* name, const char* absent) const;
  /// Empty if it is absent.
  std::optional<std::vector<std::int64_t>> integers(const char* name) const;
  const StoredTensor* tensor(const char* name) const;
  /// A list that is input `i`, or in older operator sets attribute `name`; empty if it is neither.
  std::optional<std::vector<std::int64_t>> list(std::size_t i, const char* name) const;

  /// The first has the name of the ONNX node, further ones a number after it.  `type` undefined: as the first operand.
  Node add(const char* kind, const std::vector<Node>& operands, Attributes attributes = {},
           ElementType type = ElementType::kUndefined);
  Node add_constant(const Shape& shape, ElementType type);
  const Shape& shape_of(Node v) const { return graph_->operator[](v).shape; }

  /// Output `i` is `v`; `type` undefined: as input 0.
  void give(std::size_t i, Node v, ElementType type = ElementType::kUndefined);
  void give(Node v, ElementType type = ElementType::kUndefined) { give(0, v, type); }
  void give_constant(Value value);
  std::vector<Value> take() { return std::move(out_); }

  /// `dimension`, from the end if negative.  \throws Unsupported if a tensor of `rank` has none
  static std::int64_t normal(std::int64_t dimension, std::size_t rank);

 private:
  std::string next_name();

  models::tensor::Graph* graph_;
  const StoredNode* node_;
  std::int64_t opset_;
  std::vector<Value*> in_;
  std::function<std::string(const std::string&)> unique_;
  std::vector<Value> out_;
};

/// Takes over one operator.  \throws Unsupported
using Import = void (*)(Building&);
using Imports = std::vector<std::pair<std::string_view, Import>>;

Imports elementwise_imports();
Imports product_imports();        ///< MatMul, Gemm, Einsum, Conv
Imports normalisation_imports();  ///< Softmax, norms, reductions
Imports layout_imports();         ///< Transpose, Reshape, and what adds or drops dimensions
Imports selection_imports();      ///< Slice, Split, Gather, Concat, Expand, Resize

}  // namespace octosim::io::tensor::onnx
