/// \file random_operators.hpp  What a random Task Block is made of, for RapidCheck.
#pragma once
#include <cstdint>
#include <vector>

#include "models/workload/operator.hpp"
#include "tests/support/draws.hpp"

namespace octosim::test {

/// About `cycles` of a layer, a stage that fills the array badly and, if `indexed`, one whose work the data decide.
/// Only callable inside a RapidCheck generator or property.
inline std::vector<models::workload::Operator> draw_operators(std::uint64_t cycles, bool indexed) {
  using models::workload::OperatorKind;
  const auto drawn = [](int least, int most) { return static_cast<std::uint64_t>(draw(least, most)); };
  std::vector<models::workload::Operator> rows{
      {.kind = OperatorKind::kGemm, .m = drawn(1, 100), .n = drawn(1, 40), .k = 1 + cycles / 4},
      {.kind = OperatorKind::kCodec, .elements = drawn(1, 2000), .parallel = drawn(0, 100)}};
  if (indexed) rows.push_back({.kind = OperatorKind::kNms, .elements = drawn(1, 50), .indexed = true});
  return rows;
}

}  // namespace octosim::test
