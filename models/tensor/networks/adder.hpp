/// \file adder.hpp  Adds operators whose names begin alike.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "models/tensor/graph.hpp"

namespace octosim::models::tensor::networks {

/// The graph must remain live.
class Adder {
 public:
  Adder(Graph& graph, std::string prefix) : graph_{&graph}, prefix_{std::move(prefix)} {}

  Node operator()(const std::string& name, const char* kind, const std::vector<Node>& operands,
                  Attributes attributes = {}) const {
    return graph_->add(prefix_ + name, kind, operands, std::move(attributes));
  }
  Node linear(const std::string& name, Node from, std::int64_t features) const {
    return (*this)(name, "linear", {from}, {{"features", features}});
  }
  Node transpose(const std::string& name, Node from, const Shape& order) const {
    return (*this)(name, "transpose", {from}, {{"order", order}});
  }
  Node reshape(const std::string& name, Node from, const Shape& shape) const {
    return (*this)(name, "reshape", {from}, {{"shape", shape}});
  }
  /// An adder of names that begin with those of this one, then `more`.
  Adder below(const std::string& more) const { return {*graph_, prefix_ + more}; }

  Graph& graph() const { return *graph_; }
  const std::string& prefix() const { return prefix_; }
  Shape shape_of(Node v) const { return (*graph_)[v].shape; }

 private:
  Graph* graph_;
  std::string prefix_;
};

/// What the names of layer `layer` of `layers` begin with: nothing if it is the only one.
inline std::string layer_prefix(std::int64_t layer, std::int64_t layers) {
  return layers == 1 ? std::string{} : "layer" + std::to_string(layer) + ".";
}

}  // namespace octosim::models::tensor::networks
