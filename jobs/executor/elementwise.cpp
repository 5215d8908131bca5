#include <cmath>

#include "jobs/executor/copy.hpp"
#include "jobs/executor/functions.hpp"
#include "jobs/executor/kernels.hpp"
#include "jobs/executor/nest.hpp"
#include "models/tensor/call.hpp"

namespace octosim::jobs::executor {
namespace {

template <class Function>
void map(const View& in, const View& out, const Function& function) {
  const View x = broadcasted(in, out.shape);
  const Nest<2> nest{out.shape, {&x.strides, &out.strides}};
  const std::int64_t count = nest.inner(), step = nest.steps()[0], out_step = nest.steps()[1];
  nest.each([&](const Places<2>& places) {
    const float* const from = x.data + places[0];
    float* const to = out.data + places[1];
    if (step == 1 && out_step == 1) {
      for (std::int64_t i = 0; i < count; ++i) to[i] = function(from[i]);
    } else {
      for (std::int64_t i = 0; i < count; ++i) to[i * out_step] = function(from[i * step]);
    }
  });
}

template <class Function>
void join(const View& left, const View& right, const View& out, const Function& function) {
  const View a = broadcasted(left, out.shape), b = broadcasted(right, out.shape);
  const Nest<3> nest{out.shape, {&a.strides, &b.strides, &out.strides}};
  const std::int64_t count = nest.inner();
  const auto [a_step, b_step, out_step] = nest.steps();
  nest.each([&, a_step = a_step, b_step = b_step, out_step = out_step](const Places<3>& places) {
    const float* const x = a.data + places[0];
    const float* const y = b.data + places[1];
    float* const to = out.data + places[2];
    if (a_step == 1 && b_step == 1 && out_step == 1) {
      for (std::int64_t i = 0; i < count; ++i) to[i] = function(x[i], y[i]);
    } else if (a_step == 1 && b_step == 0 && out_step == 1) {
      for (std::int64_t i = 0; i < count; ++i) to[i] = function(x[i], *y);
    } else {
      for (std::int64_t i = 0; i < count; ++i) to[i * out_step] = function(x[i * a_step], y[i * b_step]);
    }
  });
}

/// A stateless function of one number as a kernel.
template <class Function>
Kernel unary(Function) {
  return {.write = [](const Call& call, const View& out) { map(call.in[0], out, Function{}); }};
}

/// Of two or more, from the left.
template <class Function>
Kernel nary(Function) {
  return {.write = [](const Call& call, const View& out) {
    join(call.in[0], call.in[1], out, Function{});
    for (std::size_t i = 2; i < call.in.size(); ++i) join(out, call.in[i], out, Function{});
  }};
}

void write_scaled(const Call& call, const View& out) {
  const auto factor = static_cast<float>(models::tensor::number_of(call.op, "factor", 1));
  map(call.in[0], out, [factor](float x) { return factor * x; });
}

void write_chosen(const Call& call, const View& out) {
  const View chosen = broadcasted(call.in[0], out.shape), one = broadcasted(call.in[1], out.shape),
             two = broadcasted(call.in[2], out.shape);
  const Nest<4> nest{out.shape, {&chosen.strides, &one.strides, &two.strides, &out.strides}};
  nest.each([&](const Places<4>& places) {
    const auto& steps = nest.steps();
    for (std::int64_t i = 0; i < nest.inner(); ++i) {
      const bool first = chosen.data[places[0] + i * steps[0]] != 0;
      out.data[places[3] + i * steps[3]] =
          first ? one.data[places[1] + i * steps[1]] : two.data[places[2] + i * steps[2]];
    }
  });
}

void write_same(const Call& call, const View& out) { copy(broadcasted(call.in[0], out.shape), out); }

}  // namespace

void add_elementwise(Kernels& kernels) {
  for (const char* kind : {"cast", "dropout", "contiguous", "clone", "identity"}) kernels[kind] = {.write = write_same};
  kernels["scale"] = {.write = write_scaled};
  kernels["where"] = {.write = write_chosen};
  kernels["sigmoid"] = unary([](float x) { return sigmoid_of(x); });
  kernels["silu"] = unary([](float x) { return x * sigmoid_of(x); });
  kernels["gelu"] = unary([](float x) { return gelu_of(x); });
  kernels["relu"] = unary([](float x) { return x > 0 ? x : 0; });
  kernels["neg"] = unary([](float x) { return -x; });
  kernels["exp"] = unary([](float x) { return exp_of(x); });
  kernels["tanh"] = unary([](float x) { return tanh_of(x); });
  kernels["sqrt"] = unary([](float x) { return std::sqrt(x); });
  kernels["erf"] = unary([](float x) { return erf_of(x); });
  kernels["log"] = unary([](float x) { return std::log(x); });
  kernels["sin"] = unary([](float x) { return std::sin(x); });
  kernels["cos"] = unary([](float x) { return std::cos(x); });
  kernels["reciprocal"] = unary([](float x) { return 1 / x; });
  kernels["abs"] = unary([](float x) { return std::abs(x); });
  kernels["floor"] = unary([](float x) { return std::floor(x); });
  kernels["ceil"] = unary([](float x) { return std::ceil(x); });
  kernels["not"] = unary([](float x) { return x == 0 ? 1.0F : 0.0F; });
  kernels["add"] = nary([](float a, float b) { return a + b; });
  kernels["mul"] = nary([](float a, float b) { return a * b; });
  kernels["sub"] = nary([](float a, float b) { return a - b; });
  kernels["div"] = nary([](float a, float b) { return a / b; });
  kernels["pow"] = nary([](float a, float b) { return std::pow(a, b); });
  kernels["equal"] = nary([](float a, float b) { return a == b ? 1.0F : 0.0F; });
  kernels["less"] = nary([](float a, float b) { return a < b ? 1.0F : 0.0F; });
  kernels["greater"] = nary([](float a, float b) { return a > b ? 1.0F : 0.0F; });
  kernels["and"] = nary([](float a, float b) { return a != 0 && b != 0 ? 1.0F : 0.0F; });
  kernels["or"] = nary([](float a, float b) { return a != 0 || b != 0 ? 1.0F : 0.0F; });
  kernels["maximum"] = nary([](float a, float b) { return a < b ? b : a; });
  kernels["minimum"] = nary([](float a, float b) { return b < a ? b : a; });
}

}  // namespace octosim::jobs::executor
