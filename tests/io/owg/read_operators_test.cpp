#include "io/owg/read_operators.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/owg/read_owg.hpp"
#include "io/owg/write_owg.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::Operator, models::workload::OperatorKind, models::workload::Owg;
using testing::HasSubstr, testing::StartsWith;

constexpr std::string_view kIndex = "depends = \"index\"\nproperty = \"p\"\neach = 2";

/// A Task Block "A" of the lines `keys` and the operators `rows`, which begin at line 20.
Owg workflow(const std::string& rows, std::string_view keys = "") {
  std::string text =
      "format = 1\nname = \"T\"\n[[property]]\nname = \"p\"\ndistribution = { kind = \"constant\", value = 1 }\n"
      "[[block]]\nname = \"A\"\nkind = \"task\"\n";
  text += keys;
  text += "\noperator = [";
  while (std::count(text.begin(), text.end(), '\n') < 19) text += '\n';
  return parse_owg(text + rows + "\n]\n", "t.toml");
}
std::string refusal(const std::string& rows, std::string_view keys = "") {
  try {
    workflow(rows, keys);
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "accepted";
}

struct Row {
  std::string text;
  Operator read;
  std::string_view keys = "";
};
class OperatorRowTest : public testing::TestWithParam<Row> {};

TEST_P(OperatorRowTest, IsReadAndWrittenAndReadAgain) {
  const auto& [text, expected, keys] = GetParam();
  const Owg owg = workflow("{ " + text + " }", keys);
  ASSERT_EQ(owg.blocks.at(0).work.operators.size(), 1U);
  EXPECT_TRUE(owg.blocks[0].work.operators[0] == expected);
  const Owg again = parse_owg(write_owg(owg), "again.toml");
  EXPECT_EQ(again.blocks.at(0).work.operators, owg.blocks[0].work.operators) << write_owg(owg);
}

INSTANTIATE_TEST_SUITE_P(
    , OperatorRowTest,
    testing::Values(
        Row{R"(kind = "conv", in = 4, out = 6, height = 5, width = 7, kernel = 3)",
            {.kind = OperatorKind::kConv, .in = 4, .out = 6, .height = 5, .width = 7, .kernel = 3}},
        Row{R"(kind = "conv", in = 4, out = 6, height = 5, width = 7, kernel = 3, kernel_width = 1, stride = 2, )"
            R"(groups = 2, interval = 3, repeat = 4, label = "a \"l\"", source = "s")",
            {.kind = OperatorKind::kConv,
             .in = 4,
             .out = 6,
             .height = 5,
             .width = 7,
             .kernel = 3,
             .kernel_width = 1,
             .stride = 2,
             .groups = 2,
             .repeat = 4,
             .interval = 3,
             .label = "a \"l\"",
             .source = "s"}},
        Row{R"(kind = "depthwise", channels = 4, height = 5, width = 7, kernel = 3, stride = 2)",
            {.kind = OperatorKind::kDepthwise, .in = 4, .height = 5, .width = 7, .kernel = 3, .stride = 2}},
        Row{R"(kind = "pooling", channels = 4, height = 5, width = 7, kernel = 2, stride = 2)",
            {.kind = OperatorKind::kPooling, .in = 4, .height = 5, .width = 7, .kernel = 2, .stride = 2}},
        Row{R"(kind = "gemm", m = 4, n = 5, k = 7, repeat = 52)",
            {.kind = OperatorKind::kGemm, .m = 4, .n = 5, .k = 7, .repeat = 52}},
        Row{R"(kind = "elementwise", elements = 4)", {.kind = OperatorKind::kElementwise, .elements = 4}},
        Row{R"(kind = "elementwise", elements = 4, per_element = 3)",
            {.kind = OperatorKind::kElementwise, .elements = 4, .each = 3}},
        Row{R"(kind = "resize", channels = 3, height = 4, width = 5)",
            {.kind = OperatorKind::kResize, .in = 3, .height = 4, .width = 5, .each = 9}},
        Row{R"(kind = "resize", channels = 3, height = 4, width = 5, per_channel = 7)",
            {.kind = OperatorKind::kResize, .in = 3, .height = 4, .width = 5, .each = 7}},
        Row{R"(kind = "sort", elements = 4)", {.kind = OperatorKind::kSort, .elements = 4, .parallel = 1}},
        Row{R"(kind = "sort", parallel = 8, indexed = true)",
            {.kind = OperatorKind::kSort, .parallel = 8, .indexed = true},
            kIndex},
        Row{R"(kind = "nms", boxes = 100, tests = 7)",
            {.kind = OperatorKind::kNms, .elements = 100, .each = 14, .tests = 7}},
        Row{R"(kind = "nms", boxes = 100, per_test = 3, indexed = true)",
            {.kind = OperatorKind::kNms, .elements = 100, .each = 3, .indexed = true},
            kIndex},
        Row{R"(kind = "codec", pixels = 100, per_pixel = 6, parallel = 1)",
            {.kind = OperatorKind::kCodec, .elements = 100, .each = 6, .parallel = 1}},
        Row{R"(kind = "codec", pixels = 100, per_pixel = 6)",
            {.kind = OperatorKind::kCodec, .elements = 100, .each = 6}},
        Row{R"(kind = "table", macs = 5, operations = 6, parallel = 7, percent = 60)",
            {.parallel = 7, .percent = 60, .macs = 5, .operations = 6}},
        Row{R"(kind = "table", macs = 5, cycles = 6)", {.macs = 5, .cycles = 6}},
        Row{R"(kind = "table", cycles = 6)", {.cycles = 6}},
        Row{R"(kind = "table", indexed = true)", {.indexed = true}, kIndex}));

TEST(ReadOperatorsTest, ReadsTablesInBracketsToo) {
  const Owg owg = parse_owg(
      "format = 1\nname = \"T\"\n[[block]]\nname = \"A\"\nkind = \"task\"\n[[block.operator]]\nkind = \"gemm\"\nm = 1\n"
      "n = 2\nk = 3\n[[block.operator]]\nkind = \"table\"\ncycles = 9\n",
      "t.toml");
  ASSERT_EQ(owg.blocks.at(0).work.operators.size(), 2U);
  EXPECT_EQ(owg.blocks[0].work.operators[1].cycles, 9U);
}

struct BadOperator {
  std::string name, rows;
  std::vector<std::string> message;
  std::string_view keys = "";
  std::string line = "20";
};
void PrintTo(const BadOperator& bad, std::ostream* out) { *out << bad.name; }
class RefusesOperatorTest : public testing::TestWithParam<BadOperator> {};

TEST_P(RefusesOperatorTest, NamesFileLineAndWhatIsAllowed) {
  const std::string error = refusal(GetParam().rows, GetParam().keys);
  EXPECT_THAT(error, StartsWith("t.toml:" + GetParam().line + ": [[block]] \"A\": "));
  for (const std::string& part : GetParam().message) EXPECT_THAT(error, HasSubstr(part));
}

INSTANTIATE_TEST_SUITE_P(
    , RefusesOperatorTest,
    testing::Values(
        BadOperator{"UnknownKind",
                    R"({ kind = "convolution" })",
                    {"operator 1: kind = \"convolution\": must be one of conv, depthwise, gemm"}},
        BadOperator{"NoKind", R"({ m = 1 })", {"operator 1: key \"kind\" is missing"}},
        BadOperator{"MissingKey", R"({ kind = "gemm", m = 1, k = 2 })", {"operator 1: key \"n\" is missing"}},
        BadOperator{"KeyOfAnotherKind",
                    R"({ kind = "gemm", m = 1, n = 1, k = 2, stride = 2 })",
                    {"key \"stride\" does not belong to an operator of kind \"gemm\"; allowed are", "interval"}},
        BadOperator{"UnknownKey",
                    R"({ kind = "gemm", m = 1, n = 1, k = 2, repeats = 2 })",
                    {"unknown key \"repeats\"", "mean \"repeat\""}},
        BadOperator{"NoPixels",
                    R"({ kind = "codec", pixels = 0, per_pixel = 1 })",
                    {"pixels = 0: must be a whole number from 1"}},
        BadOperator{
            "NoRepeat", R"({ kind = "table", macs = 1, repeat = 0 })", {"repeat = 0: must be a whole number from 1"}},
        BadOperator{"Percent", R"({ kind = "table", macs = 1, percent = 101 })", {"percent = 101: ", "from 1 to 100"}},
        BadOperator{"AFraction", R"({ kind = "gemm", m = 1.5, n = 1, k = 1 })", {"m = 1.5: must be a whole number"}},
        BadOperator{"Groups",
                    R"({ kind = "conv", in = 4, out = 6, height = 1, width = 1, kernel = 1, groups = 4 })",
                    {"groups = 4: must divide in = 4 and out = 6"}},
        BadOperator{"AnEmptyTable", R"({ kind = "table" })", {"needs macs, operations or cycles above 0"}},
        BadOperator{"ASortOfOne", R"({ kind = "sort", elements = 1 })", {"has no work"}},
        BadOperator{"NoTests", R"({ kind = "nms", boxes = 10 })", {"has no work"}},
        BadOperator{"CyclesAndPercent",
                    R"({ kind = "table", cycles = 5, percent = 50 })",
                    {"percent = 50: has no effect with cycles"}},
        BadOperator{"CyclesOfBoth",
                    R"({ kind = "table", cycles = 5, macs = 50, operations = 1 })",
                    {"cycles = 5: goes with macs or operations, not both"}},
        BadOperator{"TheSecond",
                    "{ kind = \"table\", macs = 1 },\n{ kind = \"table\", mac = 1 }",
                    {"operator 2: unknown key \"mac\""},
                    "",
                    "21"},
        BadOperator{"NotATable", "5", {"operator: element 1 must be written as [[operator]] tables"}},
        BadOperator{"Macs",
                    R"({ kind = "gemm", m = 10, n = 10, k = 10 })",
                    {"macs = 1025: its operators have 1000; must agree within 2 %"},
                    "macs = 1025",
                    "9"},
        BadOperator{"Operations",
                    R"({ kind = "elementwise", elements = 1000 })",
                    {"operations = 980: its operators have 1000; must agree within 2 %"},
                    "operations = 980",
                    "9"},
        BadOperator{"NoOperations",
                    R"({ kind = "table", macs = 9 })",
                    {"operations = 980: its operators have 0"},
                    "operations = 980",
                    "9"},
        BadOperator{"TooManyMacs",
                    R"({ kind = "gemm", m = 9007199254740992, n = 9007199254740992, k = 10 })",
                    {"the operators have", "macs or more (at most 9007199254740992)"},
                    "",
                    "6"},
        BadOperator{"NothingIndexed",
                    R"({ kind = "table", operations = 1 })",
                    {"depends = \"index\": 0 of its operators are indexed; exactly one must be"},
                    kIndex,
                    "9"},
        BadOperator{"TwoIndexed",
                    R"({ kind = "table", indexed = true }, { kind = "sort", indexed = true })",
                    {"depends = \"index\": 2 of its operators are indexed"},
                    kIndex,
                    "9"},
        BadOperator{"IndexedForNothing",
                    R"({ kind = "table", indexed = true })",
                    {"one of its operators is indexed, which needs depends = \"index\""},
                    "",
                    "6"},
        BadOperator{"IndexedMacs",
                    R"({ kind = "gemm", m = 1, n = 1, k = 1, indexed = true })",
                    {"operator 1: indexed = true: goes with an operator of scalar operations"},
                    kIndex},
        BadOperator{"IndexedAgain",
                    R"({ kind = "sort", indexed = true, repeat = 2 })",
                    {"operator 1: repeat = 2: an indexed operator is one"},
                    kIndex},
        BadOperator{"SparseWithoutMacs",
                    R"({ kind = "table", operations = 1 })",
                    {"depends = \"sparsity\": none of its operators has MACs"},
                    "depends = \"sparsity\"\nproperty = \"p\"",
                    "9"}),
    [](const auto& test) { return test.param.name; });

TEST(ReadOperatorsTest, MacsMayBeRounded) {
  const std::string row = R"({ kind = "gemm", m = 10, n = 10, k = 10 })";
  EXPECT_EQ(refusal(row, "macs = 1020"), "accepted");
  EXPECT_EQ(refusal(row, "macs = 981"), "accepted");
  EXPECT_NE(refusal(row, "macs = 980"), "accepted");
  EXPECT_EQ(workflow(row, "macs = 1020").blocks.at(0).work.macs, 1020U) << "what the file says";
}

TEST(ReadOperatorsTest, OnlyATaskHasOperators) {
  EXPECT_THAT(
      [] {
        parse_owg("format = 1\nname = \"T\"\n[[block]]\nname = \"A\"\nkind = \"source\"\noperator = []\n", "t.toml");
      },
      testing::ThrowsMessage<engine::ModelError>(HasSubstr("key \"operator\" does not belong to a block of kind")));
}

}  // namespace
}  // namespace octosim::io::owg
