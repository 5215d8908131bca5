#include "partition/chunk/execute.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/rules.hpp"
#include "partition/chunk/cuts.hpp"

namespace octosim::partition::chunk {
namespace {

using models::tensor::Operator;
using models::tensor::Shape;
using models::tensor::Tensor;

/// \throws engine::ModelError if its kind cannot be evaluated
Tensor evaluate(const Operator& op, const std::vector<const Tensor*>& operands, Shape shape, Shape origin,
                std::uint64_t seed, Shape in_origin = {}) {
  const auto& rule = models::tensor::rule_of(op.kind);
  if (!rule.evaluate) {
    throw engine::ModelError{
        fmt::format("node \"{}\": operators of kind \"{}\" cannot be evaluated", op.name, op.kind)};
  }
  return rule.evaluate({.op = op,
                        .in = operands,
                        .shape = std::move(shape),
                        .origin = std::move(origin),
                        .seed = seed,
                        .in_origin = std::move(in_origin)});
}

void execute_node(const Graph& graph, Node v, std::uint64_t seed, Values& values) {
  std::vector<const Tensor*> operands;
  for (const Node p : graph.operands(v)) operands.push_back(&values[p]);
  values[v] = evaluate(graph[v], operands, graph[v].shape, Shape(graph[v].shape.size(), 0), seed);
}

/// Indices of one dimension.
struct Range {
  int dim = 0;
  std::int64_t begin = 0, count = 0;
};
using Ranges = std::vector<Range>;

/// `from`: index in the whole of the first one that is there.
Tensor part_of(const Tensor& tensor, const Ranges& ranges, const Shape& from) {
  Tensor part = tensor;
  for (const Range& r : ranges) {
    part = models::tensor::slice_of(part, r.dim, r.begin - from[static_cast<std::size_t>(r.dim)], r.count);
  }
  return part;
}

/// One operand of a loop node: where it comes from, and how it is cut.
struct Source {
  const Tensor* whole = nullptr;  ///< outside the loop
  std::size_t in_loop = 0;        ///< index of the loop node, if there is no `whole`
  std::size_t input = 0;          ///< index of the chunk's input, if there is
};

/// A loop with its operands found, and the present slice of every node.
class LoopExecution {
 public:
  LoopExecution(const Tables& tables, const Chunk& chunk, std::uint64_t seed, Values& values)
      : tables_{&tables},
        graph_{&tables.graph()},
        chunk_{&chunk},
        seed_{seed},
        values_{&values},
        slices_(chunk.loop.size()),
        origins_(chunk.loop.size()) {
    std::map<Node, std::size_t> in_loop;
    for (std::size_t i = 0; i < chunk.loop.size(); ++i) in_loop.emplace(chunk.loop[i].node, i);
    std::map<std::pair<Node, std::uint32_t>, std::size_t> inputs;
    for (std::size_t i = 0; i < chunk.inputs.size(); ++i) {
      inputs.emplace(std::pair{chunk.inputs[i].consumer, chunk.inputs[i].operand}, i);
    }
    for (const SlicedNode& v : chunk.loop) {
      std::vector<Source>& sources = sources_.emplace_back();
      const auto& operands = graph_->operands(v.node);
      for (std::uint32_t k = 0; k < operands.size(); ++k) {
        const auto inner = in_loop.find(operands[k]);
        if (inner != in_loop.end()) {
          sources.push_back({.in_loop = inner->second});
          continue;
        }
        const auto input = inputs.find({v.node, k});
        OCTOSIM_EXPECT(input != inputs.end());
        sources.push_back({.whole = &values[operands[k]], .input = input->second});
      }
    }
    for (const SlicedNode& output : chunk.outputs) {
      values[output.node] = models::tensor::filled((*graph_)[output.node].shape, 0);
      outputs_.push_back(in_loop.at(output.node));
    }
  }

  void run() {
    for (std::int64_t begin = 0; begin < chunk_->extent; begin += chunk_->size) {
      outer_ = {0, begin, std::min(chunk_->size, chunk_->extent - begin)};
      if (!chunk_->inner) {
        pass();
        continue;
      }
      const InnerLoop& inner = *chunk_->inner;
      for (std::int64_t at = 0; at < inner.extent; at += inner.size) {
        inner_ = {0, at, std::min(inner.size, inner.extent - at)};
        pass();
      }
    }
  }

 private:
  void pass() {
    for (std::size_t i = 0; i < slices_.size(); ++i) step(i);
    for (const std::size_t o : outputs_) place(o);
  }

  /// Writes the present slice of a loop node to where it belongs in the whole.
  void place(std::size_t i) {
    Tensor& whole = (*values_)[chunk_->loop[i].node];
    const Ranges ranges = ranges_of(i);
    if (ranges.size() == 1) {
      models::tensor::place_slice(whole, slices_[i], ranges[0].dim, ranges[0].begin);
      return;
    }
    Tensor band = models::tensor::slice_of(whole, ranges[0].dim, ranges[0].begin, ranges[0].count);
    models::tensor::place_slice(band, slices_[i], ranges[1].dim, ranges[1].begin);
    models::tensor::place_slice(whole, band, ranges[0].dim, ranges[0].begin);
  }

  /// The rows of a window that exist.
  Range rows_of(const RowWindow& window, int dim, std::int64_t extent) const {
    const std::int64_t first = std::max<std::int64_t>(0, outer_.begin * window.stride - window.before);
    const std::int64_t last = (outer_.begin + outer_.count - 1) * window.stride + window.after;
    return {dim, first, std::min(last, extent - 1) - first + 1};
  }

  /// What the present pass computes of a loop node.
  Ranges ranges_of(std::size_t i) const {
    const SlicedNode& v = chunk_->loop[i];
    if (!chunk_->windows.empty()) return {rows_of(chunk_->windows[i], v.dim, tables_->extent(v.node, v.dim))};
    Ranges ranges{{v.dim, outer_.begin, outer_.count}};
    if (chunk_->inner) ranges.push_back({chunk_->inner->dims[i], inner_.begin, inner_.count});
    return ranges;
  }

  /// What it reads of an operand; empty: all that is there.
  Ranges ranges_of_operand(std::size_t i, std::uint32_t k) const {
    const SlicedNode& v = chunk_->loop[i];
    const Source& source = sources_[i][k];
    Ranges ranges;
    if (!chunk_->windows.empty()) {
      // of the rows there are, not of the window: a node computes no rows beyond its edge
      const Range own = ranges_of(i)[0];
      const auto halo = graph_->halo(v.node, v.dim);
      const Node p = graph_->operands(v.node)[k];
      const Cut cut = rows_of_operand(*tables_, v.node, k, v.dim, {}).cut;
      if (!is_sliced(cut)) return ranges;
      const std::int64_t stride = halo ? halo->stride : 1, padding = halo ? halo->padding : 0;
      const std::int64_t first = std::max<std::int64_t>(0, own.begin * stride - padding);
      const std::int64_t last = (own.begin + own.count - 1) * stride - padding + (halo ? halo->kernel - 1 : 0);
      ranges.push_back(
          {cut, first, std::max(std::min(last, tables_->extent(p, cut) - 1) - first + 1, std::int64_t{0})});
      return ranges;
    }
    if (source.whole == nullptr) return ranges;
    const Cut cut = chunk_->inputs[source.input].cut;
    if (is_sliced(cut)) ranges.push_back({cut, outer_.begin, outer_.count});
    const Cut inner = chunk_->inner ? chunk_->inner->cuts[source.input] : kWhole;
    if (is_sliced(inner)) ranges.push_back({inner, inner_.begin, inner_.count});
    return ranges;
  }

  void step(std::size_t i) {
    const SlicedNode& v = chunk_->loop[i];
    cut_.resize(sources_[i].size());
    operands_.clear();
    Shape in_origin;
    for (std::uint32_t k = 0; k < sources_[i].size(); ++k) {
      const Source& source = sources_[i][k];
      const Tensor& from = source.whole != nullptr ? *source.whole : slices_[source.in_loop];
      const Ranges ranges = ranges_of_operand(i, k);
      if (ranges.empty()) {
        operands_.push_back(&from);
        continue;
      }
      const Shape none(from.shape.size(), 0);
      cut_[k] = part_of(from, ranges, source.whole != nullptr ? none : origins_[source.in_loop]);
      operands_.push_back(&cut_[k]);
      if (k != 0 || chunk_->windows.empty()) continue;
      in_origin = none;
      in_origin[static_cast<std::size_t>(ranges[0].dim)] = ranges[0].begin;
    }
    const Operator& op = (*graph_)[v.node];
    Shape shape = op.shape;
    origins_[i].assign(op.shape.size(), 0);
    for (const Range& r : ranges_of(i)) {
      shape[static_cast<std::size_t>(r.dim)] = r.count;
      origins_[i][static_cast<std::size_t>(r.dim)] = r.begin;
    }
    slices_[i] = evaluate(op, operands_, std::move(shape), origins_[i], seed_, std::move(in_origin));
  }

  const Tables* tables_;
  const Graph* graph_;
  const Chunk* chunk_;
  std::uint64_t seed_;
  Values* values_;
  Range outer_, inner_;                       // of the present pass, of no dimension
  std::vector<std::vector<Source>> sources_;  // by loop node and operand
  std::vector<std::size_t> outputs_;          // by output, its loop node
  std::vector<Tensor> slices_;                // by loop node
  std::vector<Shape> origins_;                // by loop node, index in the whole of the slice's first element
  std::vector<Tensor> cut_;                   // scratch: slices of operands
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
