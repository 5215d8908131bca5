/// \file dot_lexer.hpp  DOT text cut into tokens.  Private to io/modelbox.
#pragma once
#include <string>
#include <string_view>

namespace octosim::io::modelbox {

enum class DotTokenKind { kName, kMark, kEnd };

struct DotToken {
  DotTokenKind kind = DotTokenKind::kEnd;
  std::string text;  ///< a name without its quotes, or the mark: { } [ ] ; , : = ->
  bool quoted = false;
  int line = 0;
};

/// One token of look-ahead.  `text` must remain live.
class DotLexer {
 public:
  DotLexer(std::string_view text, std::string file, int first_line);

  const DotToken& peek() const { return token_; }
  /// The token that was peeked at.
  DotToken next();
  bool is_mark(std::string_view mark) const { return token_.kind == DotTokenKind::kMark && token_.text == mark; }
  bool is_keyword(std::string_view word) const;  ///< in any case, not quoted
  bool skip_mark(std::string_view mark);
  void expect_mark(std::string_view mark, std::string_view after);
  std::string expect_name(std::string_view what);

  /// \throws engine::ModelError `file:line: message`
  [[noreturn]] void fail(int line, const std::string& message) const;
  /// The token as errors show it.
  std::string shown() const;

 private:
  void skip_blanks();
  void skip_block_comment();
  DotToken read();
  DotToken read_quoted();
  char at(std::size_t ahead) const { return here_ + ahead < text_.size() ? text_[here_ + ahead] : '\0'; }

  std::string_view text_;
  std::string file_;
  std::size_t here_ = 0;
  int line_ = 1;
  DotToken token_;
};

}  // namespace octosim::io::modelbox
