#include <algorithm>
#include <array>
#include <cmath>

#include "jobs/executor/copy.hpp"
#include "jobs/executor/functions.hpp"
#include "jobs/executor/kernels.hpp"
#include "jobs/executor/nest.hpp"
#include "models/tensor/call.hpp"

namespace octosim::jobs::executor {
namespace {

constexpr float kEpsilon = 1e-5F;    // added to variances: that of the interpreter
constexpr std::int64_t kLanes = 16;  // sums and maxima that are kept side by side

using Lanes = std::array<float, kLanes>;

/// Sum over i of term(x[i]), by lanes; in the same order for any place of x.
template <class Term>
double sum_of(const float* x, std::int64_t count, const Term& term) {
  constexpr std::int64_t kBlock = 4096;  // after so many terms a lane is added to the sum in double precision
  double sum = 0;
  for (std::int64_t first = 0; first < count; first += kBlock) {
    const std::int64_t last = std::min(count, first + kBlock);
    Lanes lanes{};
    std::int64_t i = first;
    for (; i + kLanes <= last; i += kLanes) {
      for (std::int64_t l = 0; l < kLanes; ++l) lanes[static_cast<std::size_t>(l)] += term(x[i + l]);
    }
    for (; i < last; ++i) sum += term(x[i]);
    for (const float lane : lanes) sum += lane;
  }
  return sum;
}

float greatest_of(const float* x, std::int64_t count) {
  Lanes lanes;
  lanes.fill(x[0]);
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::int64_t l = 0; l < kLanes; ++l) {
      float& lane = lanes[static_cast<std::size_t>(l)];
      lane = lane < x[i + l] ? x[i + l] : lane;
    }
  }
  float greatest = *std::max_element(lanes.begin(), lanes.end());
  for (; i < count; ++i) greatest = std::max(greatest, x[i]);
  return greatest;
}

struct Spread {
  float mean, scale;  ///< 1 / standard deviation
};

Spread spread_of(const float* x, std::int64_t count) {
  const auto elements = static_cast<double>(count);
  const auto mean = static_cast<float>(sum_of(x, count, [](float value) { return value; }) / elements);
  const double squares = sum_of(x, count, [mean](float value) { return (value - mean) * (value - mean); });
  return {mean, static_cast<float>(1 / std::sqrt(squares / elements + kEpsilon))};
}

void softmax_row(const float* x, float* y, std::int64_t count) {
  const float greatest = greatest_of(x, count);
  for (std::int64_t i = 0; i < count; ++i) y[i] = exp_of(x[i] - greatest);
  const auto scale = static_cast<float>(1 / sum_of(y, count, [](float value) { return value; }));
  for (std::int64_t i = 0; i < count; ++i) y[i] *= scale;
}

/// Calls `row(from, to)` for every row along dimension `dim`; rows without neighbours are copied to and fro.
template <class Row>
void each_row(const Call& call, const View& out, std::size_t dim, const Row& row) {
  const View& in = call.in[0];
  const std::int64_t count = out.shape[dim], step = in.strides[dim], out_step = out.strides[dim];
  Shape around = out.shape;
  around[dim] = 1;
  const bool near = step == 1 || count == 1, out_near = out_step == 1 || count == 1;
  const View from = near ? View{} : allocated(call.memory, {count});
  const View to = out_near ? View{} : allocated(call.memory, {count});
  const Nest<2> nest{around, {&in.strides, &out.strides}};
  nest.each([&](const Places<2>& places) {
    for (std::int64_t r = 0; r < nest.inner(); ++r) {
      const float* const x = in.data + places[0] + r * nest.steps()[0];
      float* const y = out.data + places[1] + r * nest.steps()[1];
      for (std::int64_t i = 0; !near && i < count; ++i) from.data[i] = x[i * step];
      row(near ? x : from.data, out_near ? y : to.data);
      for (std::int64_t i = 0; !out_near && i < count; ++i) y[i * out_step] = to.data[i];
    }
  });
}

void write_softmax(const Call& call, const View& out) {
  const std::int64_t dim = models::tensor::integer_of(call.op, "dim", -1);
  const auto rank = static_cast<std::int64_t>(out.shape.size());
  const auto along = static_cast<std::size_t>(dim < 0 ? dim + rank : dim);
  const std::int64_t count = out.shape[along];
  each_row(call, out, along, [count](const float* x, float* y) { softmax_row(x, y, count); });
}

void write_layernorm(const Call& call, const View& out) {
  const std::int64_t count = out.shape.back();
  const float* const gain = call.weights.factors.data();
  const float* const bias = call.weights.terms.data();
  each_row(call, out, out.shape.size() - 1, [=](const float* x, float* y) {
    const auto [mean, scale] = spread_of(x, count);
    for (std::int64_t i = 0; i < count; ++i) y[i] = (x[i] - mean) * scale * gain[i] + bias[i];
  });
}

void write_groupnorm(const Call& call, const View& out) {
  const std::int64_t images = out.shape[0], channels = out.shape[1];
  const std::int64_t pixels = models::tensor::elements_of(out.shape) / (images * channels);
  const std::int64_t together = channels / models::tensor::integer_of(call.op, "groups");
  const View in = dense(call.in[0], call.memory);
  const View made = is_dense(out) ? out : allocated(call.memory, out.shape);
  for (std::int64_t first = 0; first < images * channels; first += together) {
    const auto [mean, scale] = spread_of(in.data + first * pixels, together * pixels);
    for (std::int64_t c = first; c < first + together; ++c) {
      const auto channel = static_cast<std::size_t>(c % channels);
      const float factor = scale * call.weights.factors[channel];
      const float term = call.weights.terms[channel] - mean * factor;
      for (std::int64_t i = c * pixels; i < (c + 1) * pixels; ++i) made.data[i] = in.data[i] * factor + term;
    }
  }
  if (made.data != out.data) copy(made, out);
}

}  // namespace

void add_normalisations(Kernels& kernels) {
  kernels["softmax"] = {.write = write_softmax};
  kernels["layernorm"] = {.write = write_layernorm};
  kernels["groupnorm"] = {.write = write_groupnorm};
}

}  // namespace octosim::jobs::executor
