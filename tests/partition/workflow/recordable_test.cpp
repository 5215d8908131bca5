#include "partition/workflow/recordable.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using models::workload::Dependence, models::workload::kNone, models::workload::Recorded;
using test::OwgBuilder;
using testing::HasSubstr, testing::IsEmpty;

/// SRC -> Decode(p) -> Frames -> Detect(q) -> Faces(q) -> Infer(r) -> One(s) -> Deep(t) -> ... -> All -> Encode(u) ->
/// SINK
OwgBuilder nested() {
  OwgBuilder builder;
  for (const char* name : {"p", "q", "r", "s", "t", "u", "unused"}) builder.constant(name, 2);
  return builder.task("Decode")
      .depends(Dependence::kSize, "p")
      .task("Detect")
      .depends(Dependence::kIndex, "q", 1)
      .task("Infer")
      .depends(Dependence::kSparsity, "r")
      .task("Deep")
      .depends(Dependence::kSize, "t")
      .task("Encode")
      .depends(Dependence::kSize, "u")
      .task("Plain")
      .expand_streamed("Frames")
      .expand_by("Faces", "q")
      .expand_by("One", "s")
      .collapse("OneJoined")
      .collapse("FacesJoined")
      .collapse("All")
      .path({"SRC", "Decode", "Frames", "Detect", "Faces", "Infer", "One", "Deep", "OneJoined", "FacesJoined", "Plain",
             "All", "Encode", "SINK"});
}

std::vector<Recordable> found(const OwgBuilder& builder) {
  const auto owg = builder.build();
  return recordable(owg, validate(owg));
}

TEST(RecordableTest, SaysOfWhatAPropertyIsLookedAt) {
  const OwgBuilder builder = nested();
  const auto all = found(builder);
  const auto of = [&](const char* name) { return all[builder.property_index(name)]; };
  EXPECT_TRUE(of("p").of_frames);
  EXPECT_TRUE(of("q").of_frames);
  EXPECT_EQ(of("q").expand, kNone);
  EXPECT_FALSE(of("r").of_frames);
  EXPECT_EQ(of("r").expand, builder.block_index("Faces"));
  EXPECT_EQ(of("s").expand, builder.block_index("Faces"));
  for (const char* name : {"p", "q", "r", "s", "unused"}) EXPECT_THAT(of(name).problem, IsEmpty()) << name;
  EXPECT_FALSE(of("unused").of_frames);
  EXPECT_THAT(of("t").problem, HasSubstr("Deep looks at it inside Expand One, which is inside Expand Faces"));
  EXPECT_THAT(of("u").problem, HasSubstr("Encode looks at it of whole videos"));
}

TEST(RecordableTest, InsideARouteIsOfTheFrameToo) {
  const auto all = found(OwgBuilder{}
                             .constant("p", 1)
                             .task("A")
                             .depends(Dependence::kSize, "p")
                             .task("B")
                             .route_by("R", "p", {0.5})
                             .merge("M")
                             .path({"SRC", "R", "A", "M", "SINK"})
                             .path({"R", "B", "M"}));
  EXPECT_TRUE(all[0].of_frames);
  EXPECT_EQ(all[0].expand, kNone);
}

TEST(RecordableTest, ItemsOfTwoExpandsHaveNoName) {
  const auto all = found(OwgBuilder{}
                             .constant("p", 1)
                             .constant("n", 1)
                             .task("A")
                             .depends(Dependence::kSize, "p")
                             .task("B")
                             .depends(Dependence::kSize, "p")
                             .expand_by("E", "n")
                             .expand_by("F", "n")
                             .collapse("X")
                             .collapse("Y")
                             .path({"SRC", "E", "A", "X", "F", "B", "Y", "SINK"}));
  EXPECT_THAT(all[0].problem, HasSubstr("inside two Expands, E and F"));
  EXPECT_THAT(all[1].problem, IsEmpty());
}

std::string check(const char* property, bool of_items) {
  const OwgBuilder builder = nested();
  Recorded all{.videos = {0, 1}, .series = {}};
  all.series.push_back({.property = builder.property_index(property), .first = {}, .values = {1}});
  if (of_items) all.series[0].first = {0, 1};
  const auto owg = builder.build();
  try {
    check_recorded(all, owg, validate(owg), "a.csv");
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "good";
}

TEST(RecordableTest, RefusesWhatNobodyLooksAt) {
  EXPECT_EQ(check("p", false), "good");
  EXPECT_EQ(check("q", false), "good");
  EXPECT_EQ(check("r", true), "good");
  EXPECT_THAT(check("q", true), HasSubstr("a.csv: column q: has values of items"));
  EXPECT_THAT(check("r", false), HasSubstr("a.csv: column r: has values of frames"));
  EXPECT_THAT(check("r", false), HasSubstr("must be in rows of items"));
  EXPECT_THAT(check("unused", false), HasSubstr("must be a property that a block looks at"));
  EXPECT_THAT(check("t", true), HasSubstr("a.csv: column t: Deep looks at it inside Expand One"));
  EXPECT_THAT(check("u", false), HasSubstr("of whole videos (must be looked at of frames"));
}

}  // namespace
}  // namespace octosim::partition::workflow
