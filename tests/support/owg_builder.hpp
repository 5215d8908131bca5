/// \file owg_builder.hpp  Builds workflow graphs by hand, for tests.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "models/workload/owg.hpp"

namespace octosim::test {

namespace workload = models::workload;

/// Blocks first, then flows by name.  Begins with the source "SRC" and the sink "SINK":
///     OwgBuilder{}.task("A", 1000).expand("E", 3).collapse("C").path({"SRC", "A", "E", "C", "SINK"}).build()
/// \throws std::invalid_argument for a flow of an unknown block; nothing else is checked, so that faulty graphs can
/// be built.
class OwgBuilder {
 public:
  OwgBuilder() { block("SRC", workload::BlockKind::kSource).block("SINK", workload::BlockKind::kSink); }
  /// Without source and sink.
  static OwgBuilder bare() {
    OwgBuilder builder;
    builder.owg_.blocks.clear();
    return builder;
  }

  OwgBuilder& block(const std::string& name, workload::BlockKind kind) {
    workload::Block added;
    added.name = name;
    added.kind = kind;
    owg_.blocks.push_back(added);
    return *this;
  }
  /// A Task Block of `macs` multiply-accumulates and `operations` per item.
  OwgBuilder& task(const std::string& name, std::uint64_t macs = 1'000'000, std::uint64_t operations = 0) {
    block(name, workload::BlockKind::kTask);
    owg_.blocks.back().work.macs = macs;
    owg_.blocks.back().work.operations = operations;
    return *this;
  }
  OwgBuilder& tasks(std::initializer_list<const char*> names) {
    for (const char* name : names) task(name);
    return *this;
  }
  /// The last Task Block's time depends on `property`, declared before.
  OwgBuilder& depends(workload::Dependence dependence, const std::string& property, double each = 0) {
    workload::Work& work = owg_.blocks.back().work;
    work.dependence = dependence;
    work.property = property_index(property);
    work.each = each;
    return *this;
  }
  /// The last Task Block's work is scaled by `property`, declared before.
  OwgBuilder& scaled(const std::string& property) {
    owg_.blocks.back().work.scale = property_index(property);
    return *this;
  }
  /// What the last Task Block is made of, in place of MACs and operations.
  OwgBuilder& operators(std::vector<workload::Operator> rows) {
    workload::Work& work = owg_.blocks.back().work;
    work.macs = work.operations = 0;
    work.operators = std::move(rows);
    return *this;
  }
  /// The last Task Block is made of chunk loops.
  OwgBuilder& loops(std::vector<workload::ChunkLoop> rows) {
    workload::Work& work = owg_.blocks.back().work;
    work.loops = std::move(rows);
    work.macs = work.operations = 0;
    return *this;
  }
  OwgBuilder& weights(std::uint64_t parameter_bytes, std::uint64_t activation_bytes = 0) {
    owg_.blocks.back().work.parameter_bytes = parameter_bytes;
    owg_.blocks.back().work.activation_bytes = activation_bytes;
    return *this;
  }

  /// What the last Task Block states of its configuration.
  OwgBuilder& bitstream(std::uint64_t bytes) {
    owg_.blocks.back().work.bitstream_bytes = bytes;
    return *this;
  }

  /// Chooses `choose` outputs by weight.
  OwgBuilder& route(const std::string& name, std::vector<double> by_weight, std::uint32_t choose = 1) {
    block(name, workload::BlockKind::kRoute);
    owg_.blocks.back().choosing.weights = std::move(by_weight);
    owg_.blocks.back().choosing.choose = choose;
    return *this;
  }
  /// Chooses by the thresholds `below` of `property`, declared before.
  OwgBuilder& route_by(const std::string& name, const std::string& property, std::vector<double> below) {
    block(name, workload::BlockKind::kRoute);
    owg_.blocks.back().choosing.property = property_index(property);
    owg_.blocks.back().choosing.below = std::move(below);
    return *this;
  }
  OwgBuilder& merge(const std::string& name) { return block(name, workload::BlockKind::kMerge); }

  /// Makes always `children` packets of one, by a property "<name>.children".
  OwgBuilder& expand(const std::string& name, double children) {
    return constant(name + ".children", children).expand_by(name, name + ".children");
  }
  /// Makes as many as `property` says, declared before.
  OwgBuilder& expand_by(const std::string& name, const std::string& property) {
    block(name, workload::BlockKind::kExpand);
    owg_.blocks.back().fan_out.property = property_index(property);
    return *this;
  }
  OwgBuilder& expand_streamed(const std::string& name) {
    block(name, workload::BlockKind::kExpand);
    owg_.blocks.back().fan_out.streamed = true;
    return *this;
  }
  OwgBuilder& collapse(const std::string& name) { return block(name, workload::BlockKind::kCollapse); }

  OwgBuilder& property(const std::string& name, workload::Distribution distribution,
                       workload::Autoregression along = {}) {
    workload::Property added;
    added.name = name;
    added.distribution = std::move(distribution);
    added.along = std::move(along);
    owg_.properties.push_back(added);
    return *this;
  }
  OwgBuilder& constant(const std::string& name, double value, workload::Autoregression along = {}) {
    workload::Distribution distribution;
    distribution.kind = workload::DistributionKind::kConstant;
    distribution.mean = value;
    return property(name, distribution, std::move(along));
  }
  /// The last property is one value of each stream.
  OwgBuilder& per_stream() {
    owg_.properties.back().per_stream = true;
    return *this;
  }
  /// (value, count) in increasing value.
  OwgBuilder& histogram(const std::string& name, std::vector<std::pair<double, double>> counts) {
    return property(name, {.kind = workload::DistributionKind::kHistogram, .counts = std::move(counts)});
  }
  OwgBuilder& series(const std::string& name, std::vector<double> values) {
    return property(name, {.kind = workload::DistributionKind::kSeries, .series = std::move(values)});
  }
  OwgBuilder& uniform(const std::string& name, double least, double most) {
    return property(name, {.kind = workload::DistributionKind::kUniform, .least = least, .most = most});
  }

  /// A flow of `bytes` per item; `tensor_bytes` stay in DRAM.
  OwgBuilder& flow(const std::string& from, const std::string& to, std::uint64_t bytes = 64,
                   std::uint64_t tensor_bytes = 0) {
    workload::Flow added;
    added.from = block_index(from);
    added.to = block_index(to);
    added.bytes = bytes;
    added.tensor_bytes = tensor_bytes;
    owg_.flows.push_back(added);
    return *this;
  }
  /// The tensor of the last flow is scaled by `property`, declared before.
  OwgBuilder& scaled_flow(const std::string& property) {
    owg_.flows.back().scale = property_index(property);
    return *this;
  }
  /// Flows of 64 bytes from each block to the next.
  OwgBuilder& path(std::initializer_list<const char*> names) {
    const char* last = nullptr;
    for (const char* name : names) {
      if (last != nullptr) flow(last, name);
      last = name;
    }
    return *this;
  }

  OwgBuilder& named(const std::string& name) {
    owg_.name = name;
    return *this;
  }
  workload::Owg build() const { return owg_; }
  std::uint32_t block_index(const std::string& name) const { return index_of(owg_.blocks, name); }
  std::uint32_t property_index(const std::string& name) const { return index_of(owg_.properties, name); }

 private:
  template <class Named>
  static std::uint32_t index_of(const std::vector<Named>& all, const std::string& name) {
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      if (all[i].name == name) return i;
    }
    throw std::invalid_argument("OwgBuilder: nothing is called " + name);
  }

  workload::Owg owg_{.name = "test", .title = "Made by hand", .properties = {}, .blocks = {}, .flows = {}};
};

}  // namespace octosim::test
