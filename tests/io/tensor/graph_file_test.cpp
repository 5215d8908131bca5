#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/tensor/read_graph.hpp"
#include "io/tensor/write_graph.hpp"
#include "models/tensor/networks/evoformer.hpp"
#include "models/tensor/networks/gpt.hpp"
#include "models/tensor/networks/unet.hpp"
#include "models/tensor/networks/vit.hpp"
#include "tests/support/same_graph.hpp"

namespace octosim::io::tensor {
namespace {

namespace networks = models::tensor::networks;
using models::tensor::Graph;
using models::tensor::Node;
using models::tensor::Shape;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// Writes, reads, and writes again.
void expect_round_trip(const Graph& graph) {
  const std::string text = write_graph(graph);
  const Graph read = parse_graph(text, "g.toml");
  EXPECT_EQ(tests::difference(graph, read), "") << graph.name();
  EXPECT_EQ(read.name(), graph.name());
  EXPECT_EQ(write_graph(read), text);
}

TEST(GraphFileTest, NetworksAreWrittenAndReadAgain) {
  expect_round_trip(networks::gpt({.layers = 2, .whole = true}));
  expect_round_trip(networks::vit({.whole = true}));
  expect_round_trip(networks::evoformer({.part = networks::EvoformerPart::kWhole}));
  expect_round_trip(networks::unet({.part = networks::UnetPart::kWhole, .layers = 1}));
}

TEST(GraphFileTest, EveryTypeOfAttributeAndOddNamesSurvive) {
  Graph graph{"a \"quoted\" name"};
  const Node x = graph.add_input("x.1/\"y\"\n", {4, 6}, 4);
  const Node w = graph.add_constant("w", {6}, 4);
  graph.add("scaled", "scale", {x}, {{"factor", 0.1}});
  graph.add("twice", "scale", {x}, {{"factor", 2.0}});
  graph.add("whole", "scale", {x}, {{"factor", std::int64_t{2}}});
  graph.add("open", "reshape", {x}, {{"shape", Shape{-1, 3}}});
  graph.add("sum", "einsum", {x, w}, {{"equation", std::string{"ab,b->"}}});
  graph.add({.name = "half", .kind = "cast", .element_bytes = 2}, {x});
  graph.add({.name = "odd",
             .kind = "unknown",
             .attributes = {{"shape", Shape{2}}, {"original", std::string{"NMS"}}},
             .element_bytes = 8},
            {x, x, w});
  graph.add({.name = "count", .kind = "arange", .attributes = {{"shape", Shape{3}}}, .element_bytes = 8}, {});
  expect_round_trip(graph);
}

TEST(GraphFileTest, OutputsAreWrittenOnlyIfTheyAreNotTheUsualOnes) {
  Graph graph;
  const Node x = graph.add_input("x", {4}, 4);
  const Node y = graph.add("y", "relu", {x});
  graph.add("z", "relu", {y});
  EXPECT_THAT(write_graph(graph), testing::Not(HasSubstr("outputs")));
  graph.mark_output(y);
  EXPECT_THAT(write_graph(graph), HasSubstr("outputs = [\"y\"]"));
  expect_round_trip(graph);
}

TEST(GraphFileTest, RefusesToWriteWhatCannotBeRead) {
  Graph graph;
  const Node x = graph.add_input("x", {4}, 4);
  graph.add("y", "scale", {x}, {{"factor", std::numeric_limits<double>::infinity()}});
  EXPECT_THAT([&] { write_graph(graph); },
              testing::ThrowsMessage<engine::ModelError>(AllOf(HasSubstr("\"y\""), HasSubstr("factor = inf"))));
}

/// Line 4 is empty; the first node begins at line 5, the second at line 10.
std::string with_node(const std::string& node) {
  return "format = \"octosim-graph\"\nversion = 1\nname = \"t\"\n\n[[node]]\nname = \"x\"\nkind = \"input\"\n"
         "shape = [4, 6]\nelement_bytes = 2\n[[node]]\n" +
         node;
}

std::string complaint_of(const std::string& text) {
  try {
    parse_graph(text, "g.toml");
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "";
}

TEST(GraphFileTest, DerivedEntriesMayBeLeftOut) {
  const Graph graph = parse_graph(with_node("name = \"y\"\nkind = \"linear\"\noperands = [\"x\"]\n"
                                            "attributes = { features = 3 }\n"),
                                  "g.toml");
  EXPECT_EQ(graph[1].shape, (Shape{4, 3}));
  EXPECT_EQ(graph[1].weight_bytes, 42);
  EXPECT_EQ(graph[1].element_bytes, 2);
}

struct Fault {
  std::string node;
  std::vector<std::string> said;
};

TEST(GraphFileTest, FaultsOfANodeAreNamedWithFileAndLine) {
  const std::vector<Fault> faults{
      {"name = \"y\"\nkind = \"linaer\"\noperands = [\"x\"]\n",
       {"g.toml:12: [[node]] \"y\": kind = \"linaer\"", "did you mean \"linear\"?", "einsum"}},
      {"name = \"y\"\nkind = \"relu\"\noperands = [\"z\"]\n",
       {"g.toml:13: [[node]] \"y\": operands", "no [[node]] is called \"z\""}},
      {"name = \"y\"\nkind = \"relu\"\noperands = [\"z\"]\n[[node]]\nname = \"z\"\n", {"\"z\" is not above this node"}},
      {"name = \"y\"\nkind = \"relu\"\noperands = [\"x\"]\nshape = [4, 7]\n",
       {"g.toml:14", "shape = [ 4, 7 ]", "must be [4, 6]"}},
      {"name = \"y\"\nkind = \"relu\"\noperands = [\"x\"]\nweight_bytes = 1\n", {"weight_bytes = 1", "must be 0"}},
      {"name = \"y\"\nkind = \"relu\"\noperands = [\"x\"]\nsize = 1\n", {"g.toml:14", "unknown key \"size\""}},
      {"name = \"y\"\nkind = \"relu\"\noperands = [\"x\"]\nelement_bytes = 0\n", {"element_bytes = 0", "from 1 to 64"}},
      {"name = \"y\"\nkind = \"relu\"\n", {"element_bytes", "missing"}},
      {"name = \"y\"\nkind = \"relu\"\nelement_bytes = 2\n", {"node \"y\" (relu)", "0 operands (must be 1)"}},
      {"name = \"x\"\nkind = \"relu\"\noperands = [\"x\"]\n", {"the name is taken"}},
      {"kind = \"relu\"\noperands = [\"x\"]\n", {"g.toml:10: [[node]] 2: key \"name\" is missing"}},
      {"name = \"y\"\nkind = \"linear\"\noperands = [\"x\"]\n", {"features is missing (must be an integer)"}},
      {"name = \"y\"\nkind = \"linear\"\noperands = [\"x\"]\nattributes = { features = \"3\" }\n",
       {"features has another type"}},
      {"name = \"y\"\nkind = \"linear\"\noperands = [\"x\"]\nattributes = { features = true }\n",
       {"attributes", "features = true", "finite number"}},
      {"name = \"y\"\nkind = \"scale\"\noperands = [\"x\"]\nattributes = { factor = nan }\n",
       {"factor = nan", "finite number"}},
      {"name = \"y\"\nkind = \"linear\"\noperands = [\"x\"]\nattributes = 3\n", {"attributes = 3", "must be a table"}},
      {"name = \"y\"\nkind = \"reshape\"\noperands = [\"x\"]\nattributes = { shape = [1.5] }\n", {"element 1 = 1.5"}},
      {"name = \"y\"\nkind = \"relu\"\noperands = [3]\n", {"element 1 = 3 must be a text"}},
      {"name = \"y\"\nkind = \"relu\"\noperands = \"x\"\n", {"must be an array of texts"}},
      {"name = \"y\"\nkind = \"ones\"\nelement_bytes = 2\n", {"shape is missing"}},
      {"name = \"y\"\nkind = \"ones\"\nelement_bytes = 2\nshape = [0]\n", {"element 1 = 0", "from 1"}},
      {"name = \"y\"\nkind = \"ones\"\nelement_bytes = 2\nshape = [4611686018427387904]\n",
       {"bytes (must be less than 2^62)"}},
  };
  for (const Fault& fault : faults) {
    const std::string said = complaint_of(with_node(fault.node));
    EXPECT_THAT(said, StartsWith("g.toml:")) << fault.node;
    for (const std::string& part : fault.said) EXPECT_THAT(said, HasSubstr(part)) << fault.node;
  }
}

TEST(GraphFileTest, FaultsOfTheFileAreNamed) {
  EXPECT_THAT(complaint_of("name = 3\n"), HasSubstr("key \"format\" is missing"));
  EXPECT_THAT(complaint_of("format = 1\n"), HasSubstr("g.toml:1: graph: format = 1: must be a text"));
  EXPECT_THAT(complaint_of("format = \"owg\"\n"), HasSubstr("must be \"octosim-graph\""));
  EXPECT_THAT(complaint_of("format = \"octosim-graph\"\n"), HasSubstr("version = 1"));
  EXPECT_THAT(complaint_of("format = \"octosim-graph\"\nversion = 2\n"), HasSubstr("version = 2"));
  EXPECT_THAT(complaint_of("format = \"octosim-graph\"\nversion = 1\n"), HasSubstr("there is no [[node]]"));
  EXPECT_THAT(complaint_of("format = \"octosim-graph\"\nversion = 1\nnodes = []\n"),
              HasSubstr("did you mean \"node\"?"));
  EXPECT_THAT(complaint_of("format = \"octosim-graph"), HasSubstr("g.toml:1"));
  EXPECT_THAT(complaint_of("format = \"octosim-graph\"\nversion = 1\noutputs = [\"q\"]\n[[node]]\nname = \"x\"\n"
                           "kind = \"input\"\nshape = [1]\nelement_bytes = 1\n"),
              HasSubstr("no [[node]] is called \"q\""));
  EXPECT_THAT([] { read_graph("/nowhere/g.toml"); },
              testing::ThrowsMessage<engine::ModelError>(HasSubstr("/nowhere/g.toml")));
  EXPECT_THAT([] { read_graph("/"); }, testing::ThrowsMessage<engine::ModelError>(HasSubstr("it is a directory")));
}

std::string text_of_file(const std::string& path) {
  std::ifstream file{std::string{OCTOSIM_SOURCE_DIR "/"} + path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(GraphFileTest, TheFormatPageHasEveryKindAndItsExampleIsRead) {
  const std::string page = text_of_file("io/tensor/FORMAT.md");
  for (const std::string& kind : models::tensor::kinds()) {
    EXPECT_THAT(page, HasSubstr("`" + kind + "`")) << "FORMAT.md does not list it";
    for (const auto& attribute : models::tensor::rule_of(kind).attributes) {
      EXPECT_THAT(page, HasSubstr("`" + attribute.name)) << kind;
    }
  }
  const std::size_t begin = page.find("```toml\n") + 8;
  const Graph graph = parse_graph(page.substr(begin, page.find("```", begin) - begin), "FORMAT.md");
  EXPECT_EQ(graph[*graph.find("y")].shape, (Shape{16, 32}));
}

TEST(GraphFileTest, HowItWasMadeIsKept) {
  models::tensor::Graph graph{"small"};
  graph.add_input("x", {2}, 1);
  EXPECT_EQ(parse_graph(write_graph(graph), "g.toml").made_by(), "");
  graph.note_made_by("gpt --seq 4");
  EXPECT_EQ(parse_graph(write_graph(graph), "g.toml").made_by(), "gpt --seq 4");
}

}  // namespace
}  // namespace octosim::io::tensor
