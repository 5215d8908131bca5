#include "partition/workflow/validate.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/workflow/brackets.hpp"
#include "partition/workflow/graph.hpp"

namespace octosim::partition::workflow {
namespace workload = models::workload;
namespace {

using workload::Block, workload::BlockKind, workload::kNone;

void check_names(const Graph& graph) {
  std::unordered_map<std::string_view, std::uint32_t> seen;
  for (std::uint32_t b = 0; b < graph.size(); ++b) {
    const std::string& name = graph.block(b).name;
    if (name.empty()) graph.fail(fmt::format("block {} has no name", b));
    const auto [first, fresh] = seen.emplace(name, b);
    if (!fresh) {
      graph.fail(fmt::format("{} and {} have the same name (each must have its own)", graph.describe(first->second),
                             graph.describe(b)));
    }
  }
}

void check_one(const Graph& graph, BlockKind kind, std::string_view what) {
  std::uint32_t found = kNone;
  for (std::uint32_t b = 0; b < graph.size(); ++b) {
    if (graph.block(b).kind != kind) continue;
    if (found != kNone) {
      graph.fail(fmt::format("has two {}s, {} and {} (must have exactly one)", what, graph.block(found).name,
                             graph.block(b).name));
    }
    found = b;
  }
  if (found == kNone) graph.fail(fmt::format("has no {} (must have exactly one)", what));
}

/// How many inputs and outputs a kind of block may have; kNone: any number.
struct Ends {
  std::uint32_t least_in, most_in, least_out, most_out;
};

Ends ends_of(BlockKind kind) {
  switch (kind) {
    case BlockKind::kSource:
      return {0, 0, 1, kNone};
    case BlockKind::kSink:
      return {1, kNone, 0, 0};
    case BlockKind::kTask:
    case BlockKind::kCollapse:
      return {1, kNone, 1, kNone};
    case BlockKind::kRoute:
      return {1, 1, 2, kNone};
    case BlockKind::kMerge:
      return {2, kNone, 1, 1};
    case BlockKind::kExpand:
      return {1, 1, 1, kNone};
  }
  return {0, kNone, 0, kNone};
}

/// `neighbours`: the blocks at the other ends, for the message.
void check_count(const Graph& graph, std::uint32_t b, std::string_view what, std::uint32_t least, std::uint32_t most,
                 const std::vector<std::uint32_t>& neighbours) {
  const std::size_t count = neighbours.size();
  if (count >= least && (most == kNone || count <= most)) return;
  std::string names;
  for (const std::uint32_t n : neighbours) names += (names.empty() ? ": " : ", ") + graph.block(n).name;
  const std::string allowed = least == most   ? fmt::format("exactly {}", least)
                              : most == kNone ? fmt::format("at least {}", least)
                                              : fmt::format("from {} to {}", least, most);
  graph.fail(fmt::format("{} has {} {}{}{} (must have {})", graph.describe(b), count, what, count == 1 ? "" : "s",
                         names, allowed));
}

void check_ends(const Graph& graph, std::uint32_t b) {
  const Ends ends = ends_of(graph.block(b).kind);
  std::vector<std::uint32_t> before, after;
  for (const std::uint32_t f : graph.into(b)) before.push_back(graph.flow(f).from);
  for (const std::uint32_t f : graph.out_of(b)) after.push_back(graph.flow(f).to);
  check_count(graph, b, "input", ends.least_in, ends.most_in, before);
  check_count(graph, b, "output", ends.least_out, ends.most_out, after);
}

void check_property(const Graph& graph, std::uint32_t b, std::uint32_t property) {
  const std::size_t count = graph.owg().properties.size();
  if (property >= count) {
    graph.fail(fmt::format("{} uses property {}, which does not exist (there are {})", graph.describe(b),
                           property == kNone ? "none" : std::to_string(property), count));
  }
}

void check_weights(const Graph& graph, std::uint32_t b) {
  const workload::Choosing& choosing = graph.block(b).choosing;
  const std::size_t outputs = graph.out_of(b).size();
  if (choosing.weights.size() != outputs) {
    graph.fail(fmt::format("{} has {} weights for {} outputs (must have one each)", graph.describe(b),
                           choosing.weights.size(), outputs));
  }
  if (choosing.choose < 1 || choosing.choose > outputs) {
    graph.fail(fmt::format("{} chooses {} of its outputs (must be from 1 to {})", graph.describe(b), choosing.choose,
                           outputs));
  }
  std::uint32_t positive = 0;
  for (const double weight : choosing.weights) {
    if (!std::isfinite(weight) || weight < 0) {
      graph.fail(fmt::format("{} has weight {} (must be finite and at least 0)", graph.describe(b), weight));
    }
    if (weight > 0) ++positive;
  }
  if (positive < choosing.choose) {
    graph.fail(fmt::format("{} chooses {} of its outputs, but only {} have a weight above 0", graph.describe(b),
                           choosing.choose, positive));
  }
}

void check_thresholds(const Graph& graph, std::uint32_t b) {
  const workload::Choosing& choosing = graph.block(b).choosing;
  const std::size_t outputs = graph.out_of(b).size();
  check_property(graph, b, choosing.property);
  if (choosing.below.size() + 1 != outputs) {
    graph.fail(fmt::format("{} has {} thresholds for {} outputs (must have one fewer than outputs)", graph.describe(b),
                           choosing.below.size(), outputs));
  }
  if (choosing.choose != 1) {
    graph.fail(
        fmt::format("{} chooses {} of its outputs by thresholds (must be 1)", graph.describe(b), choosing.choose));
  }
  for (std::size_t i = 0; i + 1 < choosing.below.size(); ++i) {
    if (!(choosing.below[i] < choosing.below[i + 1])) {
      graph.fail(fmt::format("{} has threshold {} before {} (must increase)", graph.describe(b), choosing.below[i],
                             choosing.below[i + 1]));
    }
  }
}

void check_rule(const Graph& graph, std::uint32_t b) {
  const Block& block = graph.block(b);
  for (const std::uint32_t f : graph.out_of(b)) {
    if (graph.flow(f).scale != kNone) check_property(graph, b, graph.flow(f).scale);
  }
  if (block.kind == BlockKind::kTask) {
    if (block.work.dependence != workload::Dependence::kFixed || block.work.property != kNone) {
      check_property(graph, b, block.work.property);
    }
    if (block.work.scale != kNone) check_property(graph, b, block.work.scale);
  } else if (block.kind == BlockKind::kRoute) {
    const bool by_threshold = block.choosing.property != kNone || !block.choosing.below.empty();
    if (by_threshold && !block.choosing.weights.empty()) {
      graph.fail(fmt::format("{} has both weights and thresholds (must have one of them)", graph.describe(b)));
    }
    by_threshold ? check_thresholds(graph, b) : check_weights(graph, b);
  } else if (block.kind == BlockKind::kExpand && !block.fan_out.streamed) {
    check_property(graph, b, block.fan_out.property);
  } else if (block.kind == BlockKind::kExpand && block.fan_out.property != kNone) {
    graph.fail(
        fmt::format("{} is streamed and has a property for its fan-out (must have one of them)", graph.describe(b)));
  }
}

/// The chunks of a streamed item are not items: what is before a streamed Expand may lead to it alone.
void check_streamed(const Graph& graph) {
  std::uint32_t streamed = kNone;
  for (std::uint32_t b = 0; b < graph.size(); ++b) {
    if (graph.block(b).kind != BlockKind::kExpand || !graph.block(b).fan_out.streamed) continue;
    if (streamed != kNone) {
      graph.fail(
          fmt::format("{} and {} are both streamed (at most one may be)", graph.describe(streamed), graph.describe(b)));
    }
    streamed = b;
  }
  if (streamed == kNone) return;
  const std::vector<bool> before = graph.leading_to(streamed);
  for (std::uint32_t b = 0; b < graph.size(); ++b) {
    if (!before[b] || b == streamed) continue;
    const BlockKind kind = graph.block(b).kind;
    for (const std::uint32_t f : graph.out_of(b)) {
      const std::uint32_t to = graph.flow(f).to;
      if (!before[to]) {
        graph.fail(fmt::format("{} is streamed, but a flow before it goes elsewhere: {}", graph.describe(streamed),
                               graph.path_along(f, kNone)));
      }
      if (kind != BlockKind::kTask && kind != BlockKind::kSource) {
        graph.fail(fmt::format("{} is streamed, but {} is between the source and it (only Task Blocks may be): {}",
                               graph.describe(streamed), graph.describe(b), graph.path_along(f, kNone)));
      }
    }
  }
}

}  // namespace

Structure validate(const workload::Owg& owg) {
  const Graph graph{owg};
  check_names(graph);
  check_one(graph, BlockKind::kSource, "source");
  check_one(graph, BlockKind::kSink, "sink");
  for (std::uint32_t b = 0; b < graph.size(); ++b) check_ends(graph, b);
  for (std::uint32_t b = 0; b < graph.size(); ++b) check_rule(graph, b);
  graph.check_acyclic();  // so every block lies on a path from the source, the only block without inputs, to the sink
  Structure structure;
  structure.topological = graph.topological();
  match_brackets(graph, structure);
  check_streamed(graph);
  return structure;
}

}  // namespace octosim::partition::workflow
