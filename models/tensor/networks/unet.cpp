#include "models/tensor/networks/unet.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/blocks/unet.hpp"
#include "models/tensor/networks/adder.hpp"
#include "models/tensor/networks/sizes.hpp"
#include "models/tensor/networks/unet_blocks.hpp"

namespace octosim::models::tensor::networks {
namespace {

void check_unet(const Unet& n) {
  check_size("unet", "batch", n.batch);
  check_size("unet", "height", n.height);
  check_size("unet", "width", n.width);
  check_size("unet", "layers", n.layers == 0 ? 1 : n.layers, kMostLayers);
  check_size("unet", "dim", n.channels);
  check_size("unet", "heads", n.heads);
  check_divides("unet", "heads", n.heads, "dim", n.channels);
  check_size("unet", "groups", n.groups);
  check_divides("unet", "groups", n.groups, "dim", n.channels);
}

void check_whole(const Unet& n) {
  constexpr std::size_t kMostLevels = 16;
  if (n.multipliers.empty() || n.multipliers.size() > kMostLevels) {
    throw engine::ModelError{
        fmt::format("unet: {} multipliers (must be from 1 to {})", n.multipliers.size(), kMostLevels)};
  }
  for (const std::int64_t multiplier : n.multipliers) check_size("unet", "multipliers", multiplier, 1024);
  const std::int64_t step = std::int64_t{1} << (n.multipliers.size() - 1);
  for (const std::int64_t side : {n.height, n.width}) {
    if (side % step != 0) {
      throw engine::ModelError{fmt::format("unet: latent side = {} (must be a multiple of {}: {} levels)", side, step,
                                           n.multipliers.size())};
    }
  }
  check_size("unet", "latent-channels", n.latent_channels);
  if (n.context_tokens == 0) return;
  check_size("unet", "context", n.context_tokens);
  check_size("unet", "context-dim", n.context_width);
}

/// Builds the network level by level; outputs of the way down wait in `skips` for the way up.
class Building {
 public:
  explicit Building(const Unet& network) : network_{network}, layers_{network.layers == 0 ? 2 : network.layers} {
    const std::int64_t batch = network_.batch, bytes = network_.element_bytes;
    x_ = graph_.add_input("x", {batch, network_.latent_channels, network_.height, network_.width}, bytes);
    time_ = graph_.add_input("time", {batch, network_.channels}, bytes);
    if (network_.context_tokens > 0) {
      context_ = graph_.add_input("context", {batch, network_.context_tokens, network_.context_width}, bytes);
    }
  }

  Graph build() {
    const Adder add{graph_, ""};
    time_ = add.linear("time1", time_, 4 * network_.channels);
    time_ = add.linear("time2", add("time_silu", "silu", {time_}), 4 * network_.channels);
    convolve("conv_in", network_.channels, 1);
    skips_.push_back(x_);
    for (std::size_t level = 0; level < network_.multipliers.size(); ++level) go_down(level);
    middle();
    for (std::size_t level = network_.multipliers.size(); level-- > 0;) go_up(level);
    x_ = add("gn_out", "groupnorm", {x_}, {{"groups", network_.groups}});
    x_ = add("silu_out", "silu", {x_});
    convolve("conv_out", network_.latent_channels, 1);
    return std::move(graph_);
  }

 private:
  std::int64_t channels_of(std::size_t level) const { return network_.channels * network_.multipliers[level]; }

  void convolve(const std::string& name, std::int64_t channels, std::int64_t stride) {
    x_ = graph_.add(name, "conv2d", {x_}, {{"channels", channels}, {"kernel", 3}, {"stride", stride}});
  }

  void residual(const std::string& prefix, std::int64_t channels) {
    x_ = add_residual_block({graph_, prefix}, x_, time_, channels, network_.groups);
  }

  void attend(const std::string& prefix) {
    x_ = add_spatial_transformer({graph_, prefix}, x_, context_, network_.heads, network_.groups);
  }

  bool attends(std::size_t level) const { return static_cast<std::int64_t>(level) < network_.attention_levels; }

  void go_down(std::size_t level) {
    const std::string name = fmt::format("down{}.", level);
    for (std::int64_t layer = 0; layer < layers_; ++layer) {
      residual(fmt::format("{}res{}.", name, layer), channels_of(level));
      if (attends(level)) attend(fmt::format("{}att{}.", name, layer));
      skips_.push_back(x_);
    }
    if (level + 1 == network_.multipliers.size()) return;
    convolve(name + "halved", channels_of(level), 2);
    skips_.push_back(x_);
  }

  void middle() {
    const std::int64_t channels = channels_of(network_.multipliers.size() - 1);
    residual("mid.res0.", channels);
    attend("mid.att.");
    residual("mid.res1.", channels);
  }

  void go_up(std::size_t level) {
    const std::string name = fmt::format("up{}.", level);
    for (std::int64_t layer = 0; layer <= layers_; ++layer) {
      x_ = graph_.add(fmt::format("{}cat{}", name, layer), "concat", {x_, skips_.back()}, {{"dim", 1}});
      skips_.pop_back();
      residual(fmt::format("{}res{}.", name, layer), channels_of(level));
      if (attends(level)) attend(fmt::format("{}att{}.", name, layer));
    }
    if (level == 0) return;
    x_ = graph_.add(name + "doubled", "interpolate", {x_}, {{"scale", 2}});
    convolve(name + "conv", channels_of(level), 1);
  }

  Unet network_;
  std::int64_t layers_;
  Graph graph_{"unet"};
  Node x_ = 0, time_ = 0;
  std::optional<Node> context_;
  std::vector<Node> skips_;
};

}  // namespace

Graph unet(const Unet& network) {
  check_unet(network);
  if (network.part == UnetPart::kWhole) {
    check_whole(network);
    return Building{network}.build();
  }
  Graph graph{"unet"};
  Node x =
      graph.add_input("x", {network.batch, network.channels, network.height, network.width}, network.element_bytes);
  const blocks::Unet block{.batch = network.batch,
                           .channels = network.channels,
                           .height = network.height,
                           .width = network.width,
                           .heads = network.heads,
                           .groups = network.groups,
                           .element_bytes = network.element_bytes};
  const std::int64_t layers = network.layers == 0 ? 1 : network.layers;
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    x = blocks::add_unet(graph, layer_prefix(layer, layers), x, block);
  }
  return graph;
}

}  // namespace octosim::models::tensor::networks
