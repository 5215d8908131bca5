#include "io/recorded/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::io::recorded {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF", kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// The lines that hold something, one after the other.
class Lines {
 public:
  Lines(std::string_view text, const std::string& file) : text_{text}, file_{file} {
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  }
  std::optional<std::string_view> next() {
    while (!text_.empty()) {
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      const std::string_view line = trimmed(text_.substr(0, end));
      text_.remove_prefix(std::min(end + 1, text_.size()));
      ++number_;
      if (!line.empty() && line.front() != '#') return line;
    }
    return std::nullopt;
  }
  std::uint64_t number() const { return number_; }  ///< of the last one
  [[noreturn]] void refuse(const std::string& what) const {
    throw engine::ModelError{fmt::format("{}:{}: {}", file_, number_, what)};
  }

 private:
  std::string_view text_;
  const std::string& file_;
  std::uint64_t number_ = 0;
};

/// The fields of a line, one after the other.
class Fields {
 public:
  Fields(std::string_view line, const Lines& lines) : rest_{line}, lines_{lines} {}
  bool has_more() const { return !done_; }
  /// \pre has_more().  Valid until the next call.
  std::string_view next() {
    const std::size_t first = rest_.find_first_not_of(kBlanks);
    if (first != std::string_view::npos && rest_[first] == '"') return quoted(first + 1);
    const std::size_t end = rest_.find(',');
    const std::string_view field = trimmed(rest_.substr(0, end));
    go_on(end);
    return field;
  }

 private:
  std::string_view quoted(std::size_t at) {
    unquoted_.clear();
    for (;; ++at) {
      const std::size_t quote = rest_.find('"', at);
      if (quote == std::string_view::npos) lines_.refuse("a quote is not closed in its line");
      unquoted_ += rest_.substr(at, quote - at);
      at = quote + 1;
      if (at == rest_.size() || rest_[at] != '"') break;
      unquoted_ += '"';
    }
    const std::size_t end = rest_.find(',', at);
    if (!trimmed(rest_.substr(at, end == std::string_view::npos ? end : end - at)).empty()) {
      lines_.refuse("something follows a closing quote (must be a comma, or the end of the line)");
    }
    go_on(end);
    return trimmed(unquoted_);
  }
  void go_on(std::size_t comma) {
    done_ = comma == std::string_view::npos;
    if (!done_) rest_.remove_prefix(comma + 1);
  }

  std::string_view rest_;
  const Lines& lines_;
  std::string unquoted_;
  bool done_ = false;
};

double number_of(std::string_view field, const std::string& column, const Lines& lines) {
  if (field.empty()) return kEmpty;
  std::string_view digits = field;
  if (digits.front() == '+') digits.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::result_out_of_range) {
    lines.refuse(fmt::format("column {}: {} (is too large or too small for a number)", column, field));
  }
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    lines.refuse(fmt::format("column {}: {} (must be a number, or empty)", column, field));
  }
  if (!std::isfinite(value)) lines.refuse(fmt::format("column {}: {} (must be finite)", column, field));
  return value;
}

std::vector<Column> columns_in(std::string_view header, const Lines& lines) {
  std::vector<Column> columns;
  for (Fields fields{header, lines}; fields.has_more();) {
    std::string name{fields.next()};
    const auto same = [&](const Column& other) { return other.name == name; };
    if (name.empty()) lines.refuse(fmt::format("column {} has no name", columns.size() + 1));
    if (std::ranges::any_of(columns, same)) lines.refuse(fmt::format("column {} is there twice", name));
    columns.push_back({.name = std::move(name), .values = {}});
  }
  return columns;
}

}  // namespace

Table parse_csv(std::string_view text, const std::string& file) {
  Table table{.file = file, .columns = {}, .where = {}};
  Lines lines{text, file};
  const auto header = lines.next();
  if (!header) {
    throw engine::ModelError{fmt::format("{}: is empty (must have a line that names its columns, then rows)", file)};
  }
  table.columns = columns_in(*header, lines);
  const auto line_of_row = std::make_shared<std::vector<std::uint64_t>>();
  while (const auto line = lines.next()) {
    Fields fields{*line, lines};
    std::size_t count = 0;
    for (; fields.has_more(); ++count) {
      const std::string_view field = fields.next();
      if (count >= table.columns.size()) continue;
      Column& column = table.columns[count];
      column.values.push_back(number_of(field, column.name, lines));
    }
    if (count != table.columns.size()) {
      lines.refuse(fmt::format("{} fields (must be {}, one for each column)", count, table.columns.size()));
    }
    line_of_row->push_back(lines.number());
  }
  table.where = [file, line_of_row](std::size_t row, std::string_view column) {
    return fmt::format("{}:{}: column {}", file, (*line_of_row)[row], column);
  };
  return table;
}

std::string csv_of(const Table& table) {
  fmt::memory_buffer text;
  const auto out = std::back_inserter(text);
  const auto ending = [&](std::size_t c) { return c + 1 < table.columns.size() ? ',' : '\n'; };
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::string name = table.columns[c].name;
    if (name.find_first_of(",\"#") != std::string::npos) {
      for (std::size_t at = 0; (at = name.find('"', at)) != std::string::npos; at += 2) name.insert(at, 1, '"');
      name = '"' + name + '"';
    }
    fmt::format_to(out, "{}{}", name, ending(c));
  }
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const double value = table.columns[c].values[row];
      if (!std::isnan(value)) fmt::format_to(out, "{}", value);
      text.push_back(ending(c));
    }
  }
  return fmt::to_string(text);
}

}  // namespace octosim::io::recorded
