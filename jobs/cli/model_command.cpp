#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/comm/communicator.hpp"
#include "io/tensor/onnx/open_graph.hpp"
#include "io/tensor/write_graph.hpp"
#include "jobs/cli/commands.hpp"
#include "jobs/cli/exit_status.hpp"
#include "jobs/cli/graph_summary.hpp"
#include "jobs/cli/launch.hpp"
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
using Given = std::optional<std::int64_t>;

void take(std::int64_t& size, const Given& given) { size = given.value_or(size); }

/// What every way to make a graph has.
struct ModelArguments {
  std::string output;
  bool json = false;
  Given seq, layers, dim, heads, element_bytes;
};

/// Writes the graph; the summary goes where the graph does not.
int write_model(const ModelArguments& arguments, const std::function<Graph()>& make, Launch& launch) {
  const bool first = launch.comm().rank() == engine::Rank{0};
  std::string text, summary;
  engine::agree(launch.comm(), [&] {
    const Graph graph = make();
    summary = arguments.json ? summary_json(graph) : summary_line(graph);
    if (!first) return;
    text = io::tensor::write_graph(graph);
    if (arguments.output.empty()) return;
    std::ofstream out{arguments.output, std::ios::binary};
    out << text;
    out.flush();
    if (!out) throw engine::SystemError{arguments.output + ": cannot be written"};
  });
  if (!first) return kDone;
  if (arguments.output.empty()) std::fputs(text.c_str(), stdout);
  std::fputs(summary.c_str(), arguments.json && !arguments.output.empty() ? stdout : stderr);
  return kDone;
}

/// A subcommand that makes a graph of `make`, which is called once the command line is known to be good.
CLI::App* add_way(CLI::App& model, Action& action, const char* name, const char* title,
                  const std::shared_ptr<ModelArguments>& arguments, const std::function<Graph()>& make) {
  auto* way = model.add_subcommand(name, title);
  way->add_option("-o,--output", arguments->output, "graph file to write; default: standard output");
  way->add_flag("--json", arguments->json, "the summary as JSON, on standard output if that is free");
  way->callback([&action, arguments, make] {
    action = [arguments, make](Launch& launch) { return write_model(*arguments, make, launch); };
  });
  return way;
}

void add_sizes(CLI::App& way, ModelArguments& arguments, const char* seq, const char* layers, const char* dim) {
  way.add_option("--seq", arguments.seq, seq);
  way.add_option("--layers", arguments.layers, layers);
  way.add_option("--dim", arguments.dim, dim);
  way.add_option("--heads", arguments.heads, "heads of the attention");
  way.add_option("--element-bytes", arguments.element_bytes, "bytes of an element; default 2");
}

void add_gpt(CLI::App& model, Action& action) {
  struct Arguments : ModelArguments {
    std::string size;
    bool whole = false;
    Given vocabulary;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = add_way(model, action, "gpt", "Prefill of a GPT-2; by default one block of the small one", a, [a] {
    networks::Gpt network = a->size.empty() ? networks::Gpt{} : networks::gpt_of_size(a->size);
    take(network.tokens, a->seq);
    take(network.layers, a->layers);
    take(network.width, a->dim);
    take(network.heads, a->heads);
    take(network.element_bytes, a->element_bytes);
    take(network.vocabulary, a->vocabulary);
    network.whole = a->whole;
    return networks::gpt(network);
  });
  add_sizes(*way, *a, "tokens of the prompt; default 1024", "blocks; default 1, or those of the size",
            "channels of a token; default 768, or those of the size");
  way->add_option("--size", a->size, "small, medium, large, xl: blocks, channels and heads");
  way->add_flag("--whole", a->whole, "with embeddings, last norm and logits");
  way->add_option("--vocabulary", a->vocabulary, "of the whole network; default 50257");
}

void add_vit(CLI::App& model, Action& action) {
  struct Arguments : ModelArguments {
    std::string size;
    bool whole = false;
    Given patch, classes;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = add_way(model, action, "vit", "A vision transformer; by default one block of ViT-B", a, [a] {
    networks::Vit network = a->size.empty() ? networks::Vit{} : networks::vit_of_size(a->size);
    take(network.tokens, a->seq);
    take(network.layers, a->layers);
    take(network.width, a->dim);
    take(network.heads, a->heads);
    take(network.element_bytes, a->element_bytes);
    take(network.patch, a->patch);
    take(network.classes, a->classes);
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

void add_evoformer(CLI::App& model, Action& action) {
  struct Arguments : ModelArguments {
    std::string block = "triangle";
    Given msa, msa_dim, msa_heads, head_dim;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way =
      add_way(model, action, "evoformer", "Parts of AlphaFold's Evoformer; by default a triangle attention", a, [a] {
        networks::Evoformer network{.part = value_of(kEvoformerParts, a->block)};
        take(network.residues, a->seq);
        take(network.layers, a->layers);
        take(network.channels, a->dim);
        take(network.heads, a->heads);
        take(network.element_bytes, a->element_bytes);
        take(network.sequences, a->msa);
        take(network.msa_channels, a->msa_dim);
        take(network.msa_heads, a->msa_heads);
        take(network.head_width, a->head_dim);
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

void add_unet(CLI::App& model, Action& action) {
  struct Arguments : ModelArguments {
    std::string block = "block";
    Given latent, batch, groups, context;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = add_way(model, action, "unet", "A diffusion UNet; by default one block of Stable Diffusion's", a, [a] {
    networks::Unet network{.part = value_of(kUnetParts, a->block)};
    take(network.height, a->latent);
    if (a->seq) {
      constexpr std::int64_t kMost = networks::kMostExtent * networks::kMostExtent;
      networks::check_size("unet", "seq", *a->seq, kMost);
      network.height = networks::checked_root("unet", "seq", *a->seq, "must be a square: pixels of the latent image");
    }
    network.width = network.height;
    if (a->layers) networks::check_size("unet", "layers", *a->layers, networks::kMostLayers);
    take(network.layers, a->layers);
    take(network.channels, a->dim);
    take(network.heads, a->heads);
    take(network.element_bytes, a->element_bytes);
    take(network.batch, a->batch);
    take(network.groups, a->groups);
    take(network.context_tokens, a->context);
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

/// \throws engine::ModelError unless it is `name=N`
std::pair<std::string, std::int64_t> dimension_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string digits = equals == std::string::npos ? "" : text.substr(equals + 1);
  const bool whole =
      !digits.empty() && digits.size() <= 18 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (equals == 0 || !whole || std::stoll(digits) < 1) {
    throw engine::ModelError{fmt::format("--dim {} (must be NAME=N, N at least 1)", text)};
  }
  return {text.substr(0, equals), std::stoll(digits)};
}

void add_graph_import(CLI::App& model, Action& action) {
  struct Arguments : ModelArguments {
    std::string graph;
    std::vector<std::string> dimensions;
    bool barrier = false;
  };
  const auto a = std::make_shared<Arguments>();
  auto* way = add_way(model, action, "import", "A graph file, or an ONNX file, as a graph file", a, [a] {
    io::tensor::onnx::ImportOptions options{.barrier = a->barrier};
    for (const std::string& text : a->dimensions) options.dimensions.insert(dimension_of(text));
    return io::tensor::onnx::open_graph(a->graph, options);
  });
  way->add_option("GRAPH", a->graph, "graph file; ONNX if its name ends in .onnx")->required();
  way->add_option("--dim", a->dimensions, "NAME=N: extent of a dimension that the ONNX file has as a name")
      ->allow_extra_args(false);
  way->add_flag("--barrier", a->barrier,
                "ONNX operators that are not supported stay whole, if the file has their shape");
}

}  // namespace

void add_model(CLI::App& app, Action& action) {
  auto* model = app.add_subcommand("model", "Make an operator graph: a network of a given size, or an imported one");
  model->require_subcommand(1);
  add_gpt(*model, action);
  add_vit(*model, action);
  add_evoformer(*model, action);
  add_unet(*model, action);
  add_graph_import(*model, action);
}

}  // namespace octosim::jobs::cli
