#include "io/modelbox/streams.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace octosim::io::modelbox {
namespace {

namespace workload = models::workload;
using workload::BlockKind;

std::uint32_t only(const workload::Owg& owg, BlockKind kind) {
  for (std::uint32_t b = 0; b < owg.blocks.size(); ++b) {
    if (owg.blocks[b].kind == kind) return b;
  }
  return workload::kNone;
}

/// Whether all that leaves the source passes `gate`, through Task Blocks alone.
bool is_gate(const workload::Owg& owg, std::uint32_t gate) {
  std::vector<bool> seen(owg.blocks.size());
  std::vector<std::uint32_t> open{only(owg, BlockKind::kSource)};
  while (!open.empty()) {
    const std::uint32_t block = open.back();
    open.pop_back();
    for (const auto& flow : owg.flows) {
      if (flow.from != block || flow.to == gate || seen[flow.to]) continue;
      if (owg.blocks[flow.to].kind != BlockKind::kTask) return false;
      seen[flow.to] = true;
      open.push_back(flow.to);
    }
  }
  return true;
}

/// How many blocks a path leads from to `block`.
std::size_t blocks_before(const workload::Owg& owg, std::uint32_t block) {
  std::vector<bool> seen(owg.blocks.size());
  std::vector<std::uint32_t> open{block};
  std::size_t count = 0;
  for (; !open.empty(); ++count) {
    const std::uint32_t here = open.back();
    open.pop_back();
    for (const auto& flow : owg.flows) {
      if (flow.to != here || seen[flow.from]) continue;
      seen[flow.from] = true;
      open.push_back(flow.from);
    }
  }
  return count;
}

/// The last of the gates; they follow each other.  kNone if there is none.
std::uint32_t find_gate(const Graph& graph, const Mapping& mapping) {
  const workload::Owg& owg = mapping.owg;
  std::uint32_t gate = workload::kNone;
  std::size_t most = 0;
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const FlowUnit& unit = graph.nodes[n].unit;
    const std::uint32_t block = mapping.block_of[n];
    if (!unit.is_stream || unit.keeps_count || unit.outputs.empty() || block == workload::kNone) continue;
    if (owg.blocks[block].kind != BlockKind::kTask || !is_gate(owg, block)) continue;
    const std::size_t before = blocks_before(owg, block);
    if (before <= most) continue;
    gate = block;
    most = before;
  }
  return gate;
}

std::uint32_t add(workload::Owg& owg, BlockKind kind, std::string name, std::string label) {
  while (owg.find_block(name) != workload::kNone) name += '_';
  workload::Block block;
  block.kind = kind;
  block.name = std::move(name);
  block.label = std::move(label);
  block.source = "inserted: a STREAM unit changes the count";
  owg.blocks.push_back(std::move(block));
  return static_cast<std::uint32_t>(owg.blocks.size() - 1);
}

workload::Flow largest(const std::vector<workload::Flow>& flows) {
  workload::Flow sum;
  for (const auto& flow : flows) {
    sum.bytes = std::max(sum.bytes, flow.bytes);
    sum.tensor_bytes = std::max(sum.tensor_bytes, flow.tensor_bytes);
  }
  return sum;
}

}  // namespace

void expand_streams(const Graph& graph, Mapping& mapping) {
  workload::Owg& owg = mapping.owg;
  const std::uint32_t gate = find_gate(graph, mapping);
  if (gate == workload::kNone) {
    mapping.notes.emplace_back("no STREAM unit that changes the count lies on all paths: streams are not expanded");
    return;
  }
  const std::uint32_t sink = only(owg, BlockKind::kSink);
  const std::string name = owg.blocks[gate].name;
  const std::uint32_t expand = add(owg, BlockKind::kExpand, name + "_expand", "stream to items");
  owg.blocks[expand].fan_out.streamed = true;
  const std::uint32_t collapse = add(owg, BlockKind::kCollapse, name + "_collapse", "items to stream");
  std::vector<workload::Flow> in, out;
  for (auto& flow : owg.flows) {
    if (flow.from == gate) {
      in.push_back(flow);
      flow.from = expand;
    }
    if (flow.to == sink) {
      out.push_back(flow);
      flow.to = collapse;
    }
  }
  workload::Flow first = largest(in), last = largest(out);
  first.from = gate;
  first.to = expand;
  last.from = collapse;
  last.to = sink;
  owg.flows.push_back(first);
  owg.flows.push_back(last);
  mapping.notes.push_back(
      fmt::format("{} makes a stream of items: an Expand follows it, its Collapse precedes the sink", name));
}

}  // namespace octosim::io::modelbox
