#include "io/modelbox/flow_unit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/modelbox/graph.hpp"
#include "io/modelbox/unit_library.hpp"
#include "tests/io/modelbox/data.hpp"

namespace octosim::io::modelbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct FlowUnitTest : testing::Test {
  test::ScratchFolder folder;
  FlowUnit read(const std::string& text) { return read_flow_unit(folder.write("u.toml", text)).value(); }
  std::string error_of(const std::string& text) {
    return test::model_error([&] { read(text); });
  }
};

TEST_F(FlowUnitTest, SettlesClashingFlagsAsModelBoxDoes) {
  const auto kind = [](UnitFlags flags) {
    FlowUnit unit;
    settle(flags, unit);
    return std::pair{unit.kind, unit.is_stream};
  };
  using K = UnitKind;
  EXPECT_EQ(kind({.stream = true}), std::pair(K::kPlain, true));
  EXPECT_EQ(kind({.stream = true, .condition = true, .loop = true}), std::pair(K::kCondition, false));
  EXPECT_EQ(kind({.stream = true, .loop = true}), std::pair(K::kLoop, false));
  EXPECT_EQ(kind({.condition = true, .expand = true, .collapse = true, .loop = true}), std::pair(K::kExpand, false));
  EXPECT_EQ(kind({.stream = true, .condition = true, .collapse = true}), std::pair(K::kCollapse, true));
}

TEST_F(FlowUnitTest, DefaultsDependOnTheType) {
  EXPECT_TRUE(read("[base]\nname='u'\ntype='python'").is_stream);
  EXPECT_FALSE(read("[base]\nname='u'\ntype='c++'").is_stream);
  const FlowUnit inference = read("[base]\nname='u'\ntype='inference'\nstream=true\ncondition=true");
  EXPECT_FALSE(inference.is_stream);
  EXPECT_EQ(inference.kind, UnitKind::kPlain);
}

TEST_F(FlowUnitTest, OrdersPortsByNumber) {
  const FlowUnit unit = read("[base]\nname='u'\n[input.input2]\nname='b'\n[input.input1]\nname='a'\n");
  EXPECT_THAT(unit.inputs, ElementsAre("a", "b"));
  EXPECT_TRUE(unit.outputs.empty());
}

TEST_F(FlowUnitTest, RefusesBadDescriptors) {
  EXPECT_THAT(error_of("[base]\nname='u'\n[input.input1]\nname='a'\n[input.input3]\nname='b'\n"),
              HasSubstr("u.toml: the input ports must be tables input.input1 to input.input2 without gaps"));
  EXPECT_THAT(error_of("[base]\ndevice='cpu'"), HasSubstr("base.name must be a non-empty string"));
  EXPECT_THAT(error_of("[base]\nname='u'\nexpand='yes'"), HasSubstr("base.expand must be true or false"));
  EXPECT_THAT(error_of("[base]\nname='u'\n[output.output1]\nname=''"), HasSubstr("output.output1.name"));
  EXPECT_THAT(error_of("[base]\nname='u'\n[input.input1]\nname='a'\n[input.input2]\nname='a'"),
              HasSubstr("input.input2.name = \"a\": used twice"));
  EXPECT_THAT(error_of("[base\n"), HasSubstr("u.toml:1: "));
}

TEST_F(FlowUnitTest, AFileWithoutBaseIsNoDescriptor) {
  EXPECT_FALSE(read_flow_unit(folder.write("c.toml", "[config]\nx = 1")).has_value());
}

TEST_F(FlowUnitTest, TheLibraryPrefersTheDeviceThenTheFirstFolder) {
  folder.write("a/1.toml", "[base]\nname='u'\ndevice='cpu'");
  folder.write("b/2.toml", "[base]\nname='u'\ndevice='cuda'");
  UnitLibrary units;
  units.add_folder(folder.write("a/x", "").parent_path());
  units.add_folder(folder.write("b/x", "").parent_path());
  EXPECT_EQ(units.find("u", "cuda")->device, "cuda");
  EXPECT_EQ(units.find("u", "ascend")->device, "cpu");
  EXPECT_EQ(units.find("resize", "cuda")->outputs, std::vector<std::string>{"out_image"});
  EXPECT_EQ(units.find("nobody", "cpu"), nullptr);
  EXPECT_THAT(units.explain_missing("resise"), HasSubstr("did you mean \"resize\"?"));
  EXPECT_THAT(test::model_error([&] { units.add_folder("/nowhere/at/all"); }), HasSubstr("/nowhere/at/all"));
}

TEST_F(FlowUnitTest, BuiltInUnitsAreNeverControl) {
  EXPECT_EQ(builtin_flow_units().size(), 27u);
  for (const FlowUnit& unit : builtin_flow_units()) {
    EXPECT_EQ(unit.kind, UnitKind::kPlain) << unit.name;
    EXPECT_FALSE(unit.inputs.empty() && unit.outputs.empty()) << unit.name;
  }
}

TEST_F(FlowUnitTest, GraphsFindTheirUnitsInThreePlaces) {
  const auto unit = [](const char* ports) { return std::string{"[base]\nname='u'\n"} + ports; };
  const auto graph = [&](const char* dir) {
    return folder.write("g.toml",
                        std::string{"[driver]\ndir=["} + dir + "]\n[graph]\ngraphconf='digraph{n[flowunit=u]}'");
  };
  const auto inputs = [&](const char* dir, std::vector<std::filesystem::path> first) {
    return read_graph(graph(dir), first).nodes.at(0).unit.inputs.size();
  };
  folder.write("flowunit/u.toml", unit("[input.input1]\nname='a'"));
  EXPECT_EQ(inputs("'@PLACE@/x', '${HOME_OF_UNITS}'", {}), 1u);
  folder.write("driver/u.toml", unit("[input.input1]\nname='a'\n[input.input2]\nname='b'"));
  EXPECT_EQ(inputs("'driver'", {}), 2u);
  const auto option = folder.write("option/u.toml", unit("")).parent_path();
  EXPECT_EQ(inputs("'driver'", {option}), 0u);
}

}  // namespace
}  // namespace octosim::io::modelbox
