// A struct through an image and back, by its Layout; and its digest.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/plan/content.hpp"
#include "io/plan/image_reader.hpp"
#include "io/plan/image_writer.hpp"
#include "io/plan/record_reader.hpp"
#include "io/plan/record_writer.hpp"
#include "tests/io/plan/filled.hpp"

namespace octosim::io::plan::test {
namespace {

using models::plan::Plan;

std::string content_of(const Plan& plan) {
  std::string bytes;
  append_content(bytes, plan);
  return bytes;
}

std::string image_of(const Plan& plan) {
  ImageWriter image;
  write_record(image, "/plan", plan, Note{"none", {}});
  return image.image();
}

TEST(RecordTest, EveryMemberOfAPlanComesBack) {
  const Plan plan = filled<Plan>();
  const auto read = read_record<Plan>(ImageReader{image_of(plan), "x"}, "/plan");
  EXPECT_EQ(content_of(read), content_of(plan));
  EXPECT_NE(content_of(read), content_of(Plan{}));
  EXPECT_GT(plan.owg.blocks.size(), 0u);
  EXPECT_EQ(read.owg.blocks.back().choosing.below, plan.owg.blocks.back().choosing.below);
  EXPECT_EQ(read.sub_owgs.back().tbu_tasks, plan.sub_owgs.back().tbu_tasks);
  EXPECT_EQ(read.owg.properties.back().distribution.counts, plan.owg.properties.back().distribution.counts);
}

TEST(RecordTest, EmptyListsComeBack) {
  const auto read = read_record<Plan>(ImageReader{image_of(Plan{}), "x"}, "/plan");
  EXPECT_EQ(content_of(read), content_of(Plan{}));
}

TEST(RecordTest, TheSamePlanGivesTheSameBytes) { EXPECT_EQ(image_of(filled<Plan>()), image_of(filled<Plan>())); }

TEST(RecordTest, ContentDiffersWithEveryMember) {
  Plan plan = filled<Plan>();
  std::set<std::string> seen{content_of(plan)};
  std::size_t leaves = 0;
  for_each_leaf(plan, [&](auto& leaf) {
    const auto before = leaf;
    change(leaf);
    EXPECT_TRUE(seen.insert(content_of(plan)).second) << "leaf " << leaves;
    leaf = before;
    ++leaves;
  });
  EXPECT_GT(leaves, 100u);
}

TEST(RecordTest, UnknownWordIsRefused) {
  EXPECT_EQ(value_of_word<workload::BlockKind>("route", "x"), workload::BlockKind::kRoute);
  try {
    value_of_word<workload::BlockKind>("rout", "f: /p");
    FAIL();
  } catch (const engine::ModelError& error) {
    EXPECT_STREQ(error.what(), "f: /p: rout (must be one of source, sink, task, route, merge, expand, collapse)");
  }
}

}  // namespace
}  // namespace octosim::io::plan::test
