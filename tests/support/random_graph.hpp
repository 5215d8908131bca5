/// \file random_graph.hpp  A small random operator graph: any operators that fit each other, residuals, shared
/// operands.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/random.hpp"
#include "models/tensor/graph.hpp"

namespace octosim::tests {

/// Grows a graph, operator by operator, from `seed` alone.
class GraphGrower {
 public:
  using Node = models::tensor::Node;
  using Shape = models::tensor::Shape;
  using Attributes = models::tensor::Attributes;

  explicit GraphGrower(std::uint64_t seed) : seed_{seed} {}

  /// \pre operators >= 1
  models::tensor::Graph grow(std::uint32_t operators) {
    add_input();
    if (below(2) == 0) add_input();
    while (made_ < operators) step();
    return std::move(graph_);
  }

 private:
  static constexpr std::int64_t kMostElements = 300;  // keeps an execution at some microseconds

  std::uint32_t below(std::uint32_t count) {
    return engine::below_of(engine::draw_word({.seed = seed_, .identity = 1, .purpose = 2}, draws_++), count);
  }
  std::int64_t extent() { return 1 + below(5); }
  Node any() {
    // later nodes are taken more often: graphs become deep
    const std::uint32_t size = graph_.size();
    const std::uint32_t from_end = std::min(below(size), below(size));
    return size - 1 - from_end;
  }
  const Shape& shape_of(Node v) const { return graph_[v].shape; }
  std::int64_t rank_of(Node v) const { return static_cast<std::int64_t>(shape_of(v).size()); }
  std::int64_t dimension_of(Node v) { return below(static_cast<std::uint32_t>(rank_of(v))); }
  std::string next_name() { return "n" + std::to_string(graph_.size()); }

  void add_input() {
    Shape shape(1 + below(4));
    for (auto& each : shape) each = shape.size() < 4 ? extent() : 1 + extent() / 2;
    graph_.add_input(next_name(), shape, 2);
  }

  Node add(const char* kind, const std::vector<Node>& operands, Attributes attributes = {}) {
    ++made_;
    return graph_.add(next_name(), kind, operands, std::move(attributes));
  }

  /// A node of exactly that shape, if there is one, else a new input.
  Node like(const Shape& shape) {
    for (std::uint32_t tries = 0; tries < 8; ++tries) {
      const Node v = any();
      if (shape_of(v) == shape) return v;
    }
    return graph_.add_input(next_name(), shape, 2);
  }

  void step() {
    const Node x = any();
    if (models::tensor::elements_of(shape_of(x)) > kMostElements || rank_of(x) == 0) {
      if (below(4) == 0) add_input();
      return;
    }
    const std::uint32_t choice = below(24);
    if (choice < 10) return map(x, choice);
    if (choice < 17) return move(x, choice - 10);
    mix(x, choice - 17);
  }

  /// Operators of one operand that keep its shape, and a linear layer.
  void map(Node x, std::uint32_t choice) {
    const char* const kinds[] = {"gelu", "sigmoid", "tanh", "relu", "silu"};
    if (choice < 3) {
      add(kinds[below(5)], {x});
    } else if (choice < 5) {
      add("softmax", {x}, {{"dim", dimension_of(x)}});
    } else if (choice < 7) {
      add("layernorm", {x});
    } else if (choice < 9 || rank_of(x) != 4) {
      add("linear", {x}, {{"features", extent()}});
    } else if (below(2) == 0) {
      add("conv2d", {x}, {{"channels", extent()}, {"kernel", 1 + 2 * static_cast<std::int64_t>(below(2))}});
    } else {
      add("groupnorm", {x}, {{"groups", 1}});
    }
  }

  /// Views, reductions and the like.
  void move(Node x, std::uint32_t choice) {
    const Shape shape = shape_of(x);
    const std::int64_t dim = dimension_of(x), at_dim = shape[static_cast<std::size_t>(dim)];
    if (choice < 2) {
      Shape order(shape.size());
      for (std::size_t d = 0; d < order.size(); ++d) order[d] = static_cast<std::int64_t>(d);
      for (std::size_t d = order.size(); d-- > 1;) std::swap(order[d], order[below(static_cast<std::uint32_t>(d) + 1)]);
      add(below(2) == 0 ? "transpose" : "permute", {x}, {{"order", order}});
    } else if (choice == 2) {
      reshape(x);
    } else if (choice == 3) {
      if (at_dim > 1 && below(2) == 0) {
        add("slice", {x}, {{"dim", dim}, {"begin", at_dim / 2}, {"end", at_dim}});
      } else {
        add("split", {x}, {{"dim", dim}, {"parts", at_dim}, {"part", at_dim - 1}});
      }
    } else if (choice == 4 && rank_of(x) > 1) {
      const char* const kinds[] = {"sum", "mean", "max"};
      add(kinds[below(3)], {x}, {{"dim", dim}, {"keep", static_cast<std::int64_t>(below(2))}});
    } else if (choice == 5 && rank_of(x) > 1) {
      add("index", {x}, {{"dim", dim}, {"index", at_dim - 1}});
    } else if (rank_of(x) < 5) {
      const std::int64_t place = below(static_cast<std::uint32_t>(rank_of(x)) + 1);
      const Node wide = add("unsqueeze", {x}, {{"dim", place}});
      Shape target = shape_of(wide);
      target[static_cast<std::size_t>(place)] = extent();
      if (below(2) == 0) add("expand", {wide}, {{"shape", target}});
    }
  }

  /// Splits a dimension, or joins two neighbours.
  void reshape(Node x) {
    Shape shape = shape_of(x);
    const auto dim = static_cast<std::size_t>(dimension_of(x));
    if (shape.size() > 1 && dim + 1 < shape.size() && below(2) == 0) {
      shape[dim] *= shape[dim + 1];
      shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(dim) + 1);
    } else if (shape.size() < 5) {
      const std::int64_t factor = shape[dim] % 2 == 0 ? 2 : shape[dim];
      shape[dim] /= factor;
      shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(dim) + 1, factor);
    } else {
      return;
    }
    add(below(2) == 0 ? "reshape" : "view", {x}, {{"shape", shape}});
  }

  /// Operators of several operands.
  void mix(Node x, std::uint32_t choice) {
    const Shape shape = shape_of(x);
    const char* const kinds[] = {"add", "mul", "sub", "maximum"};
    if (choice < 2) {
      add(kinds[below(4)], {x, like(shape)});
    } else if (choice == 2) {  // broadcast
      Shape small = shape;
      small.erase(small.begin(), small.begin() + below(static_cast<std::uint32_t>(small.size())));
      for (auto& each : small) each = below(2) == 0 ? 1 : each;
      const Node other = like(small);
      add(kinds[below(4)], below(2) == 0 ? std::vector{x, other} : std::vector{other, x});
    } else if (choice == 3) {
      const std::int64_t dim = dimension_of(x);
      add("concat", {x, like(shape), x}, {{"dim", dim}});
    } else if (choice == 4 && shape.size() > 1) {  // a product, its second factor with the batch or without
      Shape other(shape.begin(), shape.end() - 2);
      if (below(2) == 0) other.clear();
      for (auto& each : other) each = below(4) == 0 ? 1 : each;
      other.push_back(shape.back());
      other.push_back(extent());
      add("matmul", {x, like(other)});
    } else if (choice == 5 && shape.size() > 1) {
      const Node turned = add("transpose", {x}, {{"order", last_swapped(shape.size())}});
      add("matmul", below(2) == 0 ? std::vector{x, turned} : std::vector{turned, x});
    } else if (choice == 6 && shape.size() == 3) {
      add("einsum", {x, like(shape)}, {{"equation", std::string{below(2) == 0 ? "ikc,jkc->ijc" : "kic,kjc->ijc"}}});
    }
  }

  static Shape last_swapped(std::size_t rank) {
    Shape order(rank);
    for (std::size_t d = 0; d < rank; ++d) order[d] = static_cast<std::int64_t>(d);
    std::swap(order[rank - 1], order[rank - 2]);
    return order;
  }

  std::uint64_t seed_, draws_ = 0;
  std::uint32_t made_ = 0;
  models::tensor::Graph graph_;
};

}  // namespace octosim::tests
