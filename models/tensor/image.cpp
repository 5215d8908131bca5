#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "models/tensor/call.hpp"
#include "models/tensor/families.hpp"

namespace octosim::models::tensor {
namespace {

/// What the attributes of a convolution say; padding keeps the image's size at stride 1.
struct Convolution {
  std::int64_t channels, kernel, stride, padding, groups;
  bool bias;
  explicit Convolution(const Operator& op)
      : channels{integer_of(op, "channels")},
        kernel{integer_of(op, "kernel")},
        stride{integer_of(op, "stride", 1)},
        padding{integer_of(op, "padding", (kernel - 1) / 2)},
        groups{integer_of(op, "groups", 1)},
        bias{integer_of(op, "bias", 1) != 0} {}
};

void check_image(const Call& call) {
  if (call.in[0].size() != 4) refuse(call, "the operand must be [batch, channels, height, width]");
}

Shape shape_of_conv2d(const Call& call) {
  check_image(call);
  const Convolution c{call.op};
  const Shape& in = call.in[0];
  if (c.kernel < 1 || c.stride < 1 || c.padding < 0 || c.channels < 1 || c.groups < 1) {
    refuse(call, "kernel, stride, channels and groups must be at least 1, padding at least 0");
  }
  if (in[1] % c.groups != 0 || c.channels % c.groups != 0) {
    refuse(call, fmt::format("groups = {} (must divide {} and {} channels)", c.groups, in[1], c.channels));
  }
  const auto places = [&](std::int64_t extent) {
    if (extent + 2 * c.padding < c.kernel) refuse(call, "the kernel is larger than the image");
    return (extent + 2 * c.padding - c.kernel) / c.stride + 1;
  };
  return {in[0], c.channels, places(in[2]), places(in[3])};
}

std::optional<Gemm> gemm_of_conv2d(const Call& call) {
  const Convolution c{call.op};
  const Shape& out = call.op.shape;
  if (c.groups != 1) return {};
  return Gemm{.batch = out[0],
              .m = out[2] * out[3],
              .n = out[1],
              .k = call.in[0][1] * c.kernel * c.kernel,
              .parts = {Gemm::Part::kBatch, Gemm::Part::kN, Gemm::Part::kM, Gemm::Part::kM}};
}

Tensor evaluate_conv2d(const Evaluation& e) {
  const Convolution c{e.op};
  const Tensor& x = *e.in[0];
  const std::int64_t per_group = x.shape[1] / c.groups, outs = c.channels / c.groups;
  const std::int64_t height = x.shape[2], width = x.shape[3];
  const Tensor weight = drawn(e.seed, e.op.name + ".weight", {c.channels, per_group, c.kernel, c.kernel});
  const Tensor bias = c.bias ? drawn(e.seed, e.op.name + ".bias", {c.channels}) : filled({c.channels}, 0);
  const double scale = 1 / std::sqrt(static_cast<double>(per_group * c.kernel * c.kernel));
  const std::int64_t top = e.origin[2] * c.stride - (e.in_origin.empty() ? 0 : e.in_origin[2]);
  const std::int64_t left = e.origin[3] * c.stride - (e.in_origin.empty() ? 0 : e.in_origin[3]);
  Tensor out = filled(e.shape, 0);
  std::size_t place = 0;
  for (std::int64_t b = 0; b < e.shape[0]; ++b) {
    for (std::int64_t channel = 0; channel < c.channels; ++channel) {
      for (std::int64_t y = 0; y < e.shape[2]; ++y) {
        for (std::int64_t z = 0; z < e.shape[3]; ++z) {
          double sum = 0;
          for (std::int64_t i = 0; i < per_group * c.kernel * c.kernel; ++i) {
            const std::int64_t source = channel / outs * per_group + i / (c.kernel * c.kernel);
            const std::int64_t row = top + y * c.stride - c.padding + i / c.kernel % c.kernel;
            const std::int64_t column = left + z * c.stride - c.padding + i % c.kernel;
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            sum += weight.values[static_cast<std::size_t>(channel * per_group * c.kernel * c.kernel + i)] *
                   x.values[static_cast<std::size_t>(((b * x.shape[1] + source) * height + row) * width + column)];
          }
          out.values[place++] = sum * scale + bias.values[static_cast<std::size_t>(channel)];
        }
      }
    }
  }
  return out;
}

Rule conv2d_rule() {
  const auto in_kernel = [](const Call& call) {
    const Convolution c{call.op};
    return elements_of({call.in[0][1] / c.groups, c.kernel, c.kernel});
  };
  return {.kind = "conv2d",
          .attributes = {{"channels"},
                         {"kernel"},
                         {"stride", AttributeType::kInteger, false},
                         {"padding", AttributeType::kInteger, false},
                         {"groups", AttributeType::kInteger, false},
                         {"bias", AttributeType::kInteger, false}},
          .shape = shape_of_conv2d,
          .back = [](const Call&, int dim) { return dim == 0 ? flow_from(0) : Flow{}; },
          .halo = [](const Call& call, int dim) -> std::optional<Halo> {
            if (dim < 2) return {};
            const Convolution c{call.op};
            return Halo{.kernel = c.kernel, .stride = c.stride, .padding = c.padding};
          },
          .flops =
              [in_kernel](const Call& call) {
                return elements_of({2, in_kernel(call), elements_of(call.op.shape)});
              },
          .weights =
              [in_kernel](const Call& call) {
                const Convolution c{call.op};
                return elements_of({in_kernel(call) + (c.bias ? 1 : 0), c.channels});
              },
          .gemm = gemm_of_conv2d,
          .evaluate = evaluate_conv2d};
}

/// A window of pixels, of which the greatest or the mean is taken; what lies outside the image does not count.
struct Pooling {
  std::int64_t kernel, stride, padding;
  bool mean;
  explicit Pooling(const Operator& op)
      : kernel{integer_of(op, "kernel")},
        stride{integer_of(op, "stride", kernel)},
        padding{integer_of(op, "padding", 0)},
        mean{integer_of(op, "mean", 0) != 0} {}
};

Shape shape_of_pool2d(const Call& call) {
  check_image(call);
  const Pooling p{call.op};
  const Shape& in = call.in[0];
  if (p.kernel < 1 || p.stride < 1 || p.padding < 0 || p.padding >= p.kernel) {
    refuse(call, "kernel and stride must be at least 1, padding from 0 to kernel - 1");
  }
  const auto places = [&](std::int64_t extent) {
    if (extent + 2 * p.padding < p.kernel) refuse(call, "the kernel is larger than the image");
    return (extent + 2 * p.padding - p.kernel) / p.stride + 1;
  };
  return {in[0], in[1], places(in[2]), places(in[3])};
}

Tensor evaluate_pool2d(const Evaluation& e) {
  const Pooling p{e.op};
  const Tensor& x = *e.in[0];
  const std::int64_t height = x.shape[2], width = x.shape[3];
  const std::int64_t top = e.origin[2] * p.stride - (e.in_origin.empty() ? 0 : e.in_origin[2]) - p.padding;
  const std::int64_t left = e.origin[3] * p.stride - (e.in_origin.empty() ? 0 : e.in_origin[3]) - p.padding;
  Tensor out = filled(e.shape, 0);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(out.values.size()); ++i) {
    const std::int64_t plane = i / (e.shape[2] * e.shape[3]);
    const std::int64_t y = top + i / e.shape[3] % e.shape[2] * p.stride, z = left + i % e.shape[3] * p.stride;
    double greatest = -std::numeric_limits<double>::infinity(), sum = 0;
    std::int64_t count = 0;
    for (std::int64_t row = std::max<std::int64_t>(y, 0); row < std::min(y + p.kernel, height); ++row) {
      for (std::int64_t column = std::max<std::int64_t>(z, 0); column < std::min(z + p.kernel, width); ++column) {
        const double value = x.values[static_cast<std::size_t>((plane * height + row) * width + column)];
        greatest = std::max(greatest, value);
        sum += value;
        ++count;
      }
    }
    out.values[static_cast<std::size_t>(i)] = p.mean ? sum / static_cast<double>(count) : greatest;
  }
  return out;
}

Rule pool2d_rule() {
  return {.kind = "pool2d",
          .attributes = {{"kernel"},
                         {"stride", AttributeType::kInteger, false},
                         {"padding", AttributeType::kInteger, false},
                         {"mean", AttributeType::kInteger, false}},
          .shape = shape_of_pool2d,
          .back = [](const Call&, int dim) { return dim < 2 ? flow_from(dim) : Flow{}; },
          .halo = [](const Call& call, int dim) -> std::optional<Halo> {
            if (dim < 2) return {};
            const Pooling p{call.op};
            return Halo{.kernel = p.kernel, .stride = p.stride, .padding = p.padding};
          },
          .flops =
              [](const Call& call) {
                const Pooling p{call.op};
                return elements_of({p.kernel, p.kernel, elements_of(call.op.shape)});
              },
          .evaluate = evaluate_pool2d};
}

/// Every pixel repeated `scale` times in height and width.
Tensor evaluate_interpolate(const Evaluation& e) {
  const std::int64_t scale = integer_of(e.op, "scale");
  const Tensor& x = *e.in[0];
  Tensor out = filled(e.shape, 0);
  const std::int64_t height = e.shape[2], width = e.shape[3];
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(out.values.size()); ++i) {
    const std::int64_t plane = i / (height * width), row = i / width % height / scale, column = i % width / scale;
    out.values[static_cast<std::size_t>(i)] =
        x.values[static_cast<std::size_t>((plane * x.shape[2] + row) * x.shape[3] + column)];
  }
  return out;
}

Rule interpolate_rule() {
  return {.kind = "interpolate",
          .attributes = {{"scale"}},
          .shape =
              [](const Call& call) {
                check_image(call);
                const Shape& in = call.in[0];
                const std::int64_t scale = integer_of(call.op, "scale");
                if (scale < 1) refuse(call, fmt::format("scale = {} (must be at least 1)", scale));
                return Shape{in[0], in[1], in[2] * scale, in[3] * scale};
              },
          .back = [](const Call&, int dim) { return dim < 2 ? flow_from(dim) : Flow{}; },
          .flops = per_element(1),  // assumed
          .evaluate = evaluate_interpolate};
}

}  // namespace

std::vector<Rule> image_rules() { return {conv2d_rule(), interpolate_rule(), pool2d_rule()}; }

}  // namespace octosim::models::tensor
