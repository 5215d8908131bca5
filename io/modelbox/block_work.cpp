#include "io/modelbox/block_work.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::modelbox {
namespace {

namespace workload = models::workload;

std::uint32_t add_property(workload::Owg& owg, std::string name, workload::Distribution distribution,
                           std::string source) {
  workload::Property property;
  property.name = std::move(name);
  property.distribution = std::move(distribution);
  property.source = std::move(source);
  owg.properties.push_back(std::move(property));
  return static_cast<std::uint32_t>(owg.properties.size() - 1);
}

workload::Distribution distribution(workload::DistributionKind kind, double mean, double deviation, double least,
                                    double most) {
  workload::Distribution d;
  d.mean = mean;
  if (deviation <= 0) return d;
  d.kind = kind;
  d.deviation = deviation;
  d.least = least;
  d.most = most;
  return d;
}

std::string label_of(const Node& node, const UnitCost& cost) {
  if (!cost.label.empty()) return cost.label;
  return node.unit.description.empty() ? node.unit.name : node.unit.description;
}

}  // namespace

void set_work(workload::Block& block, const Node& node, const UnitCost& cost, std::uint64_t turns, workload::Owg& owg,
              std::vector<std::string>& notes) {
  block.label = label_of(node, cost);
  block.source = cost.source;
  workload::Work& work = block.work;
  work.macs = cost.macs.value_or(0) * turns;
  work.operations = cost.operations.value_or(0) * turns;
  work.parameter_bytes = cost.parameter_bytes.value_or(0);
  work.activation_bytes = cost.activation_bytes.value_or(0);
  if (!cost.macs && !cost.operations) {
    work.operations = kUnknownOperations * turns;
    block.source = "default: no cost known for this unit";
    notes.push_back(fmt::format("node {}: no cost is known for unit {}; {} operations per item assumed", node.name,
                                node.unit.name, kUnknownOperations));
  }
  if (turns > 1) block.source += fmt::format("; times {} turns of its loop", turns);
  if (!cost.sparsity || work.macs == 0) return;
  work.dependence = workload::Dependence::kSparsity;
  work.property = add_property(
      owg, node.name + ".sparsity",
      distribution(workload::DistributionKind::kNormal, *cost.sparsity, cost.sparsity_deviation.value_or(0), 0, 1),
      cost.source);
}

void set_fan_out(workload::Block& block, const Node& node, const UnitCost& cost, workload::Owg& owg,
                 std::vector<std::string>& notes) {
  block.label = label_of(node, cost);
  block.source = cost.source;
  std::string source = cost.source;
  if (!cost.fan_out) {
    source = "default: no fan-out known for this unit";
    block.source = source;
    notes.push_back(fmt::format("node {}: no fan-out is known for unit {}; always {} items assumed", node.name,
                                node.unit.name, kUnknownFanOut));
  }
  const double mean = cost.fan_out.value_or(kUnknownFanOut);
  const double deviation = cost.fan_out ? cost.fan_out_deviation.value_or(0) : 0;
  const double least = cost.fan_out_least.value_or(0);
  const double most = cost.fan_out_most.value_or(std::max(mean + 10 * deviation, least + 1));
  if (deviation > 0 && (least > mean || mean > most)) {
    throw engine::ModelError{fmt::format("units.{}: fan_out = {} must be from fan_out_least = {} to fan_out_most = {}",
                                         node.unit.name, mean, least, most)};
  }
  block.fan_out.property =
      add_property(owg, node.name + ".items",
                   distribution(workload::DistributionKind::kLognormal, mean, deviation, least, most), source);
}

void set_choosing(workload::Block& block, const Node& node, const UnitCost& cost, std::vector<std::string>& notes) {
  const std::size_t ports = node.unit.outputs.size();
  block.label = "choose among " + fmt::format("{}", fmt::join(node.unit.outputs, ", "));
  block.source = cost.source;
  block.choosing.choose = 1;
  block.choosing.weights = cost.weights;
  if (cost.weights.empty()) {
    block.choosing.weights.assign(ports, 1.0 / static_cast<double>(ports));
    block.source = "default: no branch probabilities known for this unit";
    notes.push_back(fmt::format("node {}: no branch probabilities are known for unit {}; {} equal ones assumed",
                                node.name, node.unit.name, ports));
  } else if (cost.weights.size() != ports) {
    throw engine::ModelError{fmt::format("units.{}.weights has {} numbers; node {} has {} out-ports", node.unit.name,
                                         cost.weights.size(), node.name, ports)};
  }
}

}  // namespace octosim::io::modelbox
