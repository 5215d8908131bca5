/// \file checked_table.hpp  A TOML table whose entries are asked for by type and range.  For readers of files in io.
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "io/owg/vocabulary.hpp"
#include "io/text/did_you_mean.hpp"

namespace octosim::io::owg {

using Keys = std::span<const std::string_view>;

/// A view: the TOML document must remain live.  Every error is a engine::ModelError that begins
/// `file:line: what: key = value`.
class CheckedTable {
 public:
  /// `what`: how errors call this table, e.g. `[[block]] 3`.
  CheckedTable(const toml::table& table, std::string file, std::string what);

  void call_it(std::string what) { what_ = std::move(what); }
  const std::string& what() const { return what_; }

  bool has(std::string_view key) const { return table_->contains(key); }

  /// \throws ModelError for a key outside `mine`: if it is in `all`, it does not belong to `owner` (e.g. `a block of
  /// kind "route"`); otherwise it is unknown, and the nearest of `mine` is named.
  void allow_only(Keys mine, Keys all, std::string_view owner) const;

  std::string text(std::string_view key) const;
  std::string text_or(std::string_view key, std::string fallback) const;
  bool flag_or(std::string_view key, bool fallback) const;

  std::uint64_t whole_or(std::string_view key, std::uint64_t fallback, std::uint64_t least = 0,
                         std::uint64_t most = kMostWhole) const;
  double real(std::string_view key, double least, double most) const;
  /// Each from `least` to `most`, both allowed; integers count as reals; at least one.
  std::vector<double> reals(std::string_view key, double least, double most) const;
  /// Each from `least` to `most`; there may be none.
  std::vector<std::int64_t> wholes(std::string_view key, std::int64_t least, std::int64_t most) const;
  /// None of them empty; there may be none.
  std::vector<std::string> texts(std::string_view key) const;

  /// The entries themselves, for keys that are not known beforehand.
  const toml::table& entries() const { return *table_; }

  CheckedTable table(std::string_view key, std::string what) const;
  /// Empty if the key is absent.  Element i is called `[[key]] i`, counted from 1.
  std::vector<CheckedTable> tables(std::string_view key) const;

  template <class T, std::size_t N>
  T one_of(std::string_view key, const Words<T, N>& words) const {
    const std::string given = text(key);
    std::vector<std::string_view> names;
    for (const auto& [word, meaning] : words) {
      if (word == given) return meaning;
      names.push_back(word);
    }
    refuse(key, "must be one of " + text::listed(names) + text::did_you_mean(given, names));
  }

  /// \throws ModelError `file:line: what: key = value: because`, at the line of `key`; its value is shown if it is
  /// short.
  [[noreturn]] void refuse(std::string_view key, const std::string& because) const;
  /// \throws ModelError at the line of the table.
  [[noreturn]] void refuse(const std::string& because) const;

 private:
  const toml::node& required(std::string_view key) const;
  [[noreturn]] void fail_at(const toml::source_region& where, const std::string& message) const;

  const toml::table* table_;
  std::string file_;
  std::string what_;
};

}  // namespace octosim::io::owg
