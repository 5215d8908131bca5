#include "partition/chunk/coverable.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "partition/chunk/cover.hpp"
#include "tests/support/chunk_places.hpp"

namespace octosim::partition::chunk {
namespace {

using testing::HasSubstr;

Graph block() { return models::tensor::blocks::attention({.tokens = 64, .width = 32, .heads = 4}); }

bool covers(const Tables& tables, const Tbu& tbu) {
  try {
    cover(tables, tbu);
  } catch (const engine::ModelError&) {
    return false;
  }
  return true;
}

TEST(CoverableTest, TheLeastMemoriesAreTheLeast) {
  const Graph graph = block();
  const Tables tables{graph};
  for (const std::int64_t cbu : {20'000, 30'000, 1 << 20}) {
    Tbu tbu{.cbu_bytes = cbu, .tile_bytes = 512};
    const LeastMemories least = least_memories(tables, tbu);
    ASSERT_TRUE(least.cbu);
    EXPECT_EQ(least.sram.has_value(), cbu >= *least.cbu);
    if (!least.sram) continue;
    tbu.sram_bytes = *least.sram;
    EXPECT_TRUE(covers(tables, tbu));
    EXPECT_TRUE(is_coverable(tables, tbu));
    tbu.sram_bytes = *least.sram - 1;
    EXPECT_FALSE(covers(tables, tbu));
    EXPECT_FALSE(is_coverable(tables, tbu));
    EXPECT_THROW(refuse_cover(tables, tbu), engine::ModelError);
  }
  const Tbu any{.cbu_bytes = *least_memories(tables, {}).cbu};
  EXPECT_TRUE(covers(tables, any));
  EXPECT_FALSE(covers(tables, {.cbu_bytes = any.cbu_bytes - 1}));
}

std::string refused_text(const Graph& graph, const Tbu& tbu) {
  const Tables tables{graph};
  try {
    refuse_cover(tables, tbu);
  } catch (const engine::ModelError& error) {
    return error.what();
  }
}

TEST(CoverableTest, ARefusalNamesNodeNeedAndTheLeast) {
  const Graph graph = block();
  const Tables tables{graph};
  const std::int64_t sram = *least_memories(tables, {}).sram, cbu = *least_memories(tables, {}).cbu;
  const std::string small = refused_text(graph, {.sram_bytes = 100});
  EXPECT_THAT(small, HasSubstr("node \"ln1\" needs "));
  EXPECT_THAT(small, HasSubstr("the SRAM must be at least " + std::to_string(sram) + " bytes"));
  const std::string narrow = refused_text(graph, {.cbu_bytes = 100});
  EXPECT_THAT(narrow, HasSubstr("of the CBU (there are 100)"));
  EXPECT_THAT(narrow, HasSubstr("the CBU must be at least " + std::to_string(cbu) + " bytes"));
}

TEST(CoverableTest, AnOperatorThatIsUnknownIsNamed) {
  Graph graph;
  const Node x = graph.add_input("x", {8, 4}, 2);
  const Node odd = graph.add("odd", "unknown", {x}, {{"shape", models::tensor::Shape{8, 4}}});
  graph.add("y", "relu", {odd});
  const Tables tables{graph};
  EXPECT_FALSE(least_memories(tables, {}).sram);
  EXPECT_THAT(refused_text(graph, {}), HasSubstr("node \"odd\" cannot be sliced along any dimension"));
}

}  // namespace
}  // namespace octosim::partition::chunk
