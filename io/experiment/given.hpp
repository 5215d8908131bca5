/// \file given.hpp  A value as the user gave it, and the one form in which it is refused.
#pragma once
#include <cstdint>
#include <string>
#include <variant>

namespace octosim::io::experiment {

/// A value of a file or of an override, before its row says what it means.
struct Given {
  enum class From : std::uint8_t { kFile, kOverride };

  From from = From::kFile;
  std::string place{};  ///< "er.toml:3", or "--set network.link=-1"
  std::string key{};    ///< "network.link"
  std::string shown{};  ///< the value in messages: 3, "4 MiB", a table
  /// monostate: something no setting takes, as a table.  An override is always a text.
  std::variant<std::monostate, std::int64_t, double, bool, std::string> value{};

  /// \throws ModelError "PLACE: key = value (problem)", or "--set key=value: problem"
  [[noreturn]] void refuse(const std::string& problem) const;
};

}  // namespace octosim::io::experiment
