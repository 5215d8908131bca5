#include "io/owg/checked_table.hpp"

#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::io::owg {
namespace {

using testing::HasSubstr;
using testing::StrEq;
using testing::ThrowsMessage;

class CheckedTableTest : public testing::Test {
 protected:
  const toml::table document_ = toml::parse(R"(text = "a"
empty = ""
whole = 7
real = 0.1
whole_real = 7.0
yes = true
numbers = [1, 2.5]
mixed = [1, "a"]
huge = 9223372036854775807
[[item]]
x = 1
[[item]]
x = 2
)");
  const CheckedTable table_{document_, "f.toml", "thing"};
};

TEST_F(CheckedTableTest, GivesWhatIsThere) {
  EXPECT_EQ(table_.text("text"), "a");
  EXPECT_EQ(table_.text_or("empty", "b"), "");
  EXPECT_EQ(table_.whole_or("whole", 1), 7U);
  EXPECT_EQ(table_.real("real", 0, 1), 0.1);
  EXPECT_EQ(table_.real("whole", 7, 7), 7);
  EXPECT_TRUE(table_.flag_or("yes", false));
  EXPECT_EQ(table_.reals("numbers", 1, 2.5), (std::vector<double>{1, 2.5}));
  EXPECT_TRUE(table_.has("real"));
}

TEST_F(CheckedTableTest, GivesTheFallbackForWhatIsNot) {
  EXPECT_EQ(table_.text_or("none", "b"), "b");
  EXPECT_EQ(table_.whole_or("none", 3), 3U);
  EXPECT_TRUE(table_.flag_or("none", true));
  EXPECT_TRUE(table_.tables("none").empty());
  EXPECT_FALSE(table_.has("none"));
}

TEST_F(CheckedTableTest, GivesListsOfWholeNumbersAndTexts) {
  const toml::table document =
      toml::parse("a = [1, -2]\nb = [\"x\", \"y\"]\nc = []\nd = [1, 2.5]\ne = [\"\"]\nf = 1\n");
  const CheckedTable table{document, "f.toml", "thing"};
  EXPECT_EQ(table.wholes("a", -2, 1), (std::vector<std::int64_t>{1, -2}));
  EXPECT_EQ(table.texts("b"), (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(table.wholes("c", 0, 1).empty());
  EXPECT_TRUE(table.texts("c").empty());
  const auto refused = [](auto call, const char* why) {
    EXPECT_THAT(call, testing::ThrowsMessage<engine::ModelError>(testing::HasSubstr(why)));
  };
  refused([&] { table.wholes("a", 0, 1); }, "f.toml:1: thing: a: element 2 = -2 must be a whole number from 0 to 1");
  refused([&] { table.wholes("d", 0, 9); }, "element 2 = 2.5");
  refused([&] { table.wholes("f", 0, 9); }, "must be an array of whole numbers");
  refused([&] { table.texts("a"); }, "element 1 = 1 must be a text in quotes");
  refused([&] { table.texts("e"); }, "element 1");
  refused([&] { table.texts("f"); }, "must be an array of texts");
}

TEST_F(CheckedTableTest, NumbersTablesFromOne) {
  const std::vector<CheckedTable> items = table_.tables("item");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[1].what(), "[[item]] 2");
  EXPECT_EQ(items[1].whole_or("x", 0), 2U);
}

TEST_F(CheckedTableTest, RefusesOtherTypesAndRanges) {
  EXPECT_THAT([&] { table_.text("whole"); },
              ThrowsMessage<engine::ModelError>(StrEq("f.toml:3: thing: whole = 7: must be a text in quotes")));
  EXPECT_THAT([&] { table_.text("none"); }, ThrowsMessage<engine::ModelError>(HasSubstr("key \"none\" is missing")));
  EXPECT_THAT([&] { table_.whole_or("whole_real", 0); },
              ThrowsMessage<engine::ModelError>(HasSubstr("f.toml:5: thing: whole_real = 7: must be a whole number")));
  EXPECT_THAT([&] { table_.whole_or("whole", 0, 8, 9); },
              ThrowsMessage<engine::ModelError>(HasSubstr("must be a whole number from 8 to 9")));
  EXPECT_THAT([&] { table_.whole_or("huge", 0); }, ThrowsMessage<engine::ModelError>(HasSubstr("f.toml:9:")));
  EXPECT_THAT([&] { table_.real("real", 0.2, 1); },
              ThrowsMessage<engine::ModelError>(HasSubstr("real = 0.1: must be a number from 0.2 to 1")));
  EXPECT_THAT([&] { table_.real("yes", 0, 1); }, ThrowsMessage<engine::ModelError>(HasSubstr("yes = true")));
  EXPECT_THAT([&] { table_.reals("mixed", 0, 9); },
              ThrowsMessage<engine::ModelError>(HasSubstr("mixed: element 2 = \"a\" must be a number")));
  EXPECT_THAT([&] { table_.reals("whole", 0, 9); }, ThrowsMessage<engine::ModelError>(HasSubstr("must be an array")));
  EXPECT_THAT([&] { table_.table("whole", "inner"); }, ThrowsMessage<engine::ModelError>(HasSubstr("must be a table")));
  EXPECT_THAT([&] { table_.tables("whole"); }, ThrowsMessage<engine::ModelError>(HasSubstr("[[whole]] tables")));
  EXPECT_THAT([&] { table_.tables("numbers"); }, ThrowsMessage<engine::ModelError>(HasSubstr("element 1")));
}

TEST_F(CheckedTableTest, TellsAnUnknownKeyFromOneOfAnotherKind) {
  constexpr std::array<std::string_view, 8> kMine{"text", "empty",   "whole", "whole_real",
                                                  "yes",  "numbers", "mixed", "huge"};
  constexpr std::array<std::string_view, 1> kReal{"real"};
  const toml::table document = toml::parse("text = 1\nreal = 2");
  const CheckedTable table{document, "f.toml", "thing"};
  EXPECT_THAT([&] { table.allow_only(kMine, kReal, "a boat"); },
              ThrowsMessage<engine::ModelError>(HasSubstr("f.toml:2: thing: key \"real\" does not belong to a boat")));
  EXPECT_THAT([&] { table.allow_only(kMine, kMine, "a boat"); },
              ThrowsMessage<engine::ModelError>(HasSubstr("f.toml:2: thing: unknown key \"real\"")));
  const toml::table good = toml::parse("text = 1");
  EXPECT_NO_THROW((CheckedTable{good, "f.toml", "thing"}.allow_only(kMine, kMine, "a boat")));
}

}  // namespace
}  // namespace octosim::io::owg
