#include "io/owg/write_owg.hpp"

#include <iterator>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/base/error.hpp"
#include "io/owg/loop_keys.hpp"
#include "io/owg/operator_keys.hpp"
#include "io/owg/vocabulary.hpp"
#include "io/text/quoted.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::Autoregression;
using models::workload::Block;
using models::workload::BlockKind;
using models::workload::Choosing;
using models::workload::Dependence;
using models::workload::Distribution;
using models::workload::DistributionKind;
using models::workload::Flow;
using models::workload::kNone;
using models::workload::Operator;
using models::workload::Owg;
using models::workload::Property;
using models::workload::Work;

/// Lines `key = value`, each written only when it says something.
class Lines {
 public:
  void heading(std::string_view title) { fmt::format_to(std::back_inserter(text_), "\n[[{}]]\n", title); }
  void text(std::string_view key, std::string_view value) {
    if (!value.empty()) line(key, text::quoted(value));
  }
  void whole(std::string_view key, std::uint64_t value, std::uint64_t when_absent) {
    if (value > kMostWhole) {
      throw engine::ModelError(fmt::format("{} = {} cannot be written (must be from 0 to {})", key, value, kMostWhole));
    }
    if (value != when_absent) line(key, fmt::format("{}", value));
  }
  void line(std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(text_), "{} = {}\n", key, value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string written(const Distribution& d) {
  const std::string kind = fmt::format("{{ kind = \"{}\"", word_for(kDistributionKinds, d.kind));
  switch (d.kind) {
    case DistributionKind::kConstant:
      return fmt::format("{}, value = {} }}", kind, d.mean);
    case DistributionKind::kUniform:
      return fmt::format("{}, least = {}, most = {} }}", kind, d.least, d.most);
    case DistributionKind::kNormal:
    case DistributionKind::kLognormal:
      return fmt::format("{}, mean = {}, deviation = {}, least = {}, most = {} }}", kind, d.mean, d.deviation, d.least,
                         d.most);
    case DistributionKind::kHistogram: {
      std::vector<double> values;
      std::vector<double> counts;
      for (const auto& [value, count] : d.counts) {
        values.push_back(value);
        counts.push_back(count);
      }
      return fmt::format("{}, values = [{}], counts = [{}] }}", kind, fmt::join(values, ", "), fmt::join(counts, ", "));
    }
    case DistributionKind::kSeries:
      return fmt::format("{}, values = [{}] }}", kind, fmt::join(d.series, ", "));
  }
  throw engine::LogicError("write_owg: unknown distribution");
}

std::string written(const Autoregression& along) {
  std::vector<double> phis, shares;
  for (const auto& [phi, share] : along.parts) {
    phis.push_back(phi);
    shares.push_back(share);
  }
  std::string text = fmt::format("{{ deviation = {}, phi = [{}], shares = [{}]", along.deviation, fmt::join(phis, ", "),
                                 fmt::join(shares, ", "));
  if (along.least != Autoregression{}.least) text += fmt::format(", least = {}", along.least);
  if (along.most != Autoregression{}.most) text += fmt::format(", most = {}", along.most);
  return text + " }";
}

const std::string& name_of_property(const Owg& owg, std::uint32_t index, const std::string& what) {
  if (index >= owg.properties.size()) {
    throw engine::ModelError(
        fmt::format("{}: property index {} (must be below {})", what, index, owg.properties.size()));
  }
  return owg.properties[index].name;
}

std::string what_of(const Block& block) { return fmt::format("block \"{}\"", block.name); }

void write_property(const Property& property, Lines& lines) {
  lines.heading("property");
  lines.text("name", property.name);
  lines.line("distribution", written(property.distribution));
  const bool drawn = property.distribution.kind != DistributionKind::kConstant &&
                     property.distribution.kind != DistributionKind::kSeries;
  if (drawn && property.correlation != 0) lines.line("correlation", fmt::format("{}", property.correlation));
  lines.whole("scene", property.scene, 1);
  if (property.along.wanders()) lines.line("along", written(property.along));
  if (property.per_stream) lines.text("per", "stream");
  lines.text("source", property.source);
}

void write_work(const Owg& owg, const Block& block, Lines& lines) {
  const Work& work = block.work;
  lines.whole("macs", work.macs, 0);
  lines.whole("operations", work.operations, 0);
  lines.whole("parameter_bytes", work.parameter_bytes, 0);
  lines.whole("activation_bytes", work.activation_bytes, 0);
  lines.whole("bitstream_bytes", work.bitstream_bytes, 0);
  if (work.scale != kNone) lines.text("scale", name_of_property(owg, work.scale, what_of(block)));
  if (work.dependence == Dependence::kFixed) return;
  lines.text("depends", word_for(kDependences, work.dependence));
  lines.text("property", name_of_property(owg, work.property, what_of(block)));
  if (work.dependence == Dependence::kIndex) lines.line("each", fmt::format("{}", work.each));
}

/// One line of the array `operator`.
std::string written(const Operator& op) {
  std::string text = fmt::format("  {{ kind = \"{}\"", word_for(kOperatorKinds, op.kind));
  const auto write = [&](const OperatorKey& key) {
    const std::uint64_t value = op.*key.member;
    if (value > kMostWhole) {
      throw engine::ModelError(
          fmt::format("operator: {} = {} cannot be written (must be from 0 to {})", key.key, value, kMostWhole));
    }
    if (value != key.fallback) text += fmt::format(", {} = {}", key.key, value);
  };
  for (const OperatorKey& key : operator_keys(op.kind)) write(key);
  for (const OperatorKey& key : common_operator_keys()) write(key);
  if (op.indexed) text += ", indexed = true";
  if (!op.label.empty()) text += ", label = " + text::quoted(op.label);
  if (!op.source.empty()) text += ", source = " + text::quoted(op.source);
  return text + " },\n";
}

void write_operators(const Block& block, Lines& lines) {
  if (block.work.operators.empty()) return;
  std::string rows = "[\n";
  for (const Operator& op : block.work.operators) rows += written(op);
  lines.line("operator", rows + "]");
}

void write_loops(const Block& block, Lines& lines) {
  if (block.work.loops.empty()) return;
  std::string rows = "[\n";
  for (const models::workload::ChunkLoop& loop : block.work.loops) {
    std::string row;
    for (const LoopKey& key : kLoopKeys) {
      if (key.required || loop.*key.member != 0) row += fmt::format(", {} = {}", key.key, loop.*key.member);
    }
    if (!loop.label.empty()) row += ", label = " + text::quoted(loop.label);
    rows += "  { " + row.substr(2) + " },\n";
  }
  lines.line("loop", rows + "]");
}

void write_tensors(const Block& block, Lines& lines) {
  if (block.work.tensors.empty()) return;
  std::string rows = "[\n";
  for (const models::workload::WholeTensor& tensor : block.work.tensors) {
    rows += fmt::format("  {{ label = {}, bytes = {}, place = {} }},\n", text::quoted(tensor.label), tensor.bytes,
                        text::quoted(std::string{word_for(kTensorPlaces, tensor.in_dram)}));
  }
  lines.line("tensor", rows + "]");
}

void write_choosing(const Owg& owg, const Block& block, Lines& lines) {
  const Choosing& choosing = block.choosing;
  if (choosing.weights.empty()) {
    lines.text("property", name_of_property(owg, choosing.property, what_of(block)));
    lines.line("below", fmt::format("[{}]", fmt::join(choosing.below, ", ")));
  } else {
    lines.line("weights", fmt::format("[{}]", fmt::join(choosing.weights, ", ")));
    lines.whole("choose", choosing.choose, 1);
  }
}

void write_block(const Owg& owg, const Block& block, Lines& lines) {
  lines.heading("block");
  lines.text("name", block.name);
  lines.text("kind", word_for(kBlockKinds, block.kind));
  if (block.kind == BlockKind::kTask) write_work(owg, block, lines);
  if (block.kind == BlockKind::kRoute) write_choosing(owg, block, lines);
  if (block.kind == BlockKind::kExpand) {
    if (block.fan_out.streamed) {
      lines.line("streamed", "true");
    } else {
      lines.text("property", name_of_property(owg, block.fan_out.property, what_of(block)));
    }
  }
  lines.text("label", block.label);
  lines.text("source", block.source);
  if (block.kind == BlockKind::kTask) write_operators(block, lines);
  if (block.kind == BlockKind::kTask) write_loops(block, lines);
  if (block.kind == BlockKind::kTask) write_tensors(block, lines);
}

std::string end_of_flow(const Owg& owg, std::uint32_t block, const std::string& port) {
  if (block >= owg.blocks.size()) {
    throw engine::ModelError(fmt::format("flow: block index {} (must be below {})", block, owg.blocks.size()));
  }
  return port.empty() ? owg.blocks[block].name : owg.blocks[block].name + ":" + port;
}

void write_flow(const Owg& owg, const Flow& flow, Lines& lines) {
  lines.heading("flow");
  lines.text("from", end_of_flow(owg, flow.from, flow.from_port));
  lines.text("to", end_of_flow(owg, flow.to, flow.to_port));
  lines.whole("bytes", flow.bytes, Flow{}.bytes);
  lines.whole("tensor_bytes", flow.tensor_bytes, 0);
  if (flow.scale != kNone) lines.text("scale", name_of_property(owg, flow.scale, "flow"));
}

}  // namespace

std::string write_owg(const Owg& owg) {
  Lines lines;
  lines.line("format", fmt::format("{}", kFormat));
  lines.text("name", owg.name);
  lines.text("title", owg.title);
  for (const Property& property : owg.properties) write_property(property, lines);
  for (const Block& block : owg.blocks) write_block(owg, block, lines);
  for (const Flow& flow : owg.flows) write_flow(owg, flow, lines);
  return lines.take();
}

}  // namespace octosim::io::owg
