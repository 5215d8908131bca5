#include "models/tensor/networks/unet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/blocks/unet.hpp"
#include "models/tensor/summary.hpp"
#include "tests/support/same_graph.hpp"

namespace octosim::models::tensor::networks {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(UnetTest, IsByDefaultTheBlockOfTheGoldenFile) {
  EXPECT_EQ(tests::difference(unet({}), blocks::unet({.channels = 320, .height = 64, .width = 64, .heads = 8})), "");
}

/// Source: parameters of the UNet of the released Stable Diffusion 1.5.
TEST(UnetTest, TheWholeHasTheParametersOfStableDiffusion) {
  const Graph graph = unet({.part = UnetPart::kWhole});
  EXPECT_EQ(summarise(graph).weight_bytes, 2 * 859'520'964LL);
  EXPECT_EQ(graph[*graph.find("conv_out")].shape, (Shape{1, 4, 64, 64}));
  EXPECT_EQ(graph[*graph.find("mid.res0.res")].shape, (Shape{1, 1280, 8, 8}));
  EXPECT_EQ(graph[*graph.find("up0.cat2")].shape, (Shape{1, 640, 64, 64}));
}

TEST(UnetTest, WithoutContextThereIsNoCrossAttention) {
  const Unet small{.part = UnetPart::kWhole,
                   .height = 4,
                   .width = 8,
                   .layers = 1,
                   .channels = 8,
                   .heads = 2,
                   .groups = 4,
                   .multipliers = {1, 2},
                   .attention_levels = 1,
                   .context_tokens = 0};
  const Graph graph = unet(small);
  EXPECT_FALSE(graph.find("context"));
  EXPECT_FALSE(graph.find("mid.att.cross.q"));
  EXPECT_TRUE(graph.find("mid.att.self.q"));
  EXPECT_FALSE(graph.find("down1.att0.gn"));
  EXPECT_EQ(graph[*graph.find("conv_out")].shape, (Shape{1, 4, 4, 8}));
}

TEST(UnetTest, BlocksFollowOneAnother) {
  const Graph graph = unet({.batch = 2, .height = 2, .width = 2, .layers = 2, .channels = 8, .heads = 2, .groups = 4});
  EXPECT_EQ(graph.operands(*graph.find("layer1.gn1")), std::vector{*graph.find("layer0.res2")});
}

TEST(UnetTest, RefusesSizesByName) {
  EXPECT_THAT([] { unet({.heads = 7}); }, ThrowsMessage<engine::ModelError>("unet: heads = 7 (must divide dim = 320)"));
  EXPECT_THAT([] { unet({.groups = 7}); }, ThrowsMessage<engine::ModelError>(HasSubstr("groups = 7")));
  EXPECT_THAT([] { unet({.part = UnetPart::kWhole, .height = 12}); },
              ThrowsMessage<engine::ModelError>(HasSubstr("latent side = 12 (must be a multiple of 8: 4 levels)")));
  EXPECT_THAT([] { unet({.part = UnetPart::kWhole, .multipliers = {}}); },
              ThrowsMessage<engine::ModelError>(HasSubstr("0 multipliers")));
  EXPECT_THAT([] { unet({.layers = -2}); }, ThrowsMessage<engine::ModelError>(HasSubstr("layers = -2")));
}

}  // namespace
}  // namespace octosim::models::tensor::networks
