/// \file workload_layout.hpp  What of a workflow is in the file of a plan: a line for each member of each struct.
#pragma once
#include <string_view>
#include <tuple>
#include <utility>

#include "io/owg/vocabulary.hpp"
#include "io/plan/column.hpp"
#include "io/plan/operator_layout.hpp"
#include "models/workload/owg.hpp"
#include "models/workload/recorded.hpp"

namespace octosim::io::plan {

namespace workload = models::workload;

/// The words that stand for the values of an enumeration in the file.
constexpr const auto& words_of(workload::BlockKind) { return owg::kBlockKinds; }
constexpr const auto& words_of(workload::Dependence) { return owg::kDependences; }
constexpr const auto& words_of(workload::DistributionKind) { return owg::kDistributionKinds; }

template <>
struct Layout<std::pair<double, double>> {
  using P = std::pair<double, double>;
  static constexpr std::tuple kColumns{Column{"value", &P::first, "none", "of the property"},
                                       Column{"count", &P::second, "count", "how often it was seen"}};
};

template <>
struct Layout<workload::Distribution> {
  using D = workload::Distribution;
  static constexpr std::tuple kColumns{
      Column{"kind", &D::kind, "none", "constant, uniform, normal, lognormal, histogram or series"},
      Column{"mean", &D::mean, "none", "of the value; a constant's value"},
      Column{"deviation", &D::deviation, "none", "standard deviation of the value"},
      Column{"least", &D::least, "none", "least value"},
      Column{"most", &D::most, "none", "greatest value"},
      Column{"counts", &D::counts, "none", "a histogram's values"},
      Column{"series", &D::series, "none", "a series' values, by position"}};
};

template <>
struct Layout<workload::AutoregressivePart> {
  using A = workload::AutoregressivePart;
  static constexpr std::tuple kColumns{Column{"phi", &A::phi, "none", "autocorrelation at lag 1"},
                                       Column{"share", &A::share, "none", "of the variance"}};
};

template <>
struct Layout<workload::Autoregression> {
  using A = workload::Autoregression;
  static constexpr std::tuple kColumns{
      Column{"deviation", &A::deviation, "none", "standard deviation, as a fraction of the level"},
      Column{"parts", &A::parts, "none", "autoregressive processes; none: the value does not wander"},
      Column{"least", &A::least, "none", "least value"}, Column{"most", &A::most, "none", "greatest value"}};
};

template <>
struct Layout<workload::Property> {
  using P = workload::Property;
  static constexpr std::tuple kColumns{
      Column{"name", &P::name, "none", "its name in the workflow"},
      Column{"distribution", &P::distribution, "none", "of its values"},
      Column{"correlation", &P::correlation, "none", "between two tokens of one scene, of the underlying normals"},
      Column{"scene", &P::scene, "count", "consecutive positions that are correlated"},
      Column{"along", &P::along, "none", "how the value wanders along a stream"},
      Column{"per_stream", &P::per_stream, "none", "whether tokens have the value of their stream"},
      Column{"source", &P::source, "none", "where the numbers come from"}};
};

template <>
struct Layout<workload::Work> {
  using W = workload::Work;
  static constexpr std::tuple kColumns{
      Column{"macs", &W::macs, "count", "multiply-accumulates of an item"},
      Column{"operations", &W::operations, "count", "scalar operations of an item"},
      Column{"parameter_bytes", &W::parameter_bytes, "bytes", "weights"},
      Column{"activation_bytes", &W::activation_bytes, "bytes", "of the peak layer"},
      Column{"bitstream_bytes", &W::bitstream_bytes, "bytes", "configuration of a TBU; 0: as the settings say"},
      Column{"dependence", &W::dependence, "none", "what the time depends on: fixed, sparsity, index or size"},
      Column{"property", &W::property, "index", "property it depends on"},
      Column{"each", &W::each, "count", "operations a unit of the property, for index"},
      Column{"scale", &W::scale, "index", "property that its work is multiplied by"},
      Column{"operators", &W::operators, "none", "what it is made of"},
      Column{"loops", &W::loops, "none", "its chunk loops, if it is chunked"},
      Column{"tensors", &W::tensors, "none", "whole tensors between those loops"}};
};

template <>
struct Layout<workload::Choosing> {
  using C = workload::Choosing;
  static constexpr std::tuple kColumns{
      Column{"weights", &C::weights, "none", "one for each output of a Route by weight"},
      Column{"choose", &C::choose, "count", "outputs that are chosen"},
      Column{"property", &C::property, "index", "property that a Route by threshold looks at"},
      Column{"below", &C::below, "none", "thresholds: one for each output but the last"}};
};

template <>
struct Layout<workload::FanOut> {
  using F = workload::FanOut;
  static constexpr std::tuple kColumns{
      Column{"property", &F::property, "index", "property that says how many items an Expand makes"},
      Column{"streamed", &F::streamed, "none", "whether item k leaves as soon as chunk k is there"}};
};

template <>
struct Layout<workload::Block> {
  using B = workload::Block;
  static constexpr std::tuple kColumns{
      Column{"name", &B::name, "none", "its name in the workflow"},
      Column{"kind", &B::kind, "none", "source, sink, task, route, merge, expand or collapse"},
      Column{"task_work", &B::work, "none", "of a Task Block on one item"},
      Column{"choosing", &B::choosing, "none", "how a Route chooses"},
      Column{"fan_out", &B::fan_out, "none", "what an Expand makes"},
      Column{"label", &B::label, "none", "what it is, in words"},
      Column{"source", &B::source, "none", "where its numbers come from"}};
};

template <>
struct Layout<workload::Flow> {
  using F = workload::Flow;
  static constexpr std::tuple kColumns{
      Column{"from", &F::from, "index", "block it leaves"},
      Column{"to", &F::to, "index", "block it enters"},
      Column{"from_port", &F::from_port, "none", "for people"},
      Column{"to_port", &F::to_port, "none", "for people"},
      Column{"bytes", &F::bytes, "bytes", "of an item, that travel and are queued"},
      Column{"tensor_bytes", &F::tensor_bytes, "bytes", "of an item, that stay in DRAM"},
      Column{"scale", &F::scale, "index", "property that they are multiplied by"}};
};

template <>
struct Layout<workload::RecordedSeries> {
  using S = workload::RecordedSeries;
  static constexpr std::tuple kColumns{
      Column{"property", &S::property, "index", "property whose values they are"},
      Column{"first", &S::first, "index",
             "of items: by recorded frame, where its values begin, and their end; of frames: nothing"},
      Column{"values", &S::values, "none", "by recorded frame, or by item"}};
};

template <>
struct Layout<workload::Recorded> {
  using R = workload::Recorded;
  static constexpr std::tuple kColumns{
      Column{"videos", &R::videos, "index",
             "by recorded video, where its frames begin, and their end; none: nothing is recorded"},
      Column{"series", &R::series, "none", "values of a property, of frames or of items"}};
};

template <>
struct Layout<workload::Owg> {
  using O = workload::Owg;
  static constexpr std::tuple kColumns{
      Column{"name", &O::name, "none", "of the workflow"}, Column{"title", &O::title, "none", "of the workflow"},
      Column{"properties", &O::properties, "none", "of tokens"},
      Column{"blocks", &O::blocks, "none", "Task Blocks, Control Blocks, source and sink"},
      Column{"flows", &O::flows, "none", "Task Flows"}};
};

}  // namespace octosim::io::plan
