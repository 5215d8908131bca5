#include "io/modelbox/dot.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "io/modelbox/dot_lexer.hpp"

namespace octosim::io::modelbox {
namespace {

class DotReader {
 public:
  DotReader(std::string_view text, const std::string& file, int first_line) : lexer_{text, file, first_line} {}

  DotGraph read() {
    if (lexer_.is_keyword("strict")) lexer_.next();
    if (!lexer_.is_keyword("digraph")) {
      lexer_.fail(lexer_.peek().line, fmt::format("expected 'digraph', found {}", lexer_.shown()));
    }
    lexer_.next();
    if (lexer_.peek().kind == DotTokenKind::kName) graph_.name = lexer_.next().text;
    statements();
    if (lexer_.peek().kind != DotTokenKind::kEnd) {
      lexer_.fail(lexer_.peek().line, fmt::format("expected nothing after the digraph, found {}", lexer_.shown()));
    }
    return std::move(graph_);
  }

 private:
  struct End {
    std::string node, port;
  };

  void statements() {
    const int opened = lexer_.peek().line;
    lexer_.expect_mark("{", "to open the digraph");
    const Attributes outer = node_defaults_;
    while (!lexer_.is_mark("}")) {
      if (lexer_.peek().kind == DotTokenKind::kEnd) {
        lexer_.fail(lexer_.peek().line, fmt::format("the '{{' of line {} is not closed by '}}'", opened));
      }
      if (!lexer_.skip_mark(";")) statement();
    }
    lexer_.next();
    node_defaults_ = outer;
  }

  void statement() {
    if (lexer_.is_keyword("subgraph") || lexer_.is_mark("{")) return subgraph();
    if (lexer_.is_keyword("node")) return defaults(node_defaults_);
    if (lexer_.is_keyword("graph")) return defaults(graph_.attributes);
    Attributes ignored;
    if (lexer_.is_keyword("edge")) return defaults(ignored);
    const int line = lexer_.peek().line;
    End end = read_end();
    if (end.port.empty() && lexer_.skip_mark("=")) {
      graph_.attributes[end.node] = lexer_.expect_name("a value after '='");
      return;
    }
    if (lexer_.is_mark("->")) return chain(std::move(end), line);
    if (!end.port.empty()) {
      lexer_.fail(line, fmt::format("'{}:{}' is neither a node nor an edge: expected '->', found {}", end.node,
                                    end.port, lexer_.shown()));
    }
    for (auto& [key, value] : attribute_lists()) node(end.node, line).attributes[key] = value;
    node(end.node, line);
  }

  void subgraph() {
    if (lexer_.is_keyword("subgraph")) lexer_.next();
    if (lexer_.peek().kind == DotTokenKind::kName) lexer_.next();
    const int line = lexer_.peek().line;
    statements();
    if (lexer_.is_mark("->")) lexer_.fail(line, "an edge from a subgraph; ModelBox edges join ports of nodes");
  }

  void defaults(Attributes& into) {
    lexer_.next();
    for (auto& [key, value] : attribute_lists()) into[key] = value;
  }

  void chain(End from, int line) {
    const std::size_t first = graph_.edges.size();
    while (lexer_.skip_mark("->")) {
      if (lexer_.is_mark("{") || lexer_.is_keyword("subgraph")) {
        lexer_.fail(lexer_.peek().line, "an edge to a subgraph; ModelBox edges join ports of nodes");
      }
      End to = read_end();
      node(from.node, line);
      node(to.node, line);
      graph_.edges.push_back({from.node, from.port, to.node, to.port, line});
      from = std::move(to);
    }
    const Attributes attributes = attribute_lists();
    for (std::size_t i = first; i < graph_.edges.size(); ++i) {
      DotEdge& edge = graph_.edges[i];
      if (const auto it = attributes.find("tailport"); it != attributes.end()) edge.from_port = it->second;
      if (const auto it = attributes.find("headport"); it != attributes.end()) edge.to_port = it->second;
    }
  }

  End read_end() {
    End end{lexer_.expect_name("the name of a node"), {}};
    if (lexer_.skip_mark(":")) {
      end.port = lexer_.expect_name(fmt::format("the name of a port after '{}:'", end.node));
      if (lexer_.skip_mark(":")) lexer_.expect_name("a compass point after the port");
    }
    return end;
  }

  Attributes attribute_lists() {
    Attributes attributes;
    while (lexer_.skip_mark("[")) {
      while (!lexer_.skip_mark("]")) {
        const std::string key = lexer_.expect_name("an attribute or ']'");
        lexer_.expect_mark("=", fmt::format("after the attribute '{}'", key));
        attributes[key] = lexer_.expect_name(fmt::format("a value of the attribute '{}'", key));
        if (!lexer_.skip_mark(",")) lexer_.skip_mark(";");
      }
    }
    return attributes;
  }

  DotNode& node(const std::string& name, int line) {
    const auto [it, is_new] = index_.try_emplace(name, graph_.nodes.size());
    if (is_new) graph_.nodes.push_back({name, node_defaults_, line});
    return graph_.nodes[it->second];
  }

  DotLexer lexer_;
  DotGraph graph_;
  Attributes node_defaults_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace

DotGraph read_dot(std::string_view text, const std::string& file, int first_line) {
  return DotReader{text, file, first_line}.read();
}

}  // namespace octosim::io::modelbox
