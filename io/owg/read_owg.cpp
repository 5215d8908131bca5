#include "io/owg/read_owg.hpp"

#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "io/owg/checked_table.hpp"
#include "io/owg/read_loops.hpp"
#include "io/owg/read_operators.hpp"
#include "io/owg/read_property.hpp"

namespace octosim::io::owg {
namespace {

using engine::ModelError;
using models::workload::Block;
using models::workload::BlockKind;
using models::workload::Choosing;
using models::workload::Dependence;
using models::workload::Flow;
using models::workload::kNone;
using models::workload::Owg;
using models::workload::Work;

constexpr std::array<std::string_view, 21> kAllBlockKeys{
    "name",     "kind",     "macs",   "operations", "parameter_bytes", "activation_bytes",
    "depends",  "property", "each",   "weights",    "choose",          "below",
    "streamed", "label",    "source", "operator",   "bitstream_bytes", "scale",
    "loop",     "tensor",   "graph"};
constexpr std::array<std::string_view, 4> kPlainKeys{"name", "kind", "label", "source"};
constexpr std::array<std::string_view, 17> kTaskKeys{
    "name",     "kind",   "macs",  "operations", "parameter_bytes", "activation_bytes", "depends",
    "property", "each",   "label", "source",     "operator",        "bitstream_bytes",  "scale",
    "loop",     "tensor", "graph"};
constexpr std::array<std::string_view, 8> kRouteKeys{"name",    "kind",   "property", "below",
                                                     "weights", "choose", "label",    "source"};
constexpr std::array<std::string_view, 6> kExpandKeys{"name", "kind", "property", "streamed", "label", "source"};

Keys keys_of(BlockKind kind) {
  switch (kind) {
    case BlockKind::kTask:
      return kTaskKeys;
    case BlockKind::kRoute:
      return kRouteKeys;
    case BlockKind::kExpand:
      return kExpandKeys;
    default:
      return kPlainKeys;
  }
}

template <class Item>
std::vector<std::string_view> names_of(const std::vector<Item>& items) {
  std::vector<std::string_view> names;
  for (const Item& item : items) names.emplace_back(item.name);
  return names;
}

/// Index of the property that `table` names under `key`.
std::uint32_t property_of(const CheckedTable& table, const Owg& owg, std::string_view key = "property") {
  const std::string name = table.text(key);
  const std::uint32_t index = owg.find_property(name);
  if (index == kNone) {
    table.refuse(key, "no [[property]] has this name" + text::did_you_mean(name, names_of(owg.properties)));
  }
  return index;
}

/// Everything about its work is in the graph.
Work read_graph(const CheckedTable& table, const GraphReader& graphs) {
  for (const std::string_view key : {"operator", "loop", "tensor", "macs", "operations", "parameter_bytes",
                                     "activation_bytes", "depends", "property", "each", "scale"}) {
    if (table.has(key)) table.refuse(key, "a Task Block with a graph has it there");
  }
  if (!graphs) table.refuse("graph", "no hardware is known here to fit it to");
  Work work;
  work.bitstream_bytes = table.whole_or("bitstream_bytes", 0, 1, models::workload::kMostBitstream);
  try {
    graphs(table.text("graph"), work);
  } catch (const ModelError& error) {
    table.refuse("graph", error.what());
  }
  return work;
}

Work read_work(const CheckedTable& table, const Owg& owg, const GraphReader& graphs) {
  if (table.has("graph")) return read_graph(table, graphs);
  Work work;
  work.operators = read_operators(table);
  work.loops = read_loops(table);
  work.tensors = read_tensors(table);
  work.macs = table.whole_or("macs", 0);
  work.operations = table.whole_or("operations", 0);
  work.parameter_bytes = table.whole_or("parameter_bytes", 0);
  work.activation_bytes = table.whole_or("activation_bytes", 0);
  work.bitstream_bytes = table.whole_or("bitstream_bytes", 0, 1, models::workload::kMostBitstream);
  if (table.has("depends")) work.dependence = table.one_of("depends", kDependences);
  if (work.dependence == Dependence::kFixed) {
    if (table.has("property")) table.refuse("property", "needs depends = \"sparsity\", \"index\" or \"size\"");
  } else {
    work.property = property_of(table, owg);
  }
  if (work.dependence == Dependence::kIndex) {
    work.each = table.real("each", 0, static_cast<double>(kMostWhole));
  } else if (table.has("each")) {
    table.refuse("each", "needs depends = \"index\"");
  }
  if (table.has("scale")) work.scale = property_of(table, owg, "scale");
  if (work.dependence == Dependence::kSparsity) {
    const double most = largest_value(owg.properties[work.property]);
    if (most > 1) {
      table.refuse("property", fmt::format("can be {}; depends = \"sparsity\" needs a fraction from 0 to 1", most));
    }
  }
  check_operators(table, work);
  check_loops(table, work);
  return work;
}

Choosing read_choosing(const CheckedTable& table, const Owg& owg) {
  Choosing choosing;
  const bool by_threshold = table.has("property") || table.has("below");
  const bool by_weight = table.has("weights");
  if (by_threshold == by_weight) {
    table.refuse("a route needs either property and below, or weights (and choose)");
  }
  if (by_threshold) {
    if (table.has("choose")) table.refuse("choose", "goes with weights; a threshold chooses one output");
    choosing.property = property_of(table, owg);
    choosing.below = table.reals("below", 0, std::numeric_limits<double>::max());
    for (std::size_t i = 1; i < choosing.below.size(); ++i) {
      if (choosing.below[i] <= choosing.below[i - 1]) table.refuse("below", "thresholds must increase");
    }
    return choosing;
  }
  choosing.weights = table.reals("weights", std::numeric_limits<double>::min(), std::numeric_limits<double>::max());
  choosing.choose = static_cast<std::uint32_t>(table.whole_or("choose", 1, 1, choosing.weights.size()));
  return choosing;
}

Block read_block(CheckedTable& table, const Owg& owg, const GraphReader& graphs) {
  Block block;
  block.name = table.text("name");
  if (block.name.find(':') != std::string::npos) table.refuse("name", "must not contain ':', which sets off a port");
  table.call_it(fmt::format("[[block]] \"{}\"", block.name));
  block.kind = table.one_of("kind", kBlockKinds);
  table.allow_only(keys_of(block.kind), kAllBlockKeys,
                   fmt::format("a block of kind \"{}\"", word_for(kBlockKinds, block.kind)));
  block.label = table.text_or("label", "");
  block.source = table.text_or("source", "");
  if (block.kind == BlockKind::kTask) block.work = read_work(table, owg, graphs);
  if (block.kind == BlockKind::kRoute) block.choosing = read_choosing(table, owg);
  if (block.kind == BlockKind::kExpand) {
    block.fan_out.streamed = table.flag_or("streamed", false);
    if (block.fan_out.streamed == table.has("property")) {
      table.refuse("an expand needs either property or streamed = true");
    }
    if (!block.fan_out.streamed) block.fan_out.property = property_of(table, owg);
  }
  return block;
}

/// One end of a flow, written "Block" or "Block:port".
std::uint32_t read_end(const CheckedTable& table, std::string_view key, const Owg& owg, std::string& port) {
  const std::string text = table.text(key);
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  if (colon != std::string::npos) {
    port = text.substr(colon + 1);
    if (port.empty()) table.refuse(key, "must be \"Block\" or \"Block:port\"");
  }
  const std::uint32_t block = owg.find_block(name);
  if (block == kNone) {
    table.refuse(key,
                 fmt::format("no [[block]] is called \"{}\"{}", name, text::did_you_mean(name, names_of(owg.blocks))));
  }
  return block;
}

Flow read_flow(CheckedTable& table, const Owg& owg) {
  static constexpr std::array<std::string_view, 5> kKeys{"from", "to", "bytes", "tensor_bytes", "scale"};
  table.allow_only(kKeys, kKeys, "a [[flow]]");
  Flow flow;
  flow.from = read_end(table, "from", owg, flow.from_port);
  flow.to = read_end(table, "to", owg, flow.to_port);
  flow.bytes = table.whole_or("bytes", flow.bytes, 1);
  flow.tensor_bytes = table.whole_or("tensor_bytes", 0);
  if (!table.has("scale")) return flow;
  if (flow.tensor_bytes == 0) table.refuse("scale", "is of tensor_bytes, of which there are none");
  flow.scale = property_of(table, owg, "scale");
  const double most = largest_value(owg.properties[flow.scale]);
  if (most > 1)
    table.refuse("scale", fmt::format("can be {}; tensor_bytes are the most, so it must be at most 1", most));
  return flow;
}

/// The outputs of a Route are known only once its flows are.
void check_outputs(const CheckedTable& table, const Owg& owg, std::uint32_t route) {
  const Choosing& choosing = owg.blocks[route].choosing;
  const std::size_t outputs = owg.flows_out_of(route).size();
  if (!choosing.weights.empty() && choosing.weights.size() != outputs) {
    table.refuse("weights", fmt::format("{} weights for {} outputs (flows from this block); must be one for each",
                                        choosing.weights.size(), outputs));
  }
  if (choosing.weights.empty() && choosing.below.size() + 1 != outputs) {
    table.refuse("below", fmt::format("{} thresholds for {} outputs (flows from this block); must be one fewer than "
                                      "outputs",
                                      choosing.below.size(), outputs));
  }
}

/// \throws ModelError if `name` was seen before.
void need_new(const CheckedTable& table, const std::string& name, std::set<std::string>& seen) {
  if (!seen.insert(name).second) table.refuse("name", "this name is taken; names must differ");
}

Owg read_document(const toml::table& document, const std::string& file, const GraphReader& graphs) {
  static constexpr std::array<std::string_view, 6> kKeys{"format", "name", "title", "property", "block", "flow"};
  const CheckedTable top{document, file, "workflow"};
  if (!top.has("format")) top.refuse(fmt::format("key \"format\" is missing; must be format = {}", kFormat));
  top.whole_or("format", kFormat, kFormat, kFormat);
  top.allow_only(kKeys, kKeys, "a workflow file");
  Owg owg;
  owg.name = top.text("name");
  owg.title = top.text_or("title", "");
  std::set<std::string> names;
  std::vector<CheckedTable> properties = top.tables("property");
  for (CheckedTable& table : properties) {
    owg.properties.push_back(read_property(table));
    need_new(table, owg.properties.back().name, names);
  }
  names.clear();
  std::vector<CheckedTable> blocks = top.tables("block");
  if (blocks.empty()) top.refuse("there is no [[block]]; a workflow needs at least a source, a task and a sink");
  for (CheckedTable& table : blocks) {
    owg.blocks.push_back(read_block(table, owg, graphs));
    need_new(table, owg.blocks.back().name, names);
  }
  std::vector<CheckedTable> flows = top.tables("flow");
  for (CheckedTable& table : flows) owg.flows.push_back(read_flow(table, owg));
  for (std::uint32_t i = 0; i < owg.blocks.size(); ++i) {
    if (owg.blocks[i].kind == BlockKind::kRoute) check_outputs(blocks[i], owg, i);
  }
  return owg;
}

}  // namespace

Owg read_owg(const std::filesystem::path& path, const GraphReader& graphs) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw ModelError(fmt::format("cannot read workflow file \"{}\": it is a directory", path.string()));
  }
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    throw ModelError(
        fmt::format("cannot read workflow file \"{}\": it must exist, be readable and not be empty", path.string()));
  }
  return parse_owg(text.str(), path.string(), graphs);
}

Owg parse_owg(std::string_view text, const std::string& name_for_errors, const GraphReader& graphs) {
  toml::table document;
  try {
    document = toml::parse(text, name_for_errors);
  } catch (const toml::parse_error& error) {
    throw ModelError(fmt::format("{}:{}:{}: not valid TOML: {}", name_for_errors, error.source().begin.line,
                                 error.source().begin.column, error.description()));
  }
  return read_document(document, name_for_errors, graphs);
}

}  // namespace octosim::io::owg
