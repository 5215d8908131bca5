#include "models/tensor/networks/evoformer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/blocks/triangle.hpp"
#include "models/tensor/summary.hpp"
#include "tests/support/same_graph.hpp"

namespace octosim::models::tensor::networks {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(EvoformerTest, IsByDefaultTheTriangleAttentionOfTheGoldenFile) {
  EXPECT_EQ(tests::difference(evoformer({}), blocks::triangle_attention(
                                                 {.residues = 256, .channels = 128, .heads = 4, .head_width = 32})),
            "");
  EXPECT_EQ(tests::difference(evoformer({.part = EvoformerPart::kTriangleMultiplication}),
                              blocks::triangle_multiplication({.residues = 256, .channels = 128})),
            "");
}

TEST(EvoformerTest, AWholeBlockHasNineUpdatesAndTwoResults) {
  const Graph graph = evoformer({.part = EvoformerPart::kWhole,
                                 .residues = 6,
                                 .channels = 8,
                                 .heads = 2,
                                 .head_width = 4,
                                 .sequences = 3,
                                 .msa_channels = 10,
                                 .msa_heads = 2});
  for (const char* res : {"msa_row.res", "msa_column.res_t", "msa_transition.res"}) {
    EXPECT_EQ(graph[*graph.find(res)].shape, (Shape{3, 6, 10})) << res;
  }
  for (const char* res :
       {"outer_product.res", "outgoing.res", "incoming.res", "starting.res", "ending.res_t", "pair_transition.res"}) {
    EXPECT_EQ(graph[*graph.find(res)].shape, (Shape{6, 6, 8})) << res;
  }
  EXPECT_EQ(graph[*graph.find("msa_column.scores")].shape, (Shape{6, 2, 3, 3}));
  EXPECT_EQ(graph[*graph.find("msa_row.scores")].shape, (Shape{3, 2, 6, 6}));
  EXPECT_EQ(graph[*graph.find("outer_product.outer")].shape, (Shape{6, 6, 4, 4}));
  EXPECT_TRUE(graph.is_output(*graph.find("msa_transition.res")));
  EXPECT_TRUE(graph.is_output(*graph.find("pair_transition.res")));
}

/// Counted from the supplement's algorithms 7 to 15, whose Linear has a bias and LinearNoBias has none.
TEST(EvoformerTest, ABlockHasTheParametersOfTheSupplement) {
  const auto linear = [](std::int64_t in, std::int64_t out) { return (in + 1) * out; };
  const auto norm = [](std::int64_t channels) { return 2 * channels; };
  const std::int64_t m = 256, z = 128;
  // norm, q k v without bias, gate, output
  const auto attention = [&](std::int64_t channels, std::int64_t width) {
    return norm(channels) + 3 * channels * width + linear(channels, width) + linear(width, channels);
  };
  const auto transition = [&](std::int64_t c) { return norm(c) + linear(c, 4 * c) + linear(4 * c, c); };
  const std::int64_t row = attention(m, 8 * 32) + norm(z) + z * 8, column = attention(m, 8 * 32);
  const std::int64_t outer = norm(m) + 2 * linear(m, 32) + linear(32 * 32, z);
  const std::int64_t multiplication = 2 * norm(z) + 6 * linear(z, z), triangle = attention(z, 4 * 32) + z * 4;
  const std::int64_t block = row + column + transition(m) + outer + 2 * multiplication + 2 * triangle + transition(z);
  EXPECT_EQ(block, 1'829'952);
  const auto bytes = [](std::int64_t layers) {
    return summarise(evoformer({.part = EvoformerPart::kWhole, .layers = layers})).weight_bytes;
  };
  EXPECT_EQ(bytes(1), 2 * block);
  EXPECT_EQ(bytes(48), 2 * 48 * block);
}

TEST(EvoformerTest, BlocksHandOnBothRepresentations) {
  const Graph graph = evoformer({.part = EvoformerPart::kWhole, .residues = 4, .layers = 2, .sequences = 2});
  EXPECT_EQ(graph.operands(*graph.find("layer1.msa_row.ln")), std::vector{*graph.find("layer0.msa_transition.res")});
  EXPECT_EQ(graph.operands(*graph.find("layer1.msa_row.ln_z")), std::vector{*graph.find("layer0.pair_transition.res")});
  EXPECT_FALSE(graph.is_output(*graph.find("layer0.msa_transition.res")));
}

TEST(EvoformerTest, RefusesSizesByName) {
  EXPECT_THAT([] { evoformer({.residues = 0}); }, ThrowsMessage<engine::ModelError>(HasSubstr("seq = 0")));
  EXPECT_THAT([] { evoformer({.part = EvoformerPart::kWhole, .sequences = 2'000'000}); },
              ThrowsMessage<engine::ModelError>(HasSubstr("msa = 2000000")));
}

}  // namespace
}  // namespace octosim::models::tensor::networks
