#include "jobs/executor/run.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "jobs/executor/blas.hpp"
#include "jobs/executor/copy.hpp"
#include "jobs/executor/kernels.hpp"
#include "partition/chunk/execute.hpp"

namespace octosim::jobs::executor {
namespace {

namespace chunk = partition::chunk;
using chunk::Node;

/// Of this thread, since it began.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// One operator of a loop and where its operands come from.
struct Step {
  struct Source {
    Node producer = 0;
    bool outside = false;
    chunk::Cut cut = chunk::kWhole, inner_cut = chunk::kWhole;
  };
  Node node = 0;
  int dim = 0, inner_dim = 0;
  bool is_output = false;
  std::vector<Source> sources{};
  std::vector<Node> last_of{};  ///< loop nodes that nobody needs after it, in this slice
};

/// What is known before the clock starts.
struct Loop {
  std::uint32_t last = 0;
  std::int64_t extent = 0, size = 1;
  std::int64_t inner_extent = 1, inner_size = 1;  ///< of a loop inside it; 1: there is none
  bool nested = false;
  std::vector<Step> steps{};
  std::vector<Node> outputs{};
};

Loop loop_of(const chunk::Tables& tables, const chunk::Chunk& chunk) {
  if (!chunk.windows.empty()) {
    throw engine::ModelError{fmt::format("node \"{}\": loops with a halo cannot be executed on this machine",
                                         tables.graph()[chunk.loop.back().node].name)};
  }
  Loop loop{.last = chunk.last, .extent = chunk.extent, .size = chunk.size};
  if (chunk.inner) {
    loop.nested = true;
    loop.inner_extent = chunk.inner->extent;
    loop.inner_size = chunk.inner->size;
  }
  std::map<std::pair<Node, std::uint32_t>, std::pair<chunk::Cut, chunk::Cut>> cuts;
  for (std::size_t i = 0; i < chunk.inputs.size(); ++i) {
    const chunk::LoopInput& input = chunk.inputs[i];
    cuts.emplace(std::pair{input.consumer, input.operand},
                 std::pair{input.cut, chunk.inner ? chunk.inner->cuts[i] : chunk::kWhole});
  }
  std::map<Node, std::size_t> last;  // by loop node, the step that needs it last
  for (std::size_t i = 0; i < chunk.loop.size(); ++i) last.emplace(chunk.loop[i].node, i);
  for (std::size_t i = 0; i < chunk.loop.size(); ++i) {
    Step step{.node = chunk.loop[i].node, .dim = chunk.loop[i].dim};
    if (chunk.inner) step.inner_dim = chunk.inner->dims[i];
    const auto operands = tables.operands(step.node);
    for (std::uint32_t k = 0; k < operands.size(); ++k) {
      const auto inner = last.find(operands[k]);
      const bool outside = inner == last.end();
      if (!outside) inner->second = std::max(inner->second, i);
      Step::Source source{.producer = operands[k], .outside = outside};
      if (outside) std::tie(source.cut, source.inner_cut) = cuts.at({step.node, k});
      step.sources.push_back(source);
    }
    loop.steps.push_back(std::move(step));
  }
  for (const auto& [node, at] : last) loop.steps[at].last_of.push_back(node);
  for (const chunk::SlicedNode& output : chunk.outputs) {
    loop.outputs.push_back(output.node);
    for (Step& step : loop.steps) step.is_output = step.is_output || step.node == output.node;
  }
  return loop;
}

class Execution {
 public:
  Execution(const Network& network, const chunk::Plan& plan, Memory& memory)
      : network_{&network}, memory_{&memory}, order_{&plan.order}, values_(network.tables().size()) {
    const chunk::Tables& tables = network.tables();
    loop_at_.resize(plan.order.size(), -1);
    for (const chunk::Chunk& chunk : plan.chunks) {
      OCTOSIM_EXPECT(chunk.size >= 1);
      loop_at_[chunk.first] = static_cast<std::int64_t>(loops_.size());
      loops_.push_back(loop_of(tables, chunk));
    }
    find_deaths();
    slices_.resize(tables.size());
    for (Node v = 0; v < tables.size(); ++v) {
      if (tables.is_source[v] != 0) values_[v] = network.source(v);
    }
  }

  Run run() {
    memory_->forget_peak();
    const auto begin = std::chrono::steady_clock::now();
    const double cpu_begin = cpu_seconds();
    for (std::uint32_t at = 0; at < order_->size(); ++at) {
      const std::int64_t number = loop_at_[at];
      if (number < 0) {
        execute_whole((*order_)[at]);
      } else {
        const Loop& loop = loops_[static_cast<std::size_t>(number)];
        execute_loop(loop);
        at = loop.last;
      }
      for (const Node dead : deaths_[at]) values_[dead] = {};
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    Run found{.seconds = taken.count(),
              .cpu_seconds = cpu_seconds() - cpu_begin,
              .peak = memory_->peak(),
              .reach = memory_->reach()};
    take_results(found);
    return found;
  }

 private:
  /// By position, the activations that nobody reads after it.
  void find_deaths() {
    const chunk::Tables& tables = network_->tables();
    std::vector<std::uint32_t> death(tables.size(), 0), end(order_->size());
    for (std::uint32_t at = 0; at < end.size(); ++at) {
      const std::int64_t number = loop_at_[at];
      const std::uint32_t last = number < 0 ? at : loops_[static_cast<std::size_t>(number)].last;
      for (; at < last; ++at) end[at] = last;
      end[at] = last;
    }
    for (std::uint32_t at = 0; at < end.size(); ++at) {
      const Node v = (*order_)[at];
      death[v] = std::max(death[v], end[at]);
      for (const Node p : tables.operands(v)) death[p] = std::max(death[p], end[at]);
    }
    deaths_.resize(order_->size());
    for (const Node v : *order_) {
      if (tables.is_output[v] == 0) deaths_[death[v]].push_back(v);
    }
  }

  /// `to`, if it is there, gets the values; else what shows them, or holds them, is returned.
  View execute(Node v, const Shape& shape, const Shape& origin, const View* to) {
    const models::tensor::Operator& op = network_->tables().graph()[v];
    const Kernel& kernel = kernel_of(op);
    const Call call{op, operands_, shape, origin, network_->weights(v), *memory_};
    if (kernel.show == nullptr) {
      View out = to != nullptr ? *to : allocated(*memory_, shape);
      kernel.write(call, out);
      return out;
    }
    if (const std::optional<View> shown = kernel.show(call)) {
      if (to == nullptr) return *shown;
      copy(*shown, *to);
      return *to;
    }
    View copied = allocated(*memory_, operands_[0].shape);
    copy(operands_[0], copied);
    copied = *reshaped(copied, shape);
    if (to == nullptr) return copied;
    copy(copied, *to);
    return *to;
  }

  void execute_whole(Node v) {
    operands_.clear();
    for (const Node p : network_->tables().operands(v)) operands_.push_back(values_[p]);
    const Shape& shape = network_->tables().graph()[v].shape;
    values_[v] = execute(v, shape, Shape(shape.size(), 0), nullptr);
    operands_.clear();
  }

  void execute_loop(const Loop& loop) {
    for (const Node v : loop.outputs) values_[v] = allocated(*memory_, network_->tables().graph()[v].shape);
    for (std::int64_t begin = 0; begin < loop.extent; begin += loop.size) {
      const std::int64_t count = std::min(loop.size, loop.extent - begin);
      for (std::int64_t inner = 0; inner < loop.inner_extent; inner += loop.inner_size) {
        const std::int64_t inner_count = std::min(loop.inner_size, loop.inner_extent - inner);
        for (const Step& step : loop.steps) execute_step(step, {begin, count}, {inner, inner_count}, loop.nested);
      }
    }
  }

  /// Indices of a sliced dimension.
  struct Range {
    std::int64_t begin = 0, count = 1;
  };

  void execute_step(const Step& step, const Range& outer, const Range& inner, bool nested) {
    operands_.clear();
    for (const Step::Source& source : step.sources) {
      operands_.push_back(source.outside ? values_[source.producer] : slices_[source.producer]);
      View& operand = operands_.back();
      if (chunk::is_sliced(source.cut)) operand = sliced(operand, source.cut, outer.begin, outer.count);
      if (chunk::is_sliced(source.inner_cut)) operand = sliced(operand, source.inner_cut, inner.begin, inner.count);
    }
    Shape shape = network_->tables().graph()[step.node].shape, origin(shape.size(), 0);
    shape[static_cast<std::size_t>(step.dim)] = outer.count;
    origin[static_cast<std::size_t>(step.dim)] = outer.begin;
    if (nested) {
      shape[static_cast<std::size_t>(step.inner_dim)] = inner.count;
      origin[static_cast<std::size_t>(step.inner_dim)] = inner.begin;
    }
    if (step.is_output) {
      View place = sliced(values_[step.node], step.dim, outer.begin, outer.count);
      if (nested) place = sliced(place, step.inner_dim, inner.begin, inner.count);
      slices_[step.node] = execute(step.node, shape, origin, &place);
    } else {
      slices_[step.node] = execute(step.node, shape, origin, nullptr);
    }
    operands_.clear();
    for (const Node dead : step.last_of) slices_[dead] = {};
  }

  void take_results(Run& found) {
    const chunk::Tables& tables = network_->tables();
    for (Node v = 0; v < tables.size(); ++v) {
      if (tables.is_output[v] == 0) continue;
      std::vector<float>& values = found.results.emplace_back();
      values.resize(static_cast<std::size_t>(models::tensor::elements_of(values_[v].shape)));
      const View to{
          .data = values.data(), .shape = values_[v].shape, .strides = models::tensor::strides_of(values_[v].shape)};
      copy(values_[v], to);
    }
    values_.clear();
  }

  const Network* network_;
  Memory* memory_;
  const std::vector<Node>* order_;
  std::vector<Loop> loops_;
  std::vector<std::int64_t> loop_at_;      // by position, the loop that begins there; -1: none
  std::vector<std::vector<Node>> deaths_;  // by position
  std::vector<View> values_;               // by node
  std::vector<View> slices_;               // by node in the present loop
  std::vector<View> operands_;             // of the present operator
};

}  // namespace

Network::Network(const chunk::Tables& tables, std::uint64_t seed)
    : tables_{&tables}, weights_(tables.size()), sources_(tables.size()) {
  load_blas();
  const chunk::Graph& graph = tables.graph();
  const chunk::Values drawn = chunk::draw_sources(graph, seed);
  for (Node v = 0; v < tables.size(); ++v) {
    if (tables.is_source[v] != 0) {
      for (const double value : drawn[v].values) sources_[v].push_back(static_cast<float>(value));
    } else {
      kernel_of(graph[v]);
      weights_[v] = weights_of(graph, v, seed);
    }
  }
}

View Network::source(Node v) const {
  const Shape& shape = tables_->graph()[v].shape;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): views of sources are only read
  return {.data = const_cast<float*>(sources_[v].data()), .shape = shape, .strides = models::tensor::strides_of(shape)};
}

Run run(const Network& network, const chunk::Plan& plan, Memory& memory) {
  return Execution{network, plan, memory}.run();
}

}  // namespace octosim::jobs::executor
