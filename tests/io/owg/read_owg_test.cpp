#include "io/owg/read_owg.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/owg/write_owg.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::BlockKind;
using models::workload::Dependence;
using models::workload::DistributionKind;
using models::workload::Owg;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// A valid workflow that uses every key.
constexpr std::string_view kWorkflow = R"(format = 1
name = "T"
title = "Test \"quoted\""
[[property]]
name = "faces"
distribution = { kind = "histogram", values = [0, 1, 2.5], counts = [237, 1224, 488] }
correlation = 0.8
scene = 150
source = "counted"
[[property]]
name = "density"
distribution = { kind = "normal", mean = 0.1, deviation = 0.03, least = 0, most = 0.3 }
[[property]]
name = "width"
distribution = { kind = "lognormal", mean = 0.9, deviation = 0.447, least = 0.1, most = 3.9 }
[[property]]
name = "cost"
distribution = { kind = "uniform", least = 0.5, most = 1.5 }
[[property]]
name = "fixed"
distribution = { kind = "constant", value = 0.25 }
along = { deviation = 0.27, phi = [0.975, 0.5], shares = [0.65, 0.35] }
[[property]]
name = "trace"
distribution = { kind = "series", values = [3, 1, 4] }
[[property]]
name = "pixels"
distribution = { kind = "histogram", values = [0.25, 1], counts = [1, 1] }
per = "stream"
[[block]]
name = "In"
kind = "source"
[[block]]
name = "Detect"
kind = "task"
macs = 76719040
operations = 5
parameter_bytes = 1095552
activation_bytes = 2764800
bitstream_bytes = 48000
depends = "sparsity"
property = "density"
label = "detector"
source = "published"
[[block]]
name = "HasFace"
kind = "route"
property = "faces"
below = [0.5]
[[block]]
name = "Each"
kind = "expand"
property = "faces"
[[block]]
name = "Post"
kind = "task"
operations = 136200
depends = "index"
property = "trace"
each = 14.5
[[block]]
name = "All"
kind = "collapse"
[[block]]
name = "Join"
kind = "merge"
[[block]]
name = "Experts"
kind = "route"
weights = [0.5, 0.25, 0.25]
choose = 2
[[block]]
name = "Frames"
kind = "expand"
streamed = true
[[block]]
name = "Scale"
kind = "task"
macs = 7
depends = "size"
property = "width"
scale = "pixels"
[[block]]
name = "Out"
kind = "sink"
[[flow]]
from = "In"
to = "Detect:image"
bytes = 100
tensor_bytes = 24883200
scale = "pixels"
[[flow]]
from = "HasFace:no"
to = "Join"
[[flow]]
from = "HasFace:yes"
to = "Each"
bytes = 4096
[[flow]]
from = "Experts:a"
to = "Scale"
[[flow]]
from = "Experts:b"
to = "Scale"
[[flow]]
from = "Experts:c"
to = "Scale"
)";

std::string error_of(const std::string& text) {
  try {
    parse_owg(text, "t.toml");
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ReadOwgTest, ReadsEveryKey) {
  const Owg owg = parse_owg(kWorkflow, "t.toml");
  EXPECT_EQ(owg.name, "T");
  EXPECT_EQ(owg.title, "Test \"quoted\"");
  ASSERT_EQ(owg.properties.size(), 7U);
  const auto& faces = owg.properties[0];
  EXPECT_EQ(faces.name, "faces");
  EXPECT_EQ(faces.distribution.kind, DistributionKind::kHistogram);
  EXPECT_EQ(faces.distribution.counts, (std::vector<std::pair<double, double>>{{0, 237}, {1, 1224}, {2.5, 488}}));
  EXPECT_EQ(faces.correlation, 0.8);
  EXPECT_EQ(faces.scene, 150U);
  EXPECT_EQ(faces.source, "counted");
  EXPECT_FALSE(faces.along.wanders());
  const auto& along = owg.properties[4].along;
  EXPECT_EQ(along.deviation, 0.27);
  ASSERT_EQ(along.parts.size(), 2U);
  EXPECT_EQ(along.parts[0].phi, 0.975);
  EXPECT_EQ(along.parts[1].share, 0.35);
  const auto& density = owg.properties[1].distribution;
  EXPECT_EQ(density.kind, DistributionKind::kNormal);
  EXPECT_EQ(density.mean, 0.1);
  EXPECT_EQ(density.deviation, 0.03);
  EXPECT_EQ(density.least, 0);
  EXPECT_EQ(density.most, 0.3);
  EXPECT_EQ(owg.properties[1].scene, 1U);
  EXPECT_EQ(owg.properties[2].distribution.kind, DistributionKind::kLognormal);
  EXPECT_EQ(owg.properties[3].distribution.kind, DistributionKind::kUniform);
  EXPECT_EQ(owg.properties[4].distribution.kind, DistributionKind::kConstant);
  EXPECT_EQ(owg.properties[4].distribution.mean, 0.25);
  EXPECT_EQ(owg.properties[5].distribution.series, (std::vector<double>{3, 1, 4}));

  ASSERT_EQ(owg.blocks.size(), 11U);
  EXPECT_EQ(owg.blocks[0].kind, BlockKind::kSource);
  const auto& detect = owg.blocks[1];
  EXPECT_EQ(detect.kind, BlockKind::kTask);
  EXPECT_EQ(detect.work.macs, 76719040U);
  EXPECT_EQ(detect.work.operations, 5U);
  EXPECT_EQ(detect.work.parameter_bytes, 1095552U);
  EXPECT_EQ(detect.work.activation_bytes, 2764800U);
  EXPECT_EQ(detect.work.bitstream_bytes, 48000U);
  EXPECT_EQ(detect.work.dependence, Dependence::kSparsity);
  EXPECT_EQ(detect.work.property, 1U);
  EXPECT_EQ(detect.label, "detector");
  EXPECT_EQ(detect.source, "published");
  EXPECT_EQ(owg.blocks[2].choosing.property, 0U);
  EXPECT_EQ(owg.blocks[2].choosing.below, (std::vector<double>{0.5}));
  EXPECT_EQ(owg.blocks[3].fan_out.property, 0U);
  EXPECT_FALSE(owg.blocks[3].fan_out.streamed);
  EXPECT_EQ(owg.blocks[4].work.dependence, Dependence::kIndex);
  EXPECT_EQ(owg.blocks[4].work.each, 14.5);
  EXPECT_EQ(owg.blocks[5].kind, BlockKind::kCollapse);
  EXPECT_EQ(owg.blocks[6].kind, BlockKind::kMerge);
  EXPECT_EQ(owg.blocks[7].choosing.weights, (std::vector<double>{0.5, 0.25, 0.25}));
  EXPECT_EQ(owg.blocks[7].choosing.choose, 2U);
  EXPECT_TRUE(owg.blocks[8].fan_out.streamed);
  EXPECT_EQ(owg.blocks[9].work.dependence, Dependence::kSize);
  EXPECT_EQ(owg.blocks[9].work.scale, owg.find_property("pixels"));
  EXPECT_EQ(owg.blocks[1].work.scale, models::workload::kNone);
  EXPECT_EQ(owg.blocks[10].kind, BlockKind::kSink);

  ASSERT_EQ(owg.flows.size(), 6U);
  EXPECT_EQ(owg.flows[0].from, 0U);
  EXPECT_EQ(owg.flows[0].to, 1U);
  EXPECT_EQ(owg.flows[0].to_port, "image");
  EXPECT_EQ(owg.flows[0].bytes, 100U);
  EXPECT_EQ(owg.flows[0].tensor_bytes, 24883200U);
  EXPECT_EQ(owg.flows[0].scale, owg.find_property("pixels"));
  EXPECT_EQ(owg.flows[1].scale, models::workload::kNone);
  EXPECT_TRUE(owg.properties[owg.find_property("pixels")].per_stream);
  EXPECT_FALSE(owg.properties[0].per_stream);
  EXPECT_EQ(owg.flows[1].from_port, "no");
  EXPECT_EQ(owg.flows[1].bytes, 64U);
  EXPECT_EQ(owg.flows[1].tensor_bytes, 0U);
}

/// One change to kWorkflow, and what must then be said, at `lines_below` the line of `old_text`.
struct Bad {
  std::string_view name;
  std::string_view old_text, new_text;
  std::vector<std::string_view> message;
  int lines_below = 0;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class RefusesTest : public testing::TestWithParam<Bad> {};

TEST_P(RefusesTest, NamesFileLineAndWhatIsAllowed) {
  const auto& [name, old_text, new_text, message, lines_below] = GetParam();
  std::string text{kWorkflow};
  const std::size_t at = text.find(old_text);
  ASSERT_NE(at, std::string::npos) << "the test replaces text that is not there";
  const auto line = 1 + lines_below + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  const std::string error = error_of(text.replace(at, old_text.size(), new_text));
  EXPECT_THAT(error, StartsWith("t.toml:" + std::to_string(line) + ":"));
  for (const std::string_view part : message) EXPECT_THAT(error, HasSubstr(std::string{part}));
}

INSTANTIATE_TEST_SUITE_P(
    , RefusesTest,
    testing::Values(
        Bad{"TruncatedToml", "label = \"detector\"", "label = \"detect", {"not valid TOML"}},
        Bad{"KeyTwice", "operations = 5", "macs = 5", {"not valid TOML"}},
        Bad{"NoFormat", "format = 1", "", {"key \"format\" is missing", "format = 1"}},
        Bad{"OtherFormat", "format = 1", "format = 2", {"workflow: format = 2: ", "from 1 to 1"}},
        Bad{"UnknownTopKey", "title =", "titel =", {"workflow: unknown key \"titel\"", "mean \"title\""}},
        Bad{"UnknownBlockKey",
            "macs = 76719040",
            "mac = 76719040",
            {"[[block]] \"Detect\": unknown key \"mac\"", "mean \"macs\"", "activation_bytes"}},
        Bad{"UnknownKeyFarFromAll",
            "macs = 76719040",
            "zzzzzzzz = 1",
            {"[[block]] \"Detect\": unknown key \"zzzzzzzz\" in a block of kind \"task\"; allowed are "
             "name,"}},
        Bad{"UnknownFlowKey", "tensor_bytes", "tensorbytes", {"[[flow]] 1: ", "mean \"tensor_bytes\""}},
        Bad{"UnknownPropertyKey", "scene = 150", "scenes = 150", {"[[property]] \"faces\"", "mean \"scene\""}},
        Bad{"KeyOfAnotherKind",
            "below = [0.5]",
            "below = [0.5]\nmacs = 3",
            {"[[block]] \"HasFace\": key \"macs\" does not belong to a block of kind \"route\""},
            1},
        Bad{"DistributionKeyOfAnotherKind",
            "kind = \"uniform\", least = 0.5",
            "kind = \"uniform\", mean = 1, least = 0.5",
            {"key \"mean\" does not belong to a distribution of kind \"uniform\"; allowed are kind, least"}},
        Bad{"NegativeNumber", "macs = 76719040", "macs = -1", {"[[block]] \"Detect\": macs = -1: ", "from 0 to"}},
        Bad{"TooLarge", "macs = 76719040", "macs = 9007199254740993", {"from 0 to 9007199254740992"}},
        Bad{"RealForWhole", "operations = 5", "operations = 5.5", {"operations = 5.5: must be a whole number"}},
        Bad{"TextForWhole", "macs = 7\n", "macs = \"7\"\n", {"macs = \"7\"", "must be a whole number"}},
        Bad{"NumberForText", "name = \"Scale\"", "name = 7", {"[[block]] 10: name = 7: ", "text in quotes"}},
        Bad{"NumberForTitle", "\"Test \\\"quoted\\\"\"", "3", {"workflow: title = 3: must be a text"}},
        Bad{"NumberForSwitch", "streamed = true", "streamed = 1", {"streamed = 1: must be true or false"}},
        Bad{"MissingName", "name = \"Scale\"\n", "", {"[[block]] 10: key \"name\" is missing"}, -1},
        Bad{"EmptyName", "name = \"Scale\"", "name = \"\"", {"must not be empty"}},
        Bad{"ColonInName", "name = \"Scale\"", "name = \"a:b\"", {"name", "must not contain ':'"}},
        Bad{"UnknownKind",
            "kind = \"collapse\"",
            "kind = \"colapse\"",
            {"[[block]] \"All\": kind = \"colapse\": must be one of source, sink,", "mean \"collapse\""}},
        Bad{"UnknownDependence", "depends = \"size\"", "depends = \"sizes\"", {"fixed, sparsity, index, size"}},
        Bad{"UnknownDistribution", "kind = \"normal\"", "kind = \"gauss\"", {"must be one of constant, uniform,"}},
        Bad{"BlockNameTwice", "name = \"Join\"", "name = \"All\"", {"[[block]] \"All\": name = \"All\": ", "taken"}},
        Bad{"PropertyNameTwice", "name = \"cost\"", "name = \"width\"", {"[[property]] \"width\": ", "taken"}},
        Bad{"UnknownProperty",
            "property = \"width\"",
            "property = \"widht\"",
            {"[[block]] \"Scale\": property = \"widht\": no [[property]] has this name", "mean \"width\""}},
        Bad{"UnknownBlockInFlow",
            "to = \"Join\"",
            "to = \"Jion\"",
            {"[[flow]] 2: to = \"Jion\": no [[block]] is called \"Jion\"", "mean \"Join\""}},
        Bad{"EmptyPort", "\"HasFace:no\"", "\"HasFace:\"", {"\"Block:port\""}},
        Bad{"FlowOfNoBytes", "bytes = 4096", "bytes = 0", {"[[flow]] 3: bytes = 0: ", "from 1 to"}},
        Bad{"BlockNotInAnArray", "[[block]]\nname = \"In\"", "[block]\nname = \"In\"", {"not valid TOML"}, 3},
        Bad{"CountOfZero", "1224", "0", {"[[property]] \"faces\": distribution: counts: element 2 = 0 must be"}},
        Bad{"NegativeValue", "[0, 1, 2.5]", "[-1, 1, 2.5]", {"values: element 1 = -1 must be a number from 0"}},
        Bad{"ValuesFall", "[0, 1, 2.5]", "[0, 2, 2]", {"element 3 is 2 after 2; values must increase"}},
        Bad{"FewerCounts", "237, 1224", "1224", {"2 counts for 3 values"}},
        Bad{"NotANumber", "mean = 0.1", "mean = nan", {"mean = nan: must be a number from 0"}},
        Bad{"EmptySeries", "[3, 1, 4]", "[]", {"values = []: must be an array of at least one number"}},
        Bad{"LeastAboveMost", "most = 1.5", "most = 0.4", {"most = 0.4: must not be below least = 0.5"}},
        Bad{"LognormalOfNoMean", "mean = 0.9", "mean = 0", {"mean = 0: must be a number from"}},
        Bad{"CorrelationOfOne", "correlation = 0.8", "correlation = 1", {"at least 0 and below 1"}},
        Bad{"CorrelationOfASeries",
            "[3, 1, 4] }",
            "[3, 1, 4] }\ncorrelation = 0.5",
            {"[[property]] \"trace\": correlation = 0.5: ", "not drawn"},
            1},
        Bad{"AlongASeries",
            "[3, 1, 4] }",
            "[3, 1, 4] }\nalong = { deviation = 0.1, phi = [0], shares = [1] }",
            {"[[property]] \"trace\": along", "a series has no level"},
            1},
        Bad{"AlongAndCorrelated",
            "most = 1.5 }",
            "most = 1.5 }\nalong = { deviation = 0.1, phi = [0], shares = [1] }\nscene = 7",
            {"[[property]] \"cost\": scene = 7", "has its correlation from along"},
            2},
        Bad{"PerVideo",
            "per = \"stream\"",
            "per = \"video\"",
            {"[[property]] \"pixels\": per = \"video\"", "token, stream"}},
        Bad{"CorrelatedPerStream",
            "per = \"stream\"",
            "per = \"stream\"\ncorrelation = 0.5",
            {"[[property]] \"pixels\": correlation = 0.5", "one value of each stream"},
            1},
        Bad{"UnknownScale",
            "scale = \"pixels\"",
            "scale = \"pixel\"",
            {"[[block]] \"Scale\": scale", "mean \"pixels\""}},
        Bad{"ScaleWithoutTensor",
            "bytes = 4096",
            "scale = \"pixels\"",
            {"[[flow]] 3: scale", "of which there are none"}},
        Bad{"ScaleAboveOne",
            "tensor_bytes = 24883200\nscale = \"pixels\"",
            "tensor_bytes = 24883200\nscale = \"cost\"",
            {"[[flow]] 1: scale", "can be 1.5; tensor_bytes are the most"},
            1},
        Bad{"PhiOfOne", "[0.975, 0.5]", "[1, 0.5]", {"along: phi: element 1 = 1 must be a number from 0"}},
        Bad{"FewerShares", "[0.65, 0.35]", "[1]", {"along: shares", "1 shares for 2 values of phi"}},
        Bad{"SharesOfMore", "[0.65, 0.35]", "[0.65, 0.36]", {"along: shares", "must sum to 1"}},
        Bad{"MostBelowLeastAlong",
            "deviation = 0.27",
            "deviation = 0.27, least = 2, most = 1",
            {"along: most = 1", "below least = 2"}},
        Bad{"UnknownKeyAlong", "deviation = 0.27", "deviatoin = 0.27", {"along: unknown key \"deviatoin\""}},
        Bad{"DensityThatWanders", "property = \"density\"", "property = \"fixed\"", {"can be inf", "from 0 to 1"}},
        Bad{"SceneOfNone", "scene = 150", "scene = 0", {"scene = 0: must be a whole number from 1"}},
        Bad{"DensityAboveOne",
            "property = \"density\"",
            "property = \"width\"",
            {"[[block]] \"Detect\": property", "can be 3.9", "from 0 to 1"}},
        Bad{"EachWithoutIndex", "property = \"width\"", "property = \"width\"\neach = 3", {"depends = \"index\""}, 1},
        Bad{"IndexWithoutEach", "each = 14.5\n", "", {"[[block]] \"Post\": key \"each\" is missing"}, -6},
        Bad{"PropertyWithoutDepends", "depends = \"size\"\n", "", {"property = \"width\": needs depends"}},
        Bad{"RouteOfNothing",
            "weights = [0.5, 0.25, 0.25]\nchoose = 2\n",
            "",
            {"[[block]] \"Experts\": a route needs either property and below, or weights"},
            -3},
        Bad{"RouteOfBoth", "choose = 2", "below = [1]", {"[[block]] \"Experts\": a route needs either"}, -4},
        Bad{"ChooseWithThreshold", "below = [0.5]", "below = [0.5]\nchoose = 1", {"choose = 1: goes with weights"}, 1},
        Bad{"NoBitstream",
            "bitstream_bytes = 48000",
            "bitstream_bytes = 0",
            {"bitstream_bytes = 0: must be a whole number from 1 to 1000000000000"}},
        Bad{"BitstreamOfARoute",
            "below = [0.5]",
            "below = [0.5]\nbitstream_bytes = 1",
            {"[[block]] \"HasFace\": key \"bitstream_bytes\" does not belong to a block of kind \"route\""},
            1},
        Bad{"ChooseTooMany", "choose = 2", "choose = 4", {"choose = 4: must be a whole number from 1 to 3"}},
        Bad{"WeightOfZero", "0.25, 0.25", "0.5, 0", {"weights: element 3 = 0 must be"}},
        Bad{"FewerWeights", "0.5, 0.25, 0.25", "0.5, 0.5", {"2 weights for 3 outputs"}},
        Bad{"ThresholdsFall", "[0.5]", "[2, 1]", {"thresholds must increase"}},
        Bad{"MoreThresholds", "[0.5]", "[0.5, 1]", {"[[block]] \"HasFace\": below", "2 thresholds for 2 outputs"}},
        Bad{"ExpandOfNothing", "streamed = true\n", "", {"[[block]] \"Frames\": an expand needs either"}, -3},
        Bad{"ExpandOfBoth",
            "streamed = true",
            "streamed = true\nproperty = \"faces\"",
            {"an expand needs either"},
            -3}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ReadOwgTest, RefusesEveryTruncation) {
  // Cut inside each line: either the TOML, a key or a reference is then incomplete, or fewer tables are there; never a
  // crash, and never another kind of exception.
  std::size_t refused = 0;
  for (std::size_t length = 0; length < kWorkflow.size(); length += 7) {
    if (error_of(std::string{kWorkflow.substr(0, length)}) != "no error") ++refused;
  }
  EXPECT_GT(refused, kWorkflow.size() / 7 * 8 / 10);
}

TEST(ReadOwgTest, NamesTheFileThatCannotBeRead) {
  EXPECT_THAT([] { read_owg("/nowhere/er.toml"); },
              testing::ThrowsMessage<engine::ModelError>(AllOf(HasSubstr("/nowhere/er.toml"), HasSubstr("exist"))));
  EXPECT_THAT([] { read_owg(std::filesystem::temp_directory_path()); },
              testing::ThrowsMessage<engine::ModelError>(HasSubstr("it is a directory")));
}

TEST(ReadOwgTest, TheExampleOfTheFormatPageReads) {
  std::ifstream page{OCTOSIM_SOURCE_DIR "/io/owg/FORMAT.md"};
  std::ostringstream text;
  text << page.rdbuf();
  const std::string fence = "```toml\n";
  const std::size_t begin = text.str().find(fence);
  ASSERT_NE(begin, std::string::npos);
  const std::size_t end = text.str().find("```", begin + fence.size());
  ASSERT_NE(end, std::string::npos);
  const Owg owg = parse_owg(text.str().substr(begin + fence.size(), end - begin - fence.size()), "FORMAT.md");
  EXPECT_EQ(owg.blocks.size(), 6U);
  EXPECT_EQ(owg.flows.size(), 5U);
}

TEST(ReadOwgTest, TheFormatPageNamesEveryKey) {
  std::ifstream page{OCTOSIM_SOURCE_DIR "/io/owg/FORMAT.md"};
  std::ostringstream text;
  text << page.rdbuf();
  for (const std::string_view key : {"format",
                                     "title",
                                     "distribution",
                                     "correlation",
                                     "scene",
                                     "value",
                                     "mean",
                                     "deviation",
                                     "least",
                                     "most",
                                     "values",
                                     "counts",
                                     "name",
                                     "kind",
                                     "label",
                                     "source",
                                     "macs",
                                     "operations",
                                     "parameter_bytes",
                                     "bitstream_bytes",
                                     "activation_bytes",
                                     "depends",
                                     "property",
                                     "each",
                                     "below",
                                     "weights",
                                     "choose",
                                     "streamed",
                                     "from",
                                     "to",
                                     "bytes",
                                     "tensor_bytes",
                                     "constant",
                                     "uniform",
                                     "normal",
                                     "lognormal",
                                     "histogram",
                                     "series",
                                     "fixed",
                                     "sparsity",
                                     "index",
                                     "size",
                                     "scale",
                                     "per",
                                     "stream",
                                     "sink",
                                     "task",
                                     "route",
                                     "merge",
                                     "expand",
                                     "collapse"}) {
    const std::string bare = "`" + std::string{key} + "`";
    const std::string in_quotes = "`\"" + std::string{key} + "\"`";
    EXPECT_TRUE(text.str().find(bare) != std::string::npos || text.str().find(in_quotes) != std::string::npos) << key;
  }
}

}  // namespace
}  // namespace octosim::io::owg
