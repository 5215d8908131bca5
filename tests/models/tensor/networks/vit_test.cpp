#include "models/tensor/networks/vit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "models/tensor/summary.hpp"

namespace octosim::models::tensor::networks {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(VitTest, IsByDefaultABlockWithoutMask) {
  const Graph graph = vit({});
  EXPECT_EQ(graph.compute_order().size(), 23U);
  EXPECT_FALSE(graph.find("masked"));
  EXPECT_EQ(graph[*graph.find("scores")].shape, (Shape{12, 197, 197}));
  EXPECT_EQ(graph.operands(*graph.find("probs")), std::vector{*graph.find("scaled")});
}

/// Parameters of ViT-B/16, ViT-L/16 and ViT-H/14 with a head for 1000 classes.  Source: the released models.
TEST(VitTest, HasTheParametersOfThePublishedModels) {
  for (const auto& [size, patch, parameters] :
       {std::tuple{"b", 16, 86'567'656LL}, std::tuple{"l", 16, 304'326'632LL}, std::tuple{"h", 14, 632'045'800LL}}) {
    Vit network = vit_of_size(size);
    network.whole = true;
    network.patch = patch;
    network.tokens = 224 / patch * (224 / patch) + 1;
    EXPECT_EQ(summarise(vit(network)).weight_bytes, 2 * parameters) << size;
  }
}

TEST(VitTest, TheWholeCutsAnImageIntoPatchesAndEndsWithClasses) {
  const Graph graph = vit({.tokens = 10, .layers = 2, .width = 4, .heads = 2, .whole = true, .classes = 7});
  EXPECT_EQ(graph[*graph.find("image")].shape, (Shape{1, 3, 48, 48}));
  EXPECT_EQ(graph[*graph.find("tokens")].shape, (Shape{10, 4}));
  EXPECT_EQ(graph[*graph.find("head")].shape, Shape{7});
}

TEST(VitTest, RefusesSizesByName) {
  EXPECT_THAT([] { vit({.tokens = 100, .whole = true}); },
              ThrowsMessage<engine::ModelError>(HasSubstr("seq - 1 = 99 (with the embedding it must be 1 more than a "
                                                          "square, such as 100)")));
  EXPECT_THAT([] { vit({.tokens = 1, .whole = true}); }, ThrowsMessage<engine::ModelError>(HasSubstr("seq = 1")));
  EXPECT_THAT([] { vit({.heads = 0}); }, ThrowsMessage<engine::ModelError>(HasSubstr("heads = 0")));
  EXPECT_THAT([] { vit_of_size("x"); }, ThrowsMessage<engine::ModelError>(HasSubstr("b, l or h")));
}

}  // namespace
}  // namespace octosim::models::tensor::networks
