#include "io/modelbox/dot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/modelbox/data.hpp"

namespace octosim::io::modelbox {
namespace {

using testing::HasSubstr;

DotGraph read(std::string_view text) { return read_dot(text, "g.toml", 10); }
std::string error_of(std::string_view text) {
  return test::model_error([&] { read(text); });
}

TEST(DotTest, ReadsPortsHoweverTheyAreSpaced) {
  const DotGraph graph = read("digraph g { a:out -> b: in; a :\"yolo/output1\"->b:in:n }");
  ASSERT_EQ(graph.edges.size(), 2u);
  EXPECT_EQ(graph.edges[0].from_port, "out");
  EXPECT_EQ(graph.edges[0].to_port, "in");
  EXPECT_EQ(graph.edges[1].from_port, "yolo/output1");
  EXPECT_EQ(graph.edges[1].to_port, "in");
}

TEST(DotTest, ReadsAttributesPartedByCommasOrBlanks) {
  const DotGraph graph = read("digraph { node [shape=Mrecord]\n a[type=flowunit, device=cpu x=\"1, 2\", ]\n b }");
  ASSERT_EQ(graph.nodes.size(), 2u);
  EXPECT_EQ(graph.nodes[0].attributes,
            (Attributes{{"type", "flowunit"}, {"device", "cpu"}, {"x", "1, 2"}, {"shape", "Mrecord"}}));
  EXPECT_EQ(graph.nodes[1].attributes, (Attributes{{"shape", "Mrecord"}}));
  EXPECT_EQ(graph.nodes[1].line, 12);
}

TEST(DotTest, SkipsCommentsOfAllKinds) {
  const DotGraph graph = read("digraph {\n   # a -> b\n // c\n /* d\n */ e [x=\"# no comment\"]\n queue_size = 4 }");
  ASSERT_EQ(graph.nodes.size(), 1u);
  EXPECT_EQ(graph.nodes[0].attributes.at("x"), "# no comment");
  EXPECT_EQ(graph.attributes.at("queue_size"), "4");
}

TEST(DotTest, ReadsChainsAndSubgraphs) {
  const DotGraph graph = read("strict digraph g { subgraph s { node [k=v] a } a:x -> b:y -> c:z }");
  ASSERT_EQ(graph.edges.size(), 2u);
  EXPECT_EQ(graph.edges[1].from, "b");
  EXPECT_EQ(graph.edges[1].from_port, "y");
  EXPECT_EQ(graph.nodes[0].attributes.count("k"), 1u);
  EXPECT_EQ(graph.nodes[1].attributes.count("k"), 0u);
}

TEST(DotTest, KeepsPlaceholdersAndEscapedQuotes) {
  const DotGraph graph = read(R"(digraph { a [url="@DIR@/${X}/v.mp4", say="\"hi\"", n=-0.5] })");
  EXPECT_EQ(graph.nodes[0].attributes.at("url"), "@DIR@/${X}/v.mp4");
  EXPECT_EQ(graph.nodes[0].attributes.at("say"), "\"hi\"");
  EXPECT_EQ(graph.nodes[0].attributes.at("n"), "-0.5");
}

TEST(DotTest, NamesTheLineOfAFault) {
  EXPECT_EQ(error_of("digraph {\n a:x -> \n}"), "g.toml:12: expected the name of a node, found '}'");
  EXPECT_EQ(error_of("digraph {\n a"), "g.toml:11: the '{' of line 10 is not closed by '}'");
  EXPECT_EQ(error_of("digraph {\n a [x=\"1]\n}"), "g.toml:11: a quoted name is not closed by \"");
  EXPECT_EQ(error_of("digraph { a [x] }"), "g.toml:10: expected '=' after the attribute 'x', found ']'");
  EXPECT_THAT(error_of("graph { a }"), HasSubstr("expected 'digraph', found 'graph'"));
  EXPECT_THAT(error_of("digraph { a -- b }"), HasSubstr("undirected edge"));
  EXPECT_THAT(error_of("digraph { a:x }"), HasSubstr("'a:x' is neither a node nor an edge"));
  EXPECT_THAT(error_of("digraph { a } b"), HasSubstr("expected nothing after the digraph, found 'b'"));
  EXPECT_THAT(error_of("digraph { a -> {b c} }"), HasSubstr("edge to a subgraph"));
  EXPECT_THAT(error_of("digraph { a & b }"), HasSubstr("unexpected character '&'"));
  EXPECT_THAT(error_of(""), HasSubstr("found the end of the digraph"));
}

}  // namespace
}  // namespace octosim::io::modelbox
