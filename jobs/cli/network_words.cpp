#include "jobs/cli/network_words.hpp"

#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "jobs/cli/one_of.hpp"
#include "models/tensor/networks/evoformer.hpp"
#include "models/tensor/networks/gpt.hpp"
#include "models/tensor/networks/sizes.hpp"
#include "models/tensor/networks/unet.hpp"
#include "models/tensor/networks/vit.hpp"

namespace octosim::jobs::cli {
namespace {

namespace networks = models::tensor::networks;
using models::tensor::Graph;
using networks::EvoformerPart;
using networks::UnetPart;

constexpr std::pair<const char*, EvoformerPart> kEvoformerParts[] = {
    {"full", EvoformerPart::kWhole},
    {"triangle", EvoformerPart::kTriangleAttention},
    {"trimult", EvoformerPart::kTriangleMultiplication}};
constexpr std::pair<const char*, UnetPart> kUnetParts[] = {{"block", UnetPart::kBlock}, {"full", UnetPart::kWhole}};

/// A size that keeps its default unless it is given.
using GivenSize = std::optional<std::int64_t>;

void take_size(std::int64_t& size, const GivenSize& given) { size = given.value_or(size); }

/// What every network has.
struct NetworkSizes {
  GivenSize seq, layers, dim, heads, element_bytes;
};

void add_sizes(CLI::App& way, NetworkSizes& sizes, const char* seq, const char* layers, const char* dim) {
  way.add_option("--seq", sizes.seq, seq);
  way.add_option("--layers", sizes.layers, layers);
  way.add_option("--dim", sizes.dim, dim);
  way.add_option("--heads", sizes.heads, "heads of the attention");
  way.add_option("--element-bytes", sizes.element_bytes, "bytes of an element; default 2");
}

/// Of a stack of transformer blocks.
template <class Network>
void take_sizes(Network& network, const NetworkSizes& sizes) {
  take_size(network.tokens, sizes.seq);
  take_size(network.layers, sizes.layers);
  take_size(network.width, sizes.dim);
  take_size(network.heads, sizes.heads);
  take_size(network.element_bytes, sizes.element_bytes);
}

void add_gpt(CLI::App& app, const EachNetwork& each) {
  struct Arguments : NetworkSizes {
    std::string size;
    bool whole = false;
    GivenSize vocabulary;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = app.add_subcommand("gpt", "Prefill of a GPT-2; by default one block of the small one");
  each(*way, [a] {
    networks::Gpt network = a->size.empty() ? networks::Gpt{} : networks::gpt_of_size(a->size);
    take_sizes(network, *a);
    take_size(network.vocabulary, a->vocabulary);
    network.whole = a->whole;
    return networks::gpt(network);
  });
  add_sizes(*way, *a, "tokens of the prompt; default 1024", "blocks; default 1, or those of the size",
            "channels of a token; default 768, or those of the size");
  way->add_option("--size", a->size, "small, medium, large, xl: blocks, channels and heads");
  way->add_flag("--whole", a->whole, "with embeddings, last norm and logits");
  way->add_option("--vocabulary", a->vocabulary, "of the whole network; default 50257");
}

void add_vit(CLI::App& app, const EachNetwork& each) {
  struct Arguments : NetworkSizes {
    std::string size;
    bool whole = false;
    GivenSize patch, classes;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = app.add_subcommand("vit", "A vision transformer; by default one block of ViT-B");
  each(*way, [a] {
    networks::Vit network = a->size.empty() ? networks::Vit{} : networks::vit_of_size(a->size);
    take_sizes(network, *a);
    take_size(network.patch, a->patch);
    take_size(network.classes, a->classes);
    network.whole = a->whole;
    return networks::vit(network);
  });
  add_sizes(*way, *a, "tokens: patches, and one for the class; default 197", "blocks; default 1, or those of the size",
            "channels of a token; default 768, or those of the size");
  way->add_option("--size", a->size, "b, l, h: blocks, channels and heads");
  way->add_flag("--whole", a->whole, "with patch embedding, class token, last norm and head");
  way->add_option("--patch", a->patch, "of the whole network, pixels of its side; default 16");
  way->add_option("--classes", a->classes, "of the whole network; default 1000");
}

void add_evoformer(CLI::App& app, const EachNetwork& each) {
  struct Arguments : NetworkSizes {
    std::string block = "triangle";
    GivenSize msa, msa_dim, msa_heads, head_dim;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = app.add_subcommand("evoformer", "Parts of AlphaFold's Evoformer; by default a triangle attention");
  each(*way, [a] {
    networks::Evoformer network{.part = value_of(kEvoformerParts, a->block)};
    take_size(network.residues, a->seq);
    take_size(network.layers, a->layers);
    take_size(network.channels, a->dim);
    take_size(network.heads, a->heads);
    take_size(network.element_bytes, a->element_bytes);
    take_size(network.sequences, a->msa);
    take_size(network.msa_channels, a->msa_dim);
    take_size(network.msa_heads, a->msa_heads);
    take_size(network.head_width, a->head_dim);
    return networks::evoformer(network);
  });
  add_sizes(*way, *a, "residues, of which the pairs are the square; default 256", "parts one after another; default 1",
            "channels of a pair; default 128");
  way->add_option("--block", a->block,
                  "triangle: attention; trimult: multiplication; full: all updates of a block; default: triangle")
      ->check(one_of(kEvoformerParts));
  way->add_option("--head-dim", a->head_dim, "channels of a head; default 32");
  way->add_option("--msa", a->msa, "of a full block, sequences of the alignment; default 128");
  way->add_option("--msa-dim", a->msa_dim, "of a full block, channels of the alignment; default 256");
  way->add_option("--msa-heads", a->msa_heads, "of a full block, heads of the alignment's attention; default 8");
}

void add_unet(CLI::App& app, const EachNetwork& each) {
  struct Arguments : NetworkSizes {
    std::string block = "block";
    GivenSize latent, batch, groups, context;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = app.add_subcommand("unet", "A diffusion UNet; by default one block of Stable Diffusion's");
  each(*way, [a] {
    networks::Unet network{.part = value_of(kUnetParts, a->block)};
    take_size(network.height, a->latent);
    if (a->seq) {
      constexpr std::int64_t kMost = networks::kMostExtent * networks::kMostExtent;
      networks::check_size("unet", "seq", *a->seq, kMost);
      network.height = networks::checked_root("unet", "seq", *a->seq, "must be a square: pixels of the latent image");
    }
    network.width = network.height;
    if (a->layers) networks::check_size("unet", "layers", *a->layers, networks::kMostLayers);
    take_size(network.layers, a->layers);
    take_size(network.channels, a->dim);
    take_size(network.heads, a->heads);
    take_size(network.element_bytes, a->element_bytes);
    take_size(network.batch, a->batch);
    take_size(network.groups, a->groups);
    take_size(network.context_tokens, a->context);
    return networks::unet(network);
  });
  add_sizes(*way, *a, "pixels of the latent image, a square: tokens of the attention; default 4096",
            "blocks one after another, default 1; of the full network residual blocks of a level, default 2",
            "channels, of the full network of its first level; default 320");
  way->add_option("--latent", a->latent, "pixels of the latent image's side, instead of --seq; default 64")
      ->excludes("--seq");
  way->add_option("--block", a->block, "block: two convolutions and an attention; full: the network; default: block")
      ->check(one_of(kUnetParts));
  way->add_option("--batch", a->batch, "images; default 1");
  way->add_option("--groups", a->groups, "of the norms; default 32");
  way->add_option("--context", a->context, "of the full network, tokens of the text, 0 without; default 77");
}

/// Whether an option of a way belongs to the network, not to what becomes of it.
bool is_of_network(const CLI::Option& option) {
  for (const char* other : {"--help", "--output", "--json"}) {
    if (option.check_name(other)) return false;
  }
  return option.count() > 0;
}

}  // namespace

void add_networks(CLI::App& app, const EachNetwork& each) {
  add_gpt(app, each);
  add_vit(app, each);
  add_evoformer(app, each);
  add_unet(app, each);
}

std::string words_of(const CLI::App& way) {
  std::string words = way.get_name();
  for (const CLI::Option* option : way.get_options()) {
    if (!is_of_network(*option)) continue;
    words += " " + option->get_name();
    if (option->get_items_expected_max() == 0) continue;  // a flag
    for (const std::string& value : option->results()) words += " " + value;
  }
  return words;
}

Graph make_network(const std::string& words) {
  CLI::App app;
  app.require_subcommand(1);
  std::function<Graph()> chosen;
  add_networks(app, [&chosen](CLI::App& way, const std::function<Graph()>& make) {
    way.callback([&chosen, make] { chosen = make; });
  });
  std::istringstream stream{words};
  std::vector<std::string> split;
  for (std::string word; stream >> word;) split.insert(split.begin(), word);  // CLI11 takes them from the end
  try {
    app.parse(split);
  } catch (const CLI::ParseError& error) {
    throw engine::ModelError{
        fmt::format("\"{}\" makes no network: {} (see octosim model --help)", words, error.what())};
  }
  Graph graph = chosen();
  graph.note_made_by(words);
  return graph;
}

}  // namespace octosim::jobs::cli
