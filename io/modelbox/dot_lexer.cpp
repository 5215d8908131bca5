#include "io/modelbox/dot_lexer.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::modelbox {
namespace {

bool is_name_letter(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalnum(u) != 0 || c == '_' || c == '.' || u >= 0x80;
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

}  // namespace

DotLexer::DotLexer(std::string_view text, std::string file, int first_line)
    : text_{text}, file_{std::move(file)}, line_{first_line} {
  token_ = read();
}

DotToken DotLexer::next() { return std::exchange(token_, read()); }

bool DotLexer::is_keyword(std::string_view word) const {
  return token_.kind == DotTokenKind::kName && !token_.quoted &&
         std::equal(word.begin(), word.end(), token_.text.begin(), token_.text.end(),
                    [](char a, char b) { return a == lower(b); });
}

bool DotLexer::skip_mark(std::string_view mark) {
  if (!is_mark(mark)) return false;
  next();
  return true;
}

void DotLexer::expect_mark(std::string_view mark, std::string_view after) {
  if (!is_mark(mark)) fail(token_.line, fmt::format("expected '{}' {}, found {}", mark, after, shown()));
  next();
}

std::string DotLexer::expect_name(std::string_view what) {
  if (token_.kind != DotTokenKind::kName) fail(token_.line, fmt::format("expected {}, found {}", what, shown()));
  return next().text;
}

void DotLexer::fail(int line, const std::string& message) const {
  throw engine::ModelError{fmt::format("{}:{}: {}", file_, line, message)};
}

std::string DotLexer::shown() const {
  return token_.kind == DotTokenKind::kEnd ? "the end of the digraph" : '\'' + token_.text + '\'';
}

void DotLexer::skip_block_comment() {
  const int opened = line_;
  here_ += 2;
  while (at(0) != '*' || at(1) != '/') {
    if (here_ >= text_.size()) fail(opened, "a comment /* is not closed by */");
    if (text_[here_++] == '\n') ++line_;
  }
  here_ += 2;
}

void DotLexer::skip_blanks() {
  while (here_ < text_.size()) {
    const char c = text_[here_];
    if (c == '\n') ++line_;
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++here_;
    } else if (c == '#' || (c == '/' && at(1) == '/')) {
      here_ = std::min(text_.find('\n', here_), text_.size());
    } else if (c == '/' && at(1) == '*') {
      skip_block_comment();
    } else {
      return;
    }
  }
}

DotToken DotLexer::read_quoted() {
  DotToken token{.kind = DotTokenKind::kName, .text = {}, .quoted = true, .line = line_};
  ++here_;
  while (at(0) != '"') {
    if (here_ >= text_.size()) fail(token.line, "a quoted name is not closed by \"");
    if (at(0) == '\\' && at(1) == '"') ++here_;
    if (at(0) == '\n') ++line_;
    token.text += text_[here_++];
  }
  ++here_;
  return token;
}

DotToken DotLexer::read() {
  skip_blanks();
  DotToken token{.kind = DotTokenKind::kEnd, .text = {}, .quoted = false, .line = line_};
  if (here_ >= text_.size()) return token;
  const char c = at(0);
  if (c == '"') return read_quoted();
  if (is_name_letter(c) || (c == '-' && (std::isdigit(static_cast<unsigned char>(at(1))) != 0 || at(1) == '.'))) {
    token.kind = DotTokenKind::kName;
    do token.text += text_[here_++];
    while (here_ < text_.size() && is_name_letter(at(0)));
    return token;
  }
  if (c == '-' && at(1) == '-') fail(line_, "an undirected edge '--'; a ModelBox graph is directed: write '->'");
  if (c == '<') fail(line_, "an HTML value '<...>'; only plain and quoted values are read");
  token.kind = DotTokenKind::kMark;
  token.text = c == '-' && at(1) == '>' ? "->" : std::string(1, c);
  if (std::string_view{"{}[];,:=->"}.find(token.text) == std::string_view::npos) {
    fail(line_, fmt::format("unexpected character '{}'", c));
  }
  here_ += token.text.size();
  return token;
}

}  // namespace octosim::io::modelbox
