/// \file operator_keys.hpp  The keys of an operator of a Task Block, by kind: one table for reading and writing.
/// Private to io/owg; FORMAT.md lists them for people.
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "io/owg/vocabulary.hpp"
#include "models/workload/operator.hpp"

namespace octosim::io::owg {

/// A whole number.  Absent from a file it is `fallback`; kRequired: it must be there.
struct OperatorKey {
  static constexpr std::uint64_t kRequired = std::numeric_limits<std::uint64_t>::max();
  std::string_view key;
  std::uint64_t models::workload::Operator::*member = nullptr;
  std::uint64_t fallback = kRequired;
  std::uint64_t least = 1;
  std::uint64_t most = kMostWhole;
};

/// Keys that every kind has: `kind`, `indexed`, `label` and `source` are not whole numbers and not among them.
std::span<const OperatorKey> common_operator_keys();
/// Keys of `kind` besides.
std::span<const OperatorKey> operator_keys(models::workload::OperatorKind kind);

}  // namespace octosim::io::owg
