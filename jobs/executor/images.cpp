#include <algorithm>
#include <limits>

#include "jobs/executor/blas.hpp"
#include "jobs/executor/copy.hpp"
#include "jobs/executor/kernels.hpp"
#include "models/tensor/call.hpp"

namespace octosim::jobs::executor {
namespace {

using models::tensor::integer_of;

constexpr std::int64_t kWindowElements = std::int64_t{1} << 18;  // of windows written out at a time: 1 MiB.  Chosen

struct Convolution {
  std::int64_t kernel, stride, padding, groups, in_channels, out_channels, height, width, out_height, out_width;
  Convolution(const Call& call, const View& out)
      : kernel{integer_of(call.op, "kernel")},
        stride{integer_of(call.op, "stride", 1)},
        padding{integer_of(call.op, "padding", (kernel - 1) / 2)},
        groups{integer_of(call.op, "groups", 1)},
        in_channels{call.in[0].shape[1] / groups},
        out_channels{out.shape[1] / groups},
        height{call.in[0].shape[2]},
        width{call.in[0].shape[3]},
        out_height{out.shape[2]},
        out_width{out.shape[3]} {}
  bool needs_no_windows() const { return kernel == 1 && stride == 1 && padding == 0; }
  std::int64_t depth() const { return in_channels * kernel * kernel; }
};

/// Rows `first` to `last` of the output: by channel and place in the kernel, what is multiplied for each pixel.
void write_windows(const Convolution& c, const float* image, std::int64_t first, std::int64_t last, float* windows) {
  float* to = windows;
  for (std::int64_t k = 0; k < c.depth(); ++k) {
    const float* const plane = image + k / (c.kernel * c.kernel) * c.height * c.width;
    const std::int64_t down = k / c.kernel % c.kernel - c.padding, right = k % c.kernel - c.padding;
    for (std::int64_t y = first; y < last; ++y, to += c.out_width) {
      const std::int64_t row = y * c.stride + down;
      if (row < 0 || row >= c.height) {
        std::fill(to, to + c.out_width, 0.0F);
        continue;
      }
      const float* const from = plane + row * c.width;
      // the columns whose window lies in the image
      const std::int64_t begin = std::clamp<std::int64_t>((-right + c.stride - 1) / c.stride, 0, c.out_width);
      const std::int64_t end =
          std::clamp<std::int64_t>(right >= c.width ? 0 : (c.width - 1 - right) / c.stride + 1, begin, c.out_width);
      std::fill(to, to + begin, 0.0F);
      if (c.stride == 1) {
        std::copy(from + begin + right, from + end + right, to + begin);
      } else {
        for (std::int64_t z = begin; z < end; ++z) to[z] = from[z * c.stride + right];
      }
      std::fill(to + end, to + c.out_width, 0.0F);
    }
  }
}

/// One image and one group of channels.
void convolve(const Convolution& c, const float* image, const float* factors, bool adds, float* out, Memory& memory) {
  const std::int64_t pixels = c.out_height * c.out_width, depth = c.depth();
  const Matrix weights{.data = factors, .leading = depth};
  if (c.needs_no_windows()) {
    multiply(c.out_channels, pixels, depth, weights, {.data = image, .leading = pixels}, adds, out, pixels);
    return;
  }
  const std::int64_t rows = std::clamp<std::int64_t>(kWindowElements / (depth * c.out_width), 1, c.out_height);
  const View windows = allocated(memory, {depth, rows * c.out_width});
  for (std::int64_t first = 0; first < c.out_height; first += rows) {
    const std::int64_t last = std::min(c.out_height, first + rows), count = (last - first) * c.out_width;
    write_windows(c, image, first, last, windows.data);
    multiply(c.out_channels, count, depth, weights, {.data = windows.data, .leading = count}, adds,
             out + first * c.out_width, pixels);
  }
}

void write_conv2d(const Call& call, const View& out) {
  const Convolution c{call, out};
  const View in = dense(call.in[0], call.memory);
  const View made = is_dense(out) ? out : allocated(call.memory, out.shape);
  const std::int64_t in_group = c.in_channels * c.height * c.width, pixels = c.out_height * c.out_width;
  const bool adds = !call.weights.terms.empty();
  for (std::int64_t part = 0; part < out.shape[0] * c.groups; ++part) {  // image and group
    const std::int64_t group = part % c.groups;
    float* const to = made.data + part * c.out_channels * pixels;
    for (std::int64_t channel = 0; adds && channel < c.out_channels; ++channel) {
      const float term = call.weights.terms[static_cast<std::size_t>(group * c.out_channels + channel)];
      std::fill(to + channel * pixels, to + (channel + 1) * pixels, term);
    }
    const float* const factors = call.weights.factors.data() + group * c.out_channels * c.depth();
    convolve(c, in.data + part * in_group, factors, adds, to, call.memory);
  }
  if (made.data != out.data) copy(made, out);
}

/// Every pixel repeated: the pixels of one place in its square are a view of the output.
void write_interpolate(const Call& call, const View& out) {
  const std::int64_t scale = integer_of(call.op, "scale");
  for (std::int64_t place = 0; place < scale * scale; ++place) {
    View squares = out;
    squares.data += place / scale * out.strides[2] + place % scale * out.strides[3];
    for (const std::size_t d : {std::size_t{2}, std::size_t{3}}) {
      squares.shape[d] /= scale;
      squares.strides[d] *= scale;
    }
    copy(call.in[0], squares);
  }
}

/// The greatest or the mean of each window; what lies outside the image does not count.
void write_pool2d(const Call& call, const View& out) {
  const std::int64_t kernel = integer_of(call.op, "kernel"), stride = integer_of(call.op, "stride", kernel),
                     padding = integer_of(call.op, "padding", 0);
  const bool mean = integer_of(call.op, "mean", 0) != 0;
  const View in = dense(call.in[0], call.memory);
  const std::int64_t height = in.shape[2], width = in.shape[3];
  const auto pooled = [&](const float* plane, std::int64_t top, std::int64_t left) {
    const std::int64_t bottom = std::min(top + kernel, height), right = std::min(left + kernel, width);
    top = std::max<std::int64_t>(top, 0);
    left = std::max<std::int64_t>(left, 0);
    float greatest = -std::numeric_limits<float>::infinity(), sum = 0;
    for (std::int64_t row = top; row < bottom; ++row) {
      for (std::int64_t column = left; column < right; ++column) {
        const float value = plane[row * width + column];
        greatest = std::max(greatest, value);
        sum += value;
      }
    }
    return mean ? sum / static_cast<float>((bottom - top) * (right - left)) : greatest;
  };
  for (std::int64_t part = 0; part < out.shape[0] * out.shape[1]; ++part) {  // image and channel
    const float* const plane = in.data + part * height * width;
    float* const to = out.data + part / out.shape[1] * out.strides[0] + part % out.shape[1] * out.strides[1];
    for (std::int64_t y = 0; y < out.shape[2]; ++y) {
      for (std::int64_t x = 0; x < out.shape[3]; ++x) {
        to[y * out.strides[2] + x * out.strides[3]] = pooled(plane, y * stride - padding, x * stride - padding);
      }
    }
  }
}

}  // namespace

void add_images(Kernels& kernels) {
  kernels["conv2d"] = {.write = write_conv2d};
  kernels["interpolate"] = {.write = write_interpolate};
  kernels["pool2d"] = {.write = write_pool2d};
}

}  // namespace octosim::jobs::executor
