/// \file sliced_operator.hpp  Executes one operator whole and slice by slice.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/tensor/graph.hpp"

namespace octosim::tests {

/// Executes node `v` on `operands`: the slice of dimension `dim` that begins at `begin` and has `count` indices, of
/// operands cut as its rule says; or, with dim -1, whole.
inline models::tensor::Tensor execute(const models::tensor::Graph& graph, models::tensor::Node v,
                                      const std::vector<models::tensor::Tensor>& operands, int dim = -1,
                                      std::int64_t begin = 0, std::int64_t count = 0) {
  namespace tensor = models::tensor;
  std::vector<tensor::Tensor> cut = operands;
  tensor::Shape shape = graph[v].shape, origin(shape.size(), 0);
  if (dim >= 0) {
    const tensor::Flow flow = graph.back(v, dim);
    for (std::size_t i = 0; i < cut.size(); ++i) {
      if ((*flow)[i]) cut[i] = tensor::slice_of(operands[i], *(*flow)[i], begin, count);
    }
    shape[static_cast<std::size_t>(dim)] = count;
    origin[static_cast<std::size_t>(dim)] = begin;
  }
  std::vector<const tensor::Tensor*> in;
  for (const tensor::Tensor& tensor : cut) in.push_back(&tensor);
  return tensor::rule_of(graph[v].kind)
      .evaluate({.op = graph[v], .in = in, .shape = shape, .origin = origin, .seed = 7});
}

/// Slices of every legal dimension of `v`, of sizes that divide it and that do not, make up the whole; so many
/// dimensions are legal.
inline void expect_slices_make_the_whole(const models::tensor::Graph& graph, models::tensor::Node v, int legal) {
  namespace tensor = models::tensor;
  std::vector<tensor::Tensor> operands;
  for (const tensor::Node p : graph.operands(v)) operands.push_back(tensor::drawn(3, graph[p].name, graph[p].shape));
  const tensor::Tensor whole = execute(graph, v, operands);
  ASSERT_EQ(whole.shape, graph[v].shape) << graph[v].name;
  ASSERT_EQ(static_cast<std::int64_t>(whole.values.size()), tensor::elements_of(whole.shape)) << graph[v].name;
  int seen = 0;
  for (int dim = 0; dim < static_cast<int>(whole.shape.size()); ++dim) {
    if (!graph.back(v, dim)) continue;
    ++seen;
    const std::int64_t extent = whole.shape[static_cast<std::size_t>(dim)];
    for (const std::int64_t size : {std::int64_t{1}, std::int64_t{2}, extent}) {
      tensor::Tensor joined = tensor::filled(whole.shape, -99);
      for (std::int64_t begin = 0; begin < extent; begin += size) {
        const std::int64_t count = std::min(size, extent - begin);
        tensor::place_slice(joined, execute(graph, v, operands, dim, begin, count), dim, begin);
      }
      EXPECT_LE(tensor::greatest_difference(joined, whole), 1e-12) << graph[v].name << " " << dim << " by " << size;
    }
  }
  EXPECT_EQ(seen, legal) << graph[v].name;
}

/// The text of the ModelError that adding an operator to `graph` throws; empty if it throws none.
inline std::string refusal(models::tensor::Graph graph, models::tensor::Operator op,
                           const std::vector<models::tensor::Node>& operands) {
  try {
    graph.add(std::move(op), operands);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

}  // namespace octosim::tests
