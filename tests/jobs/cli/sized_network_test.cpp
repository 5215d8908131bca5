#include "jobs/cli/sized_network.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/tensor/write_graph.hpp"
#include "jobs/cli/network_words.hpp"

namespace octosim::jobs::cli {
namespace {

TEST(SizedNetworkTest, TheSequenceOfTheWords) {
  EXPECT_EQ(SizedNetwork{"gpt"}.length(SizedNetwork{"gpt"}.given()), 1024);
  EXPECT_EQ(SizedNetwork{"gpt --seq=77"}.given(), 77);
  EXPECT_EQ(SizedNetwork{"vit --seq 5"}.given(), 5);
  EXPECT_EQ(SizedNetwork{"evoformer"}.given(), 256);
  EXPECT_EQ(SizedNetwork{"unet"}.given(), 64);
  EXPECT_EQ(SizedNetwork{"unet --latent 9"}.given(), 9);
  EXPECT_EQ(SizedNetwork{"unet --seq 100"}.given(), 10);
}

TEST(SizedNetworkTest, LengthsThatANetworkTakes) {
  EXPECT_EQ(SizedNetwork{"gpt"}.length(3), 3);
  EXPECT_EQ(SizedNetwork{"unet"}.length(3), 9);
  EXPECT_EQ(SizedNetwork{"unet --block full --latent 16"}.length(2), 256) << "each of three levels halves the image";
  EXPECT_EQ(SizedNetwork{"unet --block full --latent 16"}.given(), 2);
  EXPECT_EQ(SizedNetwork{"vit --whole"}.length(14), 197);
  EXPECT_EQ(SizedNetwork{"vit --whole"}.given(), 14);
}

TEST(SizedNetworkTest, GraphsOfTheGivenLengthAreThoseOfTheWords) {
  for (const std::string words : {"gpt --seq 40 --layers 2", "vit --whole", "unet --latent 8 --batch 2",
                                  "evoformer --seq 12 --block trimult", "unet --block full --latent 16"}) {
    const SizedNetwork network{words};
    EXPECT_EQ(network.graph(network.given()).size(), make_network(words).size()) << words;
    EXPECT_EQ(models::tensor::text_of(network.graph(network.given())[3].shape),
              models::tensor::text_of(make_network(words)[3].shape))
        << words;
  }
}

TEST(SizedNetworkTest, Refusals) {
  EXPECT_THROW(SizedNetwork{"bert"}, engine::ModelError);
  const SizedNetwork network{"gpt"};
  EXPECT_THROW(network.graph(network.most() + 1), engine::ModelError);
}

}  // namespace
}  // namespace octosim::jobs::cli
