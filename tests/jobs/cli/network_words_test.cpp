#include "jobs/cli/network_words.hpp"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/networks/gpt.hpp"
#include "tests/support/same_graph.hpp"

namespace octosim::jobs::cli {
namespace {

using testing::HasSubstr;

/// The words of a command line, as octosim model notes them.
std::string noted(const std::string& line) {
  CLI::App app;
  std::string words;
  add_networks(app, [&words](CLI::App& way, const auto&) {
    way.add_option("-o,--output");
    way.add_flag("--json");
    way.callback([&words, &way] { words = words_of(way); });
  });
  app.parse(line, false);
  return words;
}

TEST(NetworkWordsTest, TheWordsThatWereGivenWithoutWhatBecomesOfIt) {
  EXPECT_EQ(noted("gpt"), "gpt");
  EXPECT_EQ(noted("gpt --json --seq=64 -o x.toml --whole"), "gpt --seq 64 --whole");
  EXPECT_EQ(noted("unet --latent 8 --block full"), "unet --latent 8 --block full");
}

TEST(NetworkWordsTest, WordsMakeTheNetworkAgain) {
  const auto graph = make_network("gpt --seq 32 --dim 16 --heads 2 --layers 2");
  EXPECT_EQ(
      tests::difference(graph, models::tensor::networks::gpt({.tokens = 32, .layers = 2, .width = 16, .heads = 2})),
      "");
  EXPECT_EQ(graph.made_by(), "gpt --seq 32 --dim 16 --heads 2 --layers 2");
  for (const char* words : {"vit --whole", "evoformer --block trimult", "unet --latent 8"}) {
    EXPECT_GT(make_network(words).size(), 10U) << words;
  }
}

std::string refused_words(const std::string& words) {
  try {
    make_network(words);
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return {};
}

TEST(NetworkWordsTest, OtherWordsAreQuoted) {
  for (const char* words : {"", "bert", "gpt --sek 4", "gpt --seq many", "import x.onnx", "gpt -o x.toml", "--help"}) {
    EXPECT_THAT(refused_words(words), HasSubstr("\"" + std::string{words} + "\" makes no network")) << words;
  }
  EXPECT_THAT(refused_words("gpt --seq 0"), HasSubstr("seq = 0"));
}

}  // namespace
}  // namespace octosim::jobs::cli
