#include "io/owg/read_property.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace octosim::io::owg {
namespace {

using models::workload::Autoregression;
using models::workload::Distribution;
using models::workload::DistributionKind;
using models::workload::Property;

constexpr double kMost = 1e15;  ///< of any value of a property
constexpr double kLeastPositive = std::numeric_limits<double>::min();

constexpr std::array<std::string_view, 8> kAllKeys{"kind",  "value", "mean",   "deviation",
                                                   "least", "most",  "values", "counts"};
constexpr std::array<std::string_view, 2> kConstantKeys{"kind", "value"};
constexpr std::array<std::string_view, 3> kUniformKeys{"kind", "least", "most"};
constexpr std::array<std::string_view, 5> kNormalKeys{"kind", "mean", "deviation", "least", "most"};
constexpr std::array<std::string_view, 3> kHistogramKeys{"kind", "values", "counts"};
constexpr std::array<std::string_view, 2> kSeriesKeys{"kind", "values"};

Keys keys_of(DistributionKind kind) {
  switch (kind) {
    case DistributionKind::kConstant:
      return kConstantKeys;
    case DistributionKind::kUniform:
      return kUniformKeys;
    case DistributionKind::kNormal:
    case DistributionKind::kLognormal:
      return kNormalKeys;
    case DistributionKind::kHistogram:
      return kHistogramKeys;
    case DistributionKind::kSeries:
      return kSeriesKeys;
  }
  return {};
}

void read_bounds(const CheckedTable& table, Distribution& into) {
  into.least = table.real("least", 0, kMost);
  into.most = table.real("most", 0, kMost);
  if (into.most < into.least) table.refuse("most", fmt::format("must not be below least = {}", into.least));
}

void read_histogram(const CheckedTable& table, Distribution& into) {
  const std::vector<double> values = table.reals("values", 0, kMost);
  const std::vector<double> counts = table.reals("counts", kLeastPositive, kMost);
  if (values.size() != counts.size()) {
    table.refuse("counts", fmt::format("{} counts for {} values; must be one count for each value", counts.size(),
                                       values.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0 && values[i] <= values[i - 1]) {
      table.refuse("values",
                   fmt::format("element {} is {} after {}; values must increase", i + 1, values[i], values[i - 1]));
    }
    into.counts.emplace_back(values[i], counts[i]);
  }
}

Distribution read_distribution(const CheckedTable& table) {
  Distribution read;
  read.kind = table.one_of("kind", kDistributionKinds);
  table.allow_only(keys_of(read.kind), kAllKeys,
                   fmt::format("a distribution of kind \"{}\"", word_for(kDistributionKinds, read.kind)));
  switch (read.kind) {
    case DistributionKind::kConstant:
      read.mean = table.real("value", 0, kMost);
      break;
    case DistributionKind::kUniform:
      read_bounds(table, read);
      break;
    case DistributionKind::kNormal:
    case DistributionKind::kLognormal:
      read.mean = table.real("mean", read.kind == DistributionKind::kLognormal ? kLeastPositive : 0, kMost);
      read.deviation = table.real("deviation", 0, kMost);
      read_bounds(table, read);
      break;
    case DistributionKind::kHistogram:
      read_histogram(table, read);
      break;
    case DistributionKind::kSeries:
      read.series = table.reals("values", 0, kMost);
      break;
  }
  return read;
}

constexpr double kBelowOne = 1 - 0x1p-53;

Autoregression read_along(const CheckedTable& table) {
  static constexpr std::array<std::string_view, 5> kKeys{"deviation", "phi", "shares", "least", "most"};
  table.allow_only(kKeys, kKeys, "along");
  Autoregression read;
  if (table.has("least")) read.least = table.real("least", 0, kMost);
  if (table.has("most")) read.most = table.real("most", 0, kMost);
  if (read.most < read.least) table.refuse("most", fmt::format("must not be below least = {}", read.least));
  read.deviation = table.real("deviation", 0, 1);
  const std::vector<double> phis = table.reals("phi", 0, kBelowOne), shares = table.reals("shares", kLeastPositive, 1);
  if (phis.size() != shares.size()) {
    table.refuse("shares",
                 fmt::format("{} shares for {} values of phi; must be one share for each", shares.size(), phis.size()));
  }
  double sum = 0;
  for (std::size_t part = 0; part < phis.size(); ++part) {
    read.parts.push_back({.phi = phis[part], .share = shares[part]});
    sum += shares[part];
  }
  if (std::abs(sum - 1) > 1e-9) table.refuse("shares", fmt::format("sum to {} (must sum to 1)", sum));
  return read;
}

}  // namespace

Property read_property(CheckedTable& table) {
  static constexpr std::array<std::string_view, 7> kKeys{"name",  "distribution", "correlation", "scene",
                                                         "along", "per",          "source"};
  Property read;
  read.name = table.text("name");
  table.call_it(fmt::format("[[property]] \"{}\"", read.name));
  table.allow_only(kKeys, kKeys, "a [[property]]");
  read.distribution = read_distribution(table.table("distribution", table.what() + ": distribution"));
  if (table.has("correlation")) {
    read.correlation = table.real("correlation", 0, 1);
    if (read.correlation > kBelowOne) table.refuse("correlation", "must be at least 0 and below 1");
  }
  read.scene = table.whole_or("scene", 1, 1);
  read.source = table.text_or("source", "");
  const bool drawn =
      read.distribution.kind != DistributionKind::kConstant && read.distribution.kind != DistributionKind::kSeries;
  if (read.correlation > 0 && !drawn) table.refuse("correlation", "a constant or a series is not drawn; leave it out");
  if (table.has("per")) read.per_stream = table.one_of("per", kPers);
  if (read.per_stream) {
    for (const char* other : {"correlation", "scene", "along"}) {
      if (table.has(other)) table.refuse(other, "the property is one value of each stream; leave it out");
    }
  }
  if (!table.has("along")) return read;
  if (read.distribution.kind == DistributionKind::kSeries) table.refuse("along", "a series has no level; leave it out");
  for (const char* other : {"correlation", "scene"}) {
    if (table.has(other)) table.refuse(other, "the property has its correlation from along; leave it out");
  }
  read.along = read_along(table.table("along", table.what() + ": along"));
  return read;
}

double largest_value(const Property& property) {
  if (property.along.wanders()) return property.along.most;
  const Distribution& distribution = property.distribution;
  switch (distribution.kind) {
    case DistributionKind::kConstant:
      return distribution.mean;
    case DistributionKind::kHistogram:
      return distribution.counts.back().first;
    case DistributionKind::kSeries:
      return *std::ranges::max_element(distribution.series);
    default:
      return distribution.most;
  }
}

}  // namespace octosim::io::owg
