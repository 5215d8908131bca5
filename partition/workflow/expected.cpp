#include "partition/workflow/expected.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "engine/base/random.hpp"
#include "models/plan/shape.hpp"
#include "partition/workflow/graph.hpp"

namespace octosim::partition::workflow {
namespace workload = models::workload;
namespace {

using workload::BlockKind, workload::kNone;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A property is known to be in [least, under).
struct Known {
  std::uint32_t property = kNone;
  double least = -kInfinity, under = kInfinity;
};

/// What holds for every item inside a bracket.
struct Context {
  double runs = 1;
  bool of_items = false;  ///< of an Expand of frames, or deeper
  std::vector<Known> known;
};

/// Each of them at the places to which a property wanders along its stream.
std::vector<std::pair<double, double>> wandering(const workload::Autoregression& along,
                                                 const std::vector<std::pair<double, double>>& levels) {
  constexpr int kFactors = 64;
  std::vector<std::pair<double, double>> values;
  for (int i = 0; i < kFactors; ++i) {
    const double z = engine::normal_quantile((i + 0.5) / kFactors);
    for (const auto& [level, weight] : levels) values.emplace_back(along.value(level, z), weight);
  }
  return values;
}

/// Weighted values that stand for those of a series.  O(n log n).
std::vector<std::pair<double, double>> parts_of(std::vector<double> series) {
  constexpr std::size_t kMostParts = 4096;
  std::vector<std::pair<double, double>> values;
  std::ranges::sort(series);
  const std::size_t parts = std::min(kMostParts, series.size());
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t first = series.size() * part / parts, end = series.size() * (part + 1) / parts;
    double sum = 0;
    for (std::size_t i = first; i < end; ++i) sum += series[i];
    values.emplace_back(sum / static_cast<double>(end - first), static_cast<double>(end - first));
  }
  return values;
}

/// Weighted values that stand for a distribution.
std::vector<std::pair<double, double>> values_of(const workload::Distribution& distribution) {
  constexpr int kQuantiles = 4096;
  std::vector<std::pair<double, double>> values;
  switch (distribution.kind) {
    case workload::DistributionKind::kConstant:
      values.emplace_back(distribution.mean, 1);
      break;
    case workload::DistributionKind::kHistogram:
      values = distribution.counts;
      break;
    case workload::DistributionKind::kSeries:
      for (const double value : distribution.series) values.emplace_back(value, 1);
      break;
    default:
      for (int i = 0; i < kQuantiles; ++i) values.emplace_back(distribution.quantile((i + 0.5) / kQuantiles), 1);
  }
  return values;
}

class Estimate {
 public:
  Estimate(const workload::Owg& owg, const Structure& structure, double frames,
           const models::hardware::TbuSettings& tbu, std::uint64_t packet_cycles, const workload::Recorded* recorded)
      : graph_{owg},
        structure_{structure},
        whole_(owg.blocks.size(), false),
        frames_{frames},
        tbu_{tbu},
        packet_cycles_{packet_cycles} {
    for (const workload::Property& property : owg.properties) {
      values_.push_back(values_of(property.distribution));
      if (property.along.wanders()) values_.back() = wandering(property.along, values_.back());
    }
    values_of_items_ = values_;
    if (recorded == nullptr) return;
    for (const workload::RecordedSeries& one : recorded->series) {
      if (one.values.empty()) continue;
      (one.is_of_items() ? values_of_items_ : values_)[one.property] = parts_of(one.values);
    }
  }

  Expected run() {
    const std::vector<double> none(graph_.size(), 0);
    const std::vector<double> one(graph_.size(), 1);
    Expected expected{.runs = none, .cycles = none, .values = one, .scales = one};
    for (const std::uint32_t b : structure_.topological) {
      for (const std::uint32_t f : graph_.into(b)) whole_[b] = whole_[b] || whole_[graph_.flow(f).from];
      if (ends_stream(b)) whole_[b] = true;
      const Context here = context_of(b);
      expected.runs[b] = here.runs;
      switch (graph_.block(b).kind) {
        case BlockKind::kTask:
          expected.values[b] = value_of(graph_.block(b).work, here);
          expected.scales[b] = scale_of(graph_.block(b).work, here);
          expected.cycles[b] = cycles_of(graph_.block(b), expected.values[b], expected.scales[b]);
          break;
        case BlockKind::kRoute:
          open_branches(b, here);
          break;
        case BlockKind::kExpand:
          inside_[{b, kNone}] = {here.runs * fan_out(b, here), here.of_items || !graph_.block(b).fan_out.streamed, {}};
          break;
        default:
          break;
      }
    }
    return expected;
  }

 private:
  bool ends_stream(std::uint32_t b) const {
    return graph_.block(b).kind == BlockKind::kCollapse && graph_.block(structure_.partner[b]).fan_out.streamed;
  }

  /// That of the items which block `b` handles: for the end of a bracket, the items outside it.
  Context context_of(std::uint32_t b) const {
    const BlockKind kind = graph_.block(b).kind;
    const bool closes = kind == BlockKind::kMerge || kind == BlockKind::kCollapse;
    const std::vector<std::uint32_t>& inputs = graph_.into(closes ? structure_.partner[b] : b);
    if (inputs.empty() || structure_.scope[inputs[0]] == kNone) return {whole_[b] ? 1 / frames_ : 1, false, {}};
    return inside_.at({structure_.scope[inputs[0]], structure_.branch[inputs[0]]});
  }

  void open_branches(std::uint32_t route, const Context& here) {
    const workload::Choosing& choosing = graph_.block(route).choosing;
    const auto outputs = static_cast<std::uint32_t>(graph_.out_of(route).size());
    const bool by_weight = choosing.property == kNone;
    const std::vector<double> chance = by_weight ? chances(choosing.weights, choosing.choose) : std::vector<double>{};
    for (std::uint32_t branch = 0; branch < outputs; ++branch) {
      Context inside = here;
      if (by_weight) {
        inside.runs *= chance[branch];
      } else {
        double least = -kInfinity, most = kInfinity;
        if (branch > 0) least = choosing.below[branch - 1];
        if (branch + 1 < outputs) most = choosing.below[branch];
        inside.known.push_back({choosing.property, least, most});
        const double before = mass(choosing.property, here);
        inside.runs *= before > 0 ? mass(choosing.property, inside) / before : 0;
      }
      inside_[{route, branch}] = inside;
    }
  }

  double fan_out(std::uint32_t expand, const Context& here) const {
    const workload::FanOut& rule = graph_.block(expand).fan_out;
    if (rule.streamed) return 1;
    return mean(rule.property, here, [](double value) { return std::max(0.0, std::round(value)); });
  }

  double value_of(const workload::Work& work, const Context& here) const {
    if (work.dependence == workload::Dependence::kFixed) return 1;
    return mean(work.property, here, [](double drawn) { return std::max(0.0, drawn); });
  }

  double scale_of(const workload::Work& work, const Context& here) const {
    if (work.scale == kNone) return 1;
    return mean(work.scale, here, [](double drawn) { return std::max(0.0, drawn); });
  }

  double cycles_of(const workload::Block& block, double value, double scale) const {
    const models::plan::Shape shape{block, tbu_};
    const std::uint32_t cut = shape.cut(shape.stream(value, scale).cycles, packet_cycles_);
    return shape.expected(value, scale) + static_cast<double>(shape.overhead(cut));
  }

  static bool holds(double value, std::uint32_t property, const std::vector<Known>& known) {
    return std::all_of(known.begin(), known.end(),
                       [&](const Known& k) { return k.property != property || (k.least <= value && value < k.under); });
  }

  const std::vector<std::pair<double, double>>& values_in(std::uint32_t property, const Context& here) const {
    return (here.of_items ? values_of_items_ : values_)[property];
  }

  /// Weight of the values of `property` that agree with what is known.
  double mass(std::uint32_t property, const Context& here) const {
    double sum = 0;
    for (const auto& [value, weight] : values_in(property, here))
      sum += holds(value, property, here.known) ? weight : 0;
    return sum;
  }

  /// Mean of `of(value)` over them; 0 if there are none.
  template <class Of>
  double mean(std::uint32_t property, const Context& here, Of of) const {
    double sum = 0, total = 0;
    for (const auto& [value, weight] : values_in(property, here)) {
      if (!holds(value, property, here.known)) continue;
      sum += weight * of(value);
      total += weight;
    }
    return total > 0 ? sum / total : 0;
  }

  Graph graph_;
  const Structure& structure_;
  std::vector<bool> whole_;  ///< by block: its item is all frames of a video again
  double frames_;
  const models::hardware::TbuSettings& tbu_;
  std::uint64_t packet_cycles_;
  std::vector<std::vector<std::pair<double, double>>> values_;           ///< by property, of frames and whole videos
  std::vector<std::vector<std::pair<double, double>>> values_of_items_;  ///< by property
  std::map<std::pair<std::uint32_t, std::uint32_t>, Context> inside_;    ///< by (opening block, branch)
};

/// Chance that fewer than `choose` of the others have rung before output `i`, whose clock rings at -ln(u) / weights[i].
double chance_given(const std::vector<double>& weights, std::size_t i, std::uint32_t choose, double u) {
  std::vector<double> rung(choose, 0);  // rung[n]: chance that n others have
  rung[0] = 1;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    if (j == i) continue;
    const double late = std::pow(u, weights[j] / weights[i]);
    for (std::size_t n = choose; n-- > 0;) rung[n] = rung[n] * late + (n > 0 ? rung[n - 1] * (1 - late) : 0);
  }
  double sum = 0;
  for (const double chance : rung) sum += chance;
  return sum;
}

}  // namespace

std::vector<double> chances(const std::vector<double>& weights, std::uint32_t choose) {
  constexpr int kPoints = 512;
  std::vector<double> result;
  double total = 0;
  for (const double weight : weights) total += weight;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (choose == 1) {
      result.push_back(weights[i] / total);
    } else if (choose == weights.size()) {
      result.push_back(1);
    } else {
      double sum = 0;
      for (int p = 0; p < kPoints && weights[i] > 0; ++p) sum += chance_given(weights, i, choose, (p + 0.5) / kPoints);
      result.push_back(sum / kPoints);
    }
  }
  return result;
}

Expected expect_work(const workload::Owg& owg, const Structure& structure, double frames,
                     const models::hardware::TbuSettings& tbu, std::uint64_t packet_cycles,
                     const workload::Recorded* recorded) {
  return Estimate{owg, structure, frames, tbu, packet_cycles, recorded}.run();
}

}  // namespace octosim::partition::workflow
