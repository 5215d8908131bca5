/// \file random_operators.hpp  What a random Task Block is made of, for RapidCheck.
#pragma once
#include <cstdint>
#include <vector>

#include "models/workload/chunk_loop.hpp"
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

/// A few chunk loops of `cycles` or fewer, with operands that take part of that time on the port.
inline std::vector<models::workload::ChunkLoop> draw_loops(std::uint64_t cycles) {
  const auto drawn = [](int least, int most) { return static_cast<std::uint64_t>(draw(least, most)); };
  std::vector<models::workload::ChunkLoop> loops;
  for (int left = draw(1, 3); left > 0; --left) {
    models::workload::ChunkLoop loop;
    loop.slices = drawn(1, 6);
    loop.cycles = 1 + cycles / loop.slices / 3;
    loop.macs = drawn(0, 10'000);
    loop.in_bytes = drawn(0, 4'000);
    loop.out_bytes = drawn(0, 4'000);
    loop.kept_bytes = drawn(0, 1) * drawn(0, 20'000);
    if (odds(2)) {  // some of it in DRAM
      const auto part = [&](std::uint64_t of) { return drawn(0, 2) * of / 2; };
      loop.dram_in_bytes = part(loop.in_bytes);
      loop.dram_out_bytes = part(loop.out_bytes);
      loop.dram_kept_bytes = part(loop.kept_bytes);
      loop.stored_bytes = drawn(0, 1) * drawn(0, 4'000);
    }
    loops.push_back(loop);
  }
  return loops;
}

}  // namespace octosim::test
