#include "models/tensor/networks/vit.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/networks/adder.hpp"
#include "models/tensor/networks/attention_layers.hpp"
#include "models/tensor/networks/sizes.hpp"

namespace octosim::models::tensor::networks {
namespace {

void check_vit(const Vit& n) {
  check_size("vit", "seq", n.tokens);
  check_size("vit", "layers", n.layers, kMostLayers);
  check_size("vit", "dim", n.width);
  check_size("vit", "heads", n.heads);
  check_divides("vit", "heads", n.heads, "dim", n.width);
  check_size("vit", "patch", n.patch);
  check_size("vit", "colours", n.colours);
  check_size("vit", "classes", n.classes);
}

/// A convolution of each patch for itself gives its token.
Node add_patches(Graph& graph, const Vit& n) {
  constexpr const char* kWhy = "with the embedding it must be 1 more than a square";
  const std::int64_t across = n.tokens > 1 ? checked_root("vit", "seq - 1", n.tokens - 1, kWhy) : 0;
  if (across == 0) throw engine::ModelError{fmt::format("vit: seq = 1 ({}, such as 197)", kWhy)};
  const std::int64_t side = across * n.patch, patches = across * across;
  const Adder add{graph, ""};
  const Node image = graph.add_input("image", {1, n.colours, side, side}, n.element_bytes);
  const Node cls = graph.add_constant("cls", {1, n.width}, n.element_bytes);
  const Node positions = graph.add_constant("positions", {n.tokens, n.width}, n.element_bytes);
  const Node conv = add("patches", "conv2d", {image},
                        {{"channels", n.width}, {"kernel", n.patch}, {"stride", n.patch}, {"padding", 0}});
  const Node flat = add.reshape("patches_r", conv, {n.width, patches});
  const Node tokens = add.transpose("patches_t", flat, {1, 0});
  const Node all = add("tokens", "concat", {cls, tokens}, {{"dim", 0}});
  return add("embedded", "add", {all, positions});
}

}  // namespace

Vit vit_of_size(const std::string& size) {
  if (size == "b") return {.layers = 12, .width = 768, .heads = 12};
  if (size == "l") return {.layers = 24, .width = 1024, .heads = 16};
  if (size == "h") return {.layers = 32, .width = 1280, .heads = 16};
  throw engine::ModelError{fmt::format("vit: size = \"{}\" (must be b, l or h)", size)};
}

Graph vit(const Vit& network) {
  check_vit(network);
  Graph graph{"vit"};
  Node x = network.whole ? add_patches(graph, network)
                         : graph.add_input("x", {network.tokens, network.width}, network.element_bytes);
  x = add_attention_layers(graph, network, x, {});
  if (network.whole) {
    x = graph.add("ln_f", "layernorm", {x});
    x = graph.add("class", "index", {x}, {{"dim", 0}, {"index", 0}});
    graph.add("head", "linear", {x}, {{"features", network.classes}});
  }
  return graph;
}

}  // namespace octosim::models::tensor::networks
