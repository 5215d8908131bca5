#include "partition/chunk/execute.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/rules.hpp"

namespace octosim::partition::chunk {
namespace {

using models::tensor::Operator;
using models::tensor::Shape;
using models::tensor::Tensor;

/// \throws engine::ModelError if its kind cannot be evaluated
Tensor evaluate(const Operator& op, const std::vector<const Tensor*>& operands, Shape shape, Shape origin,
                std::uint64_t seed) {
  const auto& rule = models::tensor::rule_of(op.kind);
  if (!rule.evaluate) {
    throw engine::ModelError{
        fmt::format("node \"{}\": operators of kind \"{}\" cannot be evaluated", op.name, op.kind)};
  }
  return rule.evaluate(
      {.op = op, .in = operands, .shape = std::move(shape), .origin = std::move(origin), .seed = seed});
}

void execute_node(const Graph& graph, Node v, std::uint64_t seed, Values& values) {
  std::vector<const Tensor*> operands;
  for (const Node p : graph.operands(v)) operands.push_back(&values[p]);
  values[v] = evaluate(graph[v], operands, graph[v].shape, Shape(graph[v].shape.size(), 0), seed);
}

/// One operand of a loop node: where it comes from, and how it is cut.
struct Source {
  const Tensor* whole = nullptr;  ///< outside the loop
  std::size_t in_loop = 0;        ///< index of the loop node, if there is no `whole`
  Cut cut = kWhole;
};

/// A loop with its operands found, and the present slice of every node.
class LoopExecution {
 public:
  LoopExecution(const Tables& tables, const Chunk& chunk, std::uint64_t seed, Values& values)
      : graph_{&tables.graph()}, chunk_{&chunk}, seed_{seed}, values_{&values}, slices_(chunk.loop.size()) {
    std::map<Node, std::size_t> in_loop;
    for (std::size_t i = 0; i < chunk.loop.size(); ++i) in_loop.emplace(chunk.loop[i].node, i);
    std::map<std::pair<Node, std::uint32_t>, Cut> cuts;
    for (const LoopInput& input : chunk.inputs) cuts.emplace(std::pair{input.consumer, input.operand}, input.cut);
    for (const SlicedNode& v : chunk.loop) {
      std::vector<Source>& sources = sources_.emplace_back();
      const auto& operands = graph_->operands(v.node);
      for (std::uint32_t k = 0; k < operands.size(); ++k) {
        const auto inner = in_loop.find(operands[k]);
        if (inner != in_loop.end()) {
          sources.push_back({.in_loop = inner->second});
          continue;
        }
        const auto cut = cuts.find({v.node, k});
        OCTOSIM_EXPECT(cut != cuts.end());
        sources.push_back({.whole = &values[operands[k]], .cut = cut->second});
      }
    }
    for (const SlicedNode& output : chunk.outputs) {
      values[output.node] = models::tensor::filled((*graph_)[output.node].shape, 0);
      outputs_.push_back(in_loop.at(output.node));
    }
  }

  void run() {
    for (std::int64_t begin = 0; begin < chunk_->extent; begin += chunk_->size) {
      const std::int64_t count = std::min(chunk_->size, chunk_->extent - begin);
      for (std::size_t i = 0; i < slices_.size(); ++i) step(i, begin, count);
      for (std::size_t o = 0; o < outputs_.size(); ++o) {
        const SlicedNode& output = chunk_->outputs[o];
        models::tensor::place_slice((*values_)[output.node], slices_[outputs_[o]], output.dim, begin);
      }
    }
  }

 private:
  void step(std::size_t i, std::int64_t begin, std::int64_t count) {
    const SlicedNode& v = chunk_->loop[i];
    cut_.resize(sources_[i].size());
    operands_.clear();
    for (std::size_t k = 0; k < sources_[i].size(); ++k) {
      const Source& source = sources_[i][k];
      if (source.whole == nullptr) {
        operands_.push_back(&slices_[source.in_loop]);
      } else if (is_sliced(source.cut)) {
        cut_[k] = models::tensor::slice_of(*source.whole, source.cut, begin, count);
        operands_.push_back(&cut_[k]);
      } else {
        operands_.push_back(source.whole);
      }
    }
    const Operator& op = (*graph_)[v.node];
    Shape shape = op.shape, origin(op.shape.size(), 0);
    shape[static_cast<std::size_t>(v.dim)] = count;
    origin[static_cast<std::size_t>(v.dim)] = begin;
    slices_[i] = evaluate(op, operands_, std::move(shape), std::move(origin), seed_);
  }

  const Graph* graph_;
  const Chunk* chunk_;
  std::uint64_t seed_;
  Values* values_;
  std::vector<std::vector<Source>> sources_;  // by loop node and operand
  std::vector<std::size_t> outputs_;          // by output, its loop node
  std::vector<Tensor> slices_;                // by loop node
  std::vector<Tensor> cut_;                   // scratch: slices of what lies outside
  std::vector<const Tensor*> operands_;       // scratch
};

/// Of the smallest table that reads v; 0: none does.
std::int64_t rows_of(const Graph& graph, Node v) {
  std::int64_t rows = 0;
  for (const Node user : graph.users(v)) {
    if (graph[user].kind != "embedding") continue;
    const auto own = std::get<std::int64_t>(graph[user].attributes.at("rows"));
    rows = rows == 0 ? own : std::min(rows, own);
  }
  return rows;
}

}  // namespace

Values draw_sources(const Graph& graph, std::uint64_t seed) {
  Values values(graph.size());
  for (Node v = 0; v < graph.size(); ++v) {
    const Operator& op = graph[v];
    if (!op.source) continue;
    values[v] = models::tensor::drawn(seed, op.name, op.shape);
    const std::int64_t rows = rows_of(graph, v);
    if (rows == 0) continue;
    for (double& value : values[v].values) value = std::floor((value + 1) / 2 * static_cast<double>(rows));
  }
  return values;
}

Values execute_whole(const Graph& graph, std::uint64_t seed) {
  Values values = draw_sources(graph, seed);
  for (const Node v : graph.compute_order()) execute_node(graph, v, seed, values);
  return values;
}

void execute_part(const Tables& tables, const Plan& plan, std::uint32_t first, std::uint32_t last, std::uint64_t seed,
                  Values& values) {
  OCTOSIM_EXPECT(last < plan.order.size());
  for (std::uint32_t at = first; at <= last; ++at) {
    const auto loop =
        std::find_if(plan.chunks.begin(), plan.chunks.end(), [at](const Chunk& chunk) { return chunk.first == at; });
    if (loop == plan.chunks.end()) {
      execute_node(tables.graph(), plan.order[at], seed, values);
      continue;
    }
    OCTOSIM_EXPECT(loop->size >= 1 && loop->last <= last);
    LoopExecution{tables, *loop, seed, values}.run();
    at = loop->last;
  }
}

Values execute_plan(const Tables& tables, const Plan& plan, std::uint64_t seed) {
  Values values = draw_sources(tables.graph(), seed);
  if (!plan.order.empty()) {
    execute_part(tables, plan, 0, static_cast<std::uint32_t>(plan.order.size()) - 1, seed, values);
  }
  return values;
}

double relative_error(const Tensor& a, const Tensor& b) {
  constexpr double kNone = std::numeric_limits<double>::infinity();
  if (a.shape != b.shape || a.values.size() != b.values.size()) return kNone;
  double greatest = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double error = std::abs(a.values[i] - b.values[i]) / std::max(1.0, std::abs(a.values[i]));
    if (std::isnan(error)) return kNone;
    greatest = std::max(greatest, error);
  }
  return greatest;
}

double plan_error(const Tables& tables, const Plan& plan, std::uint64_t seed) {
  const Graph& graph = tables.graph();
  const Values truth = execute_whole(graph, seed);
  const Values sliced = execute_plan(tables, plan, seed);
  double greatest = 0;
  for (Node v = 0; v < graph.size(); ++v) {
    if (graph.is_output(v)) greatest = std::max(greatest, relative_error(truth[v], sliced[v]));
  }
  return greatest;
}

}  // namespace octosim::partition::chunk
