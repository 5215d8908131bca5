#include "io/recorded/tabulate.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/recorded/csv.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::io::recorded {
namespace {

using models::workload::Recorded;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

const models::workload::Owg& table_owg() {
  static const auto built = test::OwgBuilder{}.constant("faces", 1).constant("density", 1).named("TEST").build();
  return built;
}

Recorded read(const std::string& text) { return tabulate(parse_csv(text, "a.csv"), table_owg()); }

std::string table_error(const std::string& text) {
  try {
    static_cast<void>(read(text));
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "none";
}

TEST(TabulateTest, KeepsValuesByVideoAndFrame) {
  const Recorded all = read("video,frame,faces\n0,0,4\n0,1,5\n0,2,6\n1,0,7\n");
  EXPECT_THAT(all.videos, ElementsAre(0, 3, 4));
  ASSERT_EQ(all.series.size(), 1u);
  EXPECT_EQ(all.series[0].property, 0u);
  EXPECT_FALSE(all.series[0].is_of_items());
  EXPECT_THAT(all.series[0].values, ElementsAre(4, 5, 6, 7));
}

TEST(TabulateTest, RowsAndColumnsMayBeInAnyOrder) {
  const Recorded all = read("density,frame,faces,video\n0.1,0,7,1\n0.2,2,6,0\n0.3,0,4,0\n0.4,1,5,0\n");
  EXPECT_THAT(all.videos, ElementsAre(0, 3, 4));
  ASSERT_EQ(all.series.size(), 2u);
  EXPECT_THAT(all.series[0].values, ElementsAre(4, 5, 6, 7));
  EXPECT_THAT(all.series[1].values, ElementsAre(0.3, 0.4, 0.2, 0.1));
  const Recorded sorted = read("video,frame,faces,density\n0,0,4,0.3\n0,1,5,0.4\n0,2,6,0.2\n1,0,7,0.1\n");
  EXPECT_EQ(models::workload::digest_of(all), models::workload::digest_of(sorted));
}

TEST(TabulateTest, ItemsBelongToTheirFrame) {
  const Recorded all =
      read("video,frame,item,faces,density\n0,0,,2,\n0,0,0,,0.5\n0,0,1,,0.6\n0,1,,0,\n0,2,,3,\n0,2,1,,\n0,2,0,,0.7\n");
  ASSERT_EQ(all.series.size(), 2u);
  EXPECT_THAT(all.series[0].values, ElementsAre(2, 0, 3));
  EXPECT_THAT(all.series[0].first, IsEmpty());
  EXPECT_EQ(all.series[1].property, 1u);
  EXPECT_THAT(all.series[1].first, ElementsAre(0, 2, 2, 3));
  EXPECT_THAT(all.series[1].values, ElementsAre(0.5, 0.6, 0.7));
}

TEST(TabulateTest, APropertyMayBeOfFramesAndOfItems) {
  const Recorded all = read("video,frame,item,faces\n0,0,,2\n0,0,0,9\n");
  ASSERT_EQ(all.series.size(), 2u);
  EXPECT_EQ(all.find(0, false), 0u);
  EXPECT_EQ(all.find(0, true), 1u);
}

TEST(TabulateTest, NamesUnknownColumnsWithTheNearest) {
  EXPECT_THAT(table_error("video,frame,facez\n0,0,1\n"),
              testing::AllOf(HasSubstr("a.csv: column facez"), HasSubstr("did you mean \"faces\""),
                             HasSubstr("video, frame, item, faces, density")));
  EXPECT_THAT(table_error("frame,faces\n0,1\n"), HasSubstr("has no column video"));
  EXPECT_THAT(table_error("video,faces\n0,1\n"), HasSubstr("has no column frame"));
  EXPECT_THAT(table_error("video,frame\n0,1\n"), HasSubstr("has no column of a property"));
  EXPECT_THAT(table_error("video,frame,faces\n"), HasSubstr("a.csv: has no rows"));
}

TEST(TabulateTest, RefusesNumbersThatNameNothing) {
  EXPECT_THAT(table_error("video,frame,faces\n0,0,1\n0,1.5,1\n"),
              HasSubstr("a.csv:3: column frame = 1.5 (must be a whole number from 0 to 4294967294)"));
  EXPECT_THAT(table_error("video,frame,faces\n-1,0,1\n"), HasSubstr("a.csv:2: column video = -1 (must be a whole"));
  EXPECT_THAT(table_error("video,frame,faces\n0,,1\n"), HasSubstr("a.csv:2: column frame = nothing"));
  EXPECT_THAT(table_error("video,frame,faces\n0,4294967295,1\n"), HasSubstr("column frame = 4294967295 (must be"));
  EXPECT_THAT(table_error("video,frame,item,faces\n0,0,0.5,1\n"), HasSubstr("column item = 0.5 (must be a whole"));
}

TEST(TabulateTest, RefusesGapsAndRepeatedRows) {
  EXPECT_THAT(table_error("video,frame,faces\n0,0,1\n0,2,1\n"),
              HasSubstr("a.csv:3: column frame: video 0, frame 2 follows: video 0, frame 1 is missing"));
  EXPECT_THAT(table_error("video,frame,faces\n0,1,1\n"), HasSubstr("video 0, frame 0 is missing"));
  EXPECT_THAT(table_error("video,frame,faces\n1,0,1\n"), HasSubstr("video 0, frame 0 is missing"));
  EXPECT_THAT(table_error("video,frame,faces\n0,0,1\n2,0,1\n"), HasSubstr("video 1, frame 0 is missing"));
  EXPECT_THAT(table_error("video,frame,faces\n0,0,1\n1,1,1\n"), HasSubstr("video 1, frame 0 is missing"));
  EXPECT_THAT(table_error("video,frame,faces\n0,0,1\n0,1,1\n0,0,1\n"),
              HasSubstr("a.csv:4: column frame: video 0, frame 0 is there twice"));
  EXPECT_THAT(table_error("video,frame,item,faces\n0,0,,1\n0,0,1,1\n"), HasSubstr("frame 0, item 0 is missing"));
  EXPECT_THAT(table_error("video,frame,item,faces\n0,0,,1\n0,0,0,1\n0,0,0,1\n"), HasSubstr("item 0 is there twice"));
  EXPECT_THAT(table_error("video,frame,item,faces\n0,0,,1\n0,1,0,1\n"), HasSubstr("video 0, frame 1 is missing"));
}

TEST(TabulateTest, RefusesValuesThatNoDistributionGives) {
  EXPECT_THAT(table_error("video,frame,faces\n0,0,-1\n"),
              HasSubstr("a.csv:2: column faces = -1 (must be from 0 to 1e+15)"));
  EXPECT_THAT(table_error("video,frame,faces\n0,0,1e16\n"), HasSubstr("column faces = 1e+16 (must be from 0"));
  EXPECT_THAT(table_error("video,frame,item,faces\n0,0,,1\n0,0,0,-2\n"), HasSubstr("a.csv:3: column faces = -2"));
}

TEST(TabulateTest, AValueInEveryFrameOrInNone) {
  EXPECT_THAT(table_error("video,frame,faces\n0,0,1\n0,1,\n"),
              HasSubstr("a.csv:3: column faces = nothing, and video 0, frame 0 has a value"));
  EXPECT_THAT(table_error("video,frame,faces\n0,0,\n0,1,1\n"),
              HasSubstr("a.csv:2: column faces = nothing, and video 0, frame 1 has a value"));
  EXPECT_THAT(table_error("video,frame,faces\n0,0,\n"), HasSubstr("a.csv: column faces: has no value"));
  EXPECT_THAT(table_error("video,frame,item,faces\n0,0,,\n0,0,0,\n0,0,1,3\n"),
              HasSubstr("a.csv:3: column faces = nothing, and the item after it has a value"));
}

}  // namespace
}  // namespace octosim::io::recorded
