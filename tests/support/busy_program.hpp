/// \file busy_program.hpp  A small program in which every part of the machine has something to do.
#pragma once
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::test {

/// Two clusters of four TBUs that balance, configure, expand, collapse, and read a tensor in DRAM.
inline models::plan::Program busy_program(std::uint32_t balance = kDiffusive) {
  Machine machine = Machine{}.tbus(2, 4).frames(12);
  machine.schedule.cluster_size = 4;
  machine.schedule.interval = 1000;
  machine.schedule.balance = balance;
  return machine.compile(OwgBuilder{}
                             .task("A", 100 * 1024)
                             .task("B", 3000 * 1024)
                             .expand("E", 6)
                             .collapse("C")
                             .flow("SRC", "A", 64, 1000)
                             .path({"A", "E", "B", "C", "SINK"})
                             .build());
}

}  // namespace octosim::test
