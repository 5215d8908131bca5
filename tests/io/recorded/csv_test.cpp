#include "io/recorded/csv.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"

namespace octosim::io::recorded {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::NanSensitiveDoubleEq;

std::string csv_error(const std::string& text) {
  try {
    static_cast<void>(parse_csv(text, "a.csv"));
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "none";
}

TEST(CsvTest, ReadsColumnsInTheirOrder) {
  const Table table = parse_csv("video,frame,faces\n0,0,2.5\n0,1,+1e-3\n", "a.csv");
  EXPECT_EQ(table.file, "a.csv");
  ASSERT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(table.columns[2].name, "faces");
  EXPECT_THAT(table.columns[2].values, ElementsAre(2.5, 1e-3));
  EXPECT_EQ(table.rows(), 2u);
}

TEST(CsvTest, SkipsCommentsAndBlankLinesAndCountsThemAsLines) {
  const Table table = parse_csv(
      "\xEF\xBB\xBF# of two frames\r\n\r\n video , \"frame\" ,faces\r\n  \n# more\n0,0,\"7\"\r\n0, 1 ,8", "a.csv");
  ASSERT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(table.columns[0].name, "video");
  EXPECT_EQ(table.columns[1].name, "frame");
  EXPECT_THAT(table.columns[2].values, ElementsAre(7, 8));
  EXPECT_EQ(table.where(0, "faces"), "a.csv:6: column faces");
  EXPECT_EQ(table.where(1, "faces"), "a.csv:7: column faces");
}

TEST(CsvTest, AnEmptyFieldIsNoValue) {
  const Table table = parse_csv("a,b\n1,\n,2\n\"\",3\n", "a.csv");
  EXPECT_THAT(table.columns[0].values, ElementsAre(1, NanSensitiveDoubleEq(kEmpty), NanSensitiveDoubleEq(kEmpty)));
  EXPECT_THAT(table.columns[1].values, ElementsAre(NanSensitiveDoubleEq(kEmpty), 2, 3));
}

TEST(CsvTest, ReadsQuotesAndCommasInNames) {
  const Table table = parse_csv("\"a,b\",\"say \"\"c\"\"\"\n1,2\n", "a.csv");
  EXPECT_EQ(table.columns[0].name, "a,b");
  EXPECT_EQ(table.columns[1].name, "say \"c\"");
}

TEST(CsvTest, NamesWhatIsWrongAndWhere) {
  EXPECT_THAT(csv_error(""), HasSubstr("a.csv: is empty"));
  EXPECT_THAT(csv_error("# nothing\n\n"), HasSubstr("a.csv: is empty"));
  EXPECT_THAT(csv_error("a,,b\n"), HasSubstr("a.csv:1: column 2 has no name"));
  EXPECT_THAT(csv_error("a,b,a\n"), HasSubstr("a.csv:1: column a is there twice"));
  EXPECT_THAT(csv_error("a,b\n1,2\n\n3\n"), HasSubstr("a.csv:4: 1 fields (must be 2"));
  EXPECT_THAT(csv_error("a,b\n1,2,3,4\n"), HasSubstr("a.csv:2: 4 fields (must be 2"));
  EXPECT_THAT(csv_error("a,b\n1,2\n1,two\n"), HasSubstr("a.csv:3: column b: two (must be a number"));
  EXPECT_THAT(csv_error("a,b\n1,2x\n"), HasSubstr("a.csv:2: column b: 2x (must be a number"));
  EXPECT_THAT(csv_error("a,b\n1,nan\n"), HasSubstr("a.csv:2: column b: nan (must be finite)"));
  EXPECT_THAT(csv_error("a,b\n-inf,1\n"), HasSubstr("a.csv:2: column a: -inf (must be finite)"));
  EXPECT_THAT(csv_error("a,b\n1e999,1\n"), HasSubstr("a.csv:2: column a: 1e999 (is too large"));
  EXPECT_THAT(csv_error("a,b\n\"1,1\n"), HasSubstr("a.csv:2: a quote is not closed"));
  EXPECT_THAT(csv_error("a,b\n\"1\"2,1\n"), HasSubstr("a.csv:2: something follows a closing quote"));
}

TEST(CsvTest, WhatIsWrittenReadsAsTheSameNumbers) {
  Table table{.file = "", .columns = {}, .where = {}};
  table.columns.push_back({.name = "say \"c\", d", .values = {0.1, 1.0 / 3, 5e-324, kEmpty, 1e15}});
  table.columns.push_back({.name = "#b", .values = {kEmpty, 0, 2, 3, 123456789.125}});
  const Table again = parse_csv(csv_of(table), "b.csv");
  ASSERT_EQ(again.columns.size(), 2u);
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_EQ(again.columns[c].name, table.columns[c].name);
    ASSERT_EQ(again.rows(), table.rows());
    for (std::size_t row = 0; row < table.rows(); ++row) {
      EXPECT_THAT(again.columns[c].values[row], NanSensitiveDoubleEq(table.columns[c].values[row]));
      if (!std::isnan(table.columns[c].values[row])) {
        EXPECT_EQ(again.columns[c].values[row], table.columns[c].values[row]) << "exactly";
      }
    }
  }
}

}  // namespace
}  // namespace octosim::io::recorded
