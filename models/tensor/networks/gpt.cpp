#include "models/tensor/networks/gpt.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "models/tensor/networks/adder.hpp"
#include "models/tensor/networks/attention_layers.hpp"
#include "models/tensor/networks/sizes.hpp"

namespace octosim::models::tensor::networks {
namespace {

constexpr std::int64_t kIdBytes = 4;  // of a token's number; assumed

void check_gpt(const Gpt& n) {
  check_size("gpt", "seq", n.tokens);
  check_size("gpt", "layers", n.layers, kMostLayers);
  check_size("gpt", "dim", n.width);
  check_size("gpt", "heads", n.heads);
  check_divides("gpt", "heads", n.heads, "dim", n.width);
  check_size("gpt", "vocabulary", n.vocabulary, 1000 * kMostExtent);
  check_size("gpt", "context", n.context);
}

Node add_embeddings(Graph& graph, const Gpt& n) {
  const auto embedding = [&](const char* name, std::int64_t rows, Node from) {
    return graph.add({.name = name,
                      .kind = "embedding",
                      .attributes = {{"rows", rows}, {"features", n.width}},
                      .element_bytes = n.element_bytes},
                     {from});
  };
  const Node ids = graph.add_input("ids", {n.tokens}, kIdBytes);
  const Node positions = graph.add(
      {.name = "positions", .kind = "arange", .attributes = {{"shape", Shape{n.tokens}}}, .element_bytes = kIdBytes},
      {});
  const Node wte = embedding("wte", n.vocabulary, ids);
  return graph.add("embedded", "add", {wte, embedding("wpe", std::max(n.context, n.tokens), positions)});
}

}  // namespace

Gpt gpt_of_size(const std::string& size) {
  if (size == "small") return {.layers = 12, .width = 768, .heads = 12};
  if (size == "medium") return {.layers = 24, .width = 1024, .heads = 16};
  if (size == "large") return {.layers = 36, .width = 1280, .heads = 20};
  if (size == "xl") return {.layers = 48, .width = 1600, .heads = 25};
  throw engine::ModelError{fmt::format("gpt: size = \"{}\" (must be small, medium, large or xl)", size)};
}

Graph gpt(const Gpt& network) {
  check_gpt(network);
  Graph graph{"gpt"};
  Node x = network.whole ? add_embeddings(graph, network)
                         : graph.add_input("x", {network.tokens, network.width}, network.element_bytes);
  const Node mask = graph.add_input("mask", {1, network.tokens, network.tokens}, network.element_bytes);
  x = add_attention_layers(graph, network, x, mask);
  if (network.whole) {
    x = graph.add("ln_f", "layernorm", {x});
    graph.add("logits", "linear", {x}, {{"features", network.vocabulary}, {"bias", 0}});
  }
  return graph;
}

}  // namespace octosim::models::tensor::networks
