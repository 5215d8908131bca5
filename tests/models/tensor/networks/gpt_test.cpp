#include "models/tensor/networks/gpt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/blocks/attention.hpp"
#include "models/tensor/summary.hpp"
#include "tests/support/same_graph.hpp"

namespace octosim::models::tensor::networks {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(GptTest, IsByDefaultTheBlockOfTheGoldenFile) {
  EXPECT_EQ(tests::difference(gpt({}), blocks::attention({.tokens = 1024, .width = 768, .heads = 12})), "");
  EXPECT_EQ(tests::difference(gpt({.tokens = 9, .width = 8, .heads = 2, .element_bytes = 4}),
                              blocks::attention({.tokens = 9, .width = 8, .heads = 2, .element_bytes = 4})),
            "");
}

/// Parameters of the released models, whose logits have no table of their own.  Source: their files.
TEST(GptTest, HasTheParametersOfTheReleasedModels) {
  for (const auto& [size, parameters] : {std::pair{"small", 124'439'808LL}, std::pair{"medium", 354'823'168LL},
                                         std::pair{"large", 774'030'080LL}, std::pair{"xl", 1'557'611'200LL}}) {
    Gpt network = gpt_of_size(size);
    network.tokens = 16;
    network.whole = true;
    const std::int64_t logits = network.vocabulary * network.width;
    EXPECT_EQ(summarise(gpt(network)).weight_bytes, 2 * (parameters + logits)) << size;
  }
}

TEST(GptTest, LayersFollowOneAnotherUnderOneMask) {
  const Graph graph = gpt({.tokens = 8, .layers = 3, .width = 6, .heads = 2});
  EXPECT_EQ(graph.compute_order().size(), 3U * 24U);
  EXPECT_EQ(graph.operands(*graph.find("layer1.ln1")), std::vector{*graph.find("layer0.res2")});
  EXPECT_EQ(graph.users(*graph.find("mask")).size(), 3U);
  EXPECT_TRUE(graph.is_output(*graph.find("layer2.res2")));
}

TEST(GptTest, TheWholeBeginsWithNumbersOfTokensAndEndsWithLogits) {
  const Graph graph = gpt({.tokens = 2000, .layers = 2, .width = 6, .heads = 2, .whole = true, .vocabulary = 30});
  EXPECT_EQ(graph[*graph.find("ids")].shape, Shape{2000});
  EXPECT_EQ(graph[*graph.find("wpe")].attributes.at("rows"), Attribute{std::int64_t{2000}});
  EXPECT_EQ(graph[*graph.find("logits")].shape, (Shape{2000, 30}));
  EXPECT_EQ(graph[*graph.find("logits")].element_bytes, 2);
}

TEST(GptTest, RefusesSizesByName) {
  EXPECT_THAT([] { gpt({.width = 768, .heads = 10}); },
              ThrowsMessage<engine::ModelError>("gpt: heads = 10 (must divide dim = 768)"));
  EXPECT_THAT([] { gpt({.tokens = 0}); },
              ThrowsMessage<engine::ModelError>("gpt: seq = 0 (must be from 1 to 1000000)"));
  EXPECT_THAT([] { gpt({.layers = -1}); }, ThrowsMessage<engine::ModelError>(HasSubstr("layers = -1")));
  EXPECT_THAT([] { gpt_of_size("tiny"); }, ThrowsMessage<engine::ModelError>(HasSubstr("small, medium, large or xl")));
  EXPECT_THAT([] { gpt({.element_bytes = 65}); }, ThrowsMessage<engine::ModelError>(HasSubstr("element_bytes = 65")));
}

}  // namespace
}  // namespace octosim::models::tensor::networks
