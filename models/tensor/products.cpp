#include <cmath>

#include <fmt/format.h>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

std::int64_t flops_of_gemm(const Gemm& g) { return elements_of({2, g.batch, g.m, g.n, g.k}); }

// linear: x [..., k] by a weight [k, features], and a bias

Shape shape_of_linear(const Call& call) {
  Shape shape = call.in[0];
  if (shape.empty()) refuse(call, "a scalar (the operand must have at least 1 dimension)");
  shape.back() = integer_of(call.op, "features");
  return shape;
}

Flow back_of_linear(const Call& call, int dim) { return at(dim) + 1 == call.op.shape.size() ? Flow{} : flow_from(dim); }

std::optional<Gemm> gemm_of_linear(const Call& call) {
  Gemm gemm{.n = call.op.shape.back(), .k = call.in[0].back()};
  gemm.m = elements_of(call.op.shape) / gemm.n;
  gemm.parts.assign(call.op.shape.size(), Gemm::Part::kM);
  gemm.parts.back() = Gemm::Part::kN;
  return gemm;
}

Tensor evaluate_linear(const Evaluation& e) {
  const Tensor& x = *e.in[0];
  const std::int64_t k = x.shape.back(), n = e.shape.back();
  const Tensor weight = drawn(e.seed, e.op.name + ".weight", {k, n});
  const bool has_bias = integer_of(e.op, "bias", 1) != 0;
  const Tensor bias = has_bias ? drawn(e.seed, e.op.name + ".bias", {n}) : filled({n}, 0);
  Tensor out = filled(e.shape, 0);
  for (std::int64_t row = 0; row < elements_of(x.shape) / k; ++row) {
    for (std::int64_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::int64_t i = 0; i < k; ++i) {
        sum += x.values[static_cast<std::size_t>(row * k + i)] * weight.values[static_cast<std::size_t>(i * n + j)];
      }
      // 1 / sqrt(k) keeps the values of deep graphs near 1
      out.values[static_cast<std::size_t>(row * n + j)] =
          sum / std::sqrt(static_cast<double>(k)) + bias.values[static_cast<std::size_t>(j)];
    }
  }
  return out;
}

Rule linear_rule() {
  return {.kind = "linear",
          .attributes = {{"features"}, {"bias", AttributeType::kInteger, false}},
          .shape = shape_of_linear,
          .back = back_of_linear,
          .flops = [](const Call& call) { return flops_of_gemm(*gemm_of_linear(call)); },
          .weights =
              [](const Call& call) {
                const std::int64_t n = call.op.shape.back();
                return elements_of({call.in[0].back() + (integer_of(call.op, "bias", 1) != 0 ? 1 : 0), n});
              },
          .gemm = gemm_of_linear,
          .evaluate = evaluate_linear};
}

// matmul: a [..., m, k] by b [..., k, n], batch dimensions broadcast; addmm adds a first operand

/// The two factors: the last two operands.
struct Factors {
  const Shape& a;
  const Shape& b;
};
Factors factors_of(const Call& call) { return {call.in[call.in.size() - 2], call.in[call.in.size() - 1]}; }

Shape shape_of_matmul(const Call& call) {
  const auto [a, b] = factors_of(call);
  if (a.size() < 2 || b.size() < 2) refuse(call, "the factors must have at least 2 dimensions");
  if (a.back() != b[b.size() - 2]) {
    refuse(call, fmt::format("{} columns by {} rows (must be equal)", a.back(), b[b.size() - 2]));
  }
  Broadcast batch = broadcast(Shape(a.begin(), a.end() - 2), Shape(b.begin(), b.end() - 2));
  if (!batch.fits) refuse(call, "the batch dimensions differ (must be equal, or 1)");
  batch.shape.push_back(a[a.size() - 2]);
  batch.shape.push_back(b.back());
  return batch.shape;
}

Shape shape_of_addmm(const Call& call) {
  Shape shape = shape_of_matmul(call);
  if (const Broadcast sum = broadcast(call.in[0], shape); !sum.fits || sum.shape != shape) {
    refuse(call, fmt::format("the first operand must broadcast to {}", text_of(shape)));
  }
  return shape;
}

/// Dimension `dim` of the output as one of an operand that is broadcast to it from the right.
Setting broadcast_back(const Shape& operand, const Shape& out, int dim) {
  const int own = dim - static_cast<int>(out.size()) + static_cast<int>(operand.size());
  if (own < 0 || (operand[at(own)] == 1 && out[at(dim)] != 1)) return std::nullopt;
  return own;
}

Flow back_of_matmul(const Call& call, int dim) {
  const auto [a, b] = factors_of(call);
  const int rank = static_cast<int>(call.op.shape.size());
  if (dim == rank - 1) return {};
  std::vector<Setting> settings;
  if (call.in.size() == 3) settings.push_back(broadcast_back(call.in[0], call.op.shape, dim));
  if (dim == rank - 2) {
    settings.emplace_back(static_cast<int>(a.size()) - 2);
    settings.emplace_back();
  } else {
    settings.push_back(broadcast_back(a, call.op.shape, dim));
    settings.push_back(broadcast_back(b, call.op.shape, dim));
  }
  return settings;
}

std::optional<Gemm> gemm_of_matmul(const Call& call) {
  const Shape& out = call.op.shape;
  Gemm gemm{.m = out[out.size() - 2], .n = out.back(), .k = factors_of(call).a.back()};
  gemm.batch = elements_of(Shape(out.begin(), out.end() - 2));
  gemm.parts.assign(out.size(), Gemm::Part::kBatch);
  gemm.parts[out.size() - 2] = Gemm::Part::kM;
  gemm.parts.back() = Gemm::Part::kN;
  return gemm;
}

/// Index of the matrix of a factor that is broadcast to matrix `batch` of the output.
std::int64_t matrix_of(const Shape& factor, const Shape& out, std::int64_t batch) {
  std::int64_t place = 0, step = 1;
  for (std::size_t back = 3; back <= out.size(); ++back) {
    const std::int64_t extent = out[out.size() - back];
    if (back <= factor.size()) {
      const std::int64_t own = factor[factor.size() - back];
      if (own != 1) place += step * (batch % extent);
      step *= own;
    }
    batch /= extent;
  }
  return place;
}

Tensor evaluate_matmul(const Evaluation& e) {
  const Tensor& a = *e.in[e.in.size() - 2];
  const Tensor& b = *e.in[e.in.size() - 1];
  const std::int64_t m = e.shape[e.shape.size() - 2], n = e.shape.back(), k = a.shape.back();
  Tensor out = filled(e.shape, 0);
  for (std::int64_t batch = 0; batch < elements_of(e.shape) / (m * n); ++batch) {
    const std::int64_t in_a = matrix_of(a.shape, e.shape, batch) * m * k;
    const std::int64_t in_b = matrix_of(b.shape, e.shape, batch) * k * n;
    for (std::int64_t row = 0; row < m; ++row) {
      for (std::int64_t column = 0; column < n; ++column) {
        double sum = 0;
        for (std::int64_t i = 0; i < k; ++i) {
          sum += a.values[static_cast<std::size_t>(in_a + row * k + i)] *
                 b.values[static_cast<std::size_t>(in_b + i * n + column)];
        }
        out.values[static_cast<std::size_t>((batch * m + row) * n + column)] = sum;
      }
    }
  }
  return out;
}

Tensor evaluate_addmm(const Evaluation& e) {
  Tensor out = evaluate_matmul(e);
  const Operator plus{.name = e.op.name, .kind = "add"};
  const Tensor* const terms[] = {e.in[0], &out};
  return rule_of("add").evaluate({.op = plus, .in = terms, .shape = e.shape, .origin = e.origin, .seed = e.seed});
}

Rule matmul_rule(const char* kind, bool adds) {
  const std::size_t operands = adds ? 3 : 2;
  return {.kind = kind,
          .least_operands = operands,
          .most_operands = operands,
          .shape = adds ? shape_of_addmm : shape_of_matmul,
          .back = back_of_matmul,
          .flops = [](const Call& call) { return flops_of_gemm(*gemm_of_matmul(call)); },
          .gemm = gemm_of_matmul,
          .evaluate = adds ? evaluate_addmm : evaluate_matmul};
}

}  // namespace

std::vector<Rule> product_rules() {
  return {linear_rule(), matmul_rule("matmul", false), matmul_rule("bmm", false), matmul_rule("addmm", true),
          matmul_rule("baddbmm", true)};
}

}  // namespace octosim::models::tensor
