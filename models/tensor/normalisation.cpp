#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

constexpr double kEpsilon = 1e-5;  // added to variances; the default of PyTorch

/// Subtracts the mean of `count` values `step` apart and divides by their standard deviation.
void normalise(std::vector<double>& values, std::size_t first, std::size_t count, std::size_t step) {
  double mean = 0, variance = 0;
  for (std::size_t i = 0; i < count; ++i) mean += values[first + i * step];
  mean /= static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) variance += std::pow(values[first + i * step] - mean, 2);
  const double scale = 1 / std::sqrt(variance / static_cast<double>(count) + kEpsilon);
  for (std::size_t i = 0; i < count; ++i) values[first + i * step] = (values[first + i * step] - mean) * scale;
}

// softmax over one dimension

int softmax_dimension(const Call& call) { return dimension_of(call, "dim", call.in[0].size(), -1); }

Shape shape_of_softmax(const Call& call) {
  softmax_dimension(call);
  return call.in[0];
}

Tensor evaluate_softmax(const Evaluation& e) {
  const Shape shapes[] = {e.in[0]->shape};
  const auto dim = at(softmax_dimension({.op = e.op, .in = shapes}));
  Tensor out = *e.in[0];
  const auto extent = static_cast<std::size_t>(out.shape[dim]);
  const auto step = static_cast<std::size_t>(strides_of(out.shape)[dim]);
  for (std::size_t block = 0; block < out.values.size(); block += extent * step) {
    for (std::size_t first = block; first < block + step; ++first) {
      double greatest = out.values[first], sum = 0;
      for (std::size_t i = 0; i < extent; ++i) greatest = std::max(greatest, out.values[first + i * step]);
      for (std::size_t i = 0; i < extent; ++i) {
        sum += out.values[first + i * step] = std::exp(out.values[first + i * step] - greatest);
      }
      for (std::size_t i = 0; i < extent; ++i) out.values[first + i * step] /= sum;
    }
  }
  return out;
}

// layernorm over the last dimension, with a gain and a bias

Shape shape_of_layernorm(const Call& call) {
  if (call.in[0].empty()) refuse(call, "a scalar (the operand must have at least 1 dimension)");
  return call.in[0];
}

Tensor evaluate_layernorm(const Evaluation& e) {
  Tensor out = *e.in[0];
  const auto width = static_cast<std::size_t>(out.shape.back());
  const Tensor gain = drawn(e.seed, e.op.name + ".gain", {out.shape.back()});
  const Tensor bias = drawn(e.seed, e.op.name + ".bias", {out.shape.back()});
  for (std::size_t row = 0; row < out.values.size(); row += width) normalise(out.values, row, width, 1);
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    out.values[i] = out.values[i] * (1 + gain.values[i % width]) + bias.values[i % width];
  }
  return out;
}

// groupnorm over groups of channels of [batch, channels, ...]; only a batch can be sliced

Shape shape_of_groupnorm(const Call& call) {
  const std::int64_t groups = integer_of(call.op, "groups");
  if (call.in[0].size() < 2) refuse(call, "the operand must have at least 2 dimensions");
  if (groups < 1 || call.in[0][1] % groups != 0) {
    refuse(call, fmt::format("groups = {} (must divide the {} channels)", groups, call.in[0][1]));
  }
  return call.in[0];
}

Tensor evaluate_groupnorm(const Evaluation& e) {
  OCTOSIM_EXPECT(std::equal(e.shape.begin() + 1, e.shape.end(), e.op.shape.begin() + 1, e.op.shape.end()));
  Tensor out = *e.in[0];
  const auto channels = static_cast<std::size_t>(out.shape[1]);
  const std::size_t pixels = out.values.size() / static_cast<std::size_t>(out.shape[0]) / channels;
  const std::size_t group = channels / static_cast<std::size_t>(integer_of(e.op, "groups")) * pixels;
  const Tensor gain = drawn(e.seed, e.op.name + ".gain", {out.shape[1]});
  const Tensor bias = drawn(e.seed, e.op.name + ".bias", {out.shape[1]});
  for (std::size_t first = 0; first < out.values.size(); first += group) normalise(out.values, first, group, 1);
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    const std::size_t channel = i / pixels % channels;
    out.values[i] = out.values[i] * (1 + gain.values[channel]) + bias.values[channel];
  }
  return out;
}

}  // namespace

/// 5 operations per element of a softmax, 8 of a norm (chosen with the cost function of partition/chunk).
std::vector<Rule> normalisation_rules() {
  return {
      {.kind = "softmax",
       .attributes = {{"dim", AttributeType::kInteger, false}},
       .shape = shape_of_softmax,
       .back = [](const Call& call, int dim) { return dim == softmax_dimension(call) ? Flow{} : flow_from(dim); },
       .flops = per_element(5),
       .evaluate = evaluate_softmax},
      {.kind = "layernorm",
       .shape = shape_of_layernorm,
       .back = [](const Call& call, int dim) { return at(dim) + 1 == call.op.shape.size() ? Flow{} : flow_from(dim); },
       .flops = per_element(8),
       .weights = [](const Call& call) { return 2 * call.in[0].back(); },
       .evaluate = evaluate_layernorm},
      {.kind = "groupnorm",
       .attributes = {{"groups"}},
       .shape = shape_of_groupnorm,
       .back = [](const Call&, int dim) { return dim == 0 ? flow_from(0) : Flow{}; },
       .flops = per_element(8),
       .weights = [](const Call& call) { return 2 * call.in[0][1]; },
       .evaluate = evaluate_groupnorm}};
}

}  // namespace octosim::models::tensor
