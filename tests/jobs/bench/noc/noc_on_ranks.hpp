/// \file noc_on_ranks.hpp  Runs `bench noc` on thread ranks.
#pragma once
#include <cstdint>
#include <mutex>

#include <gtest/gtest.h>

#include "engine/comm/thread_communicator.hpp"
#include "jobs/bench/noc/noc_bench.hpp"

namespace octosim::test {

/// A bench so small that it takes a few milliseconds.
inline jobs::bench::noc::NocBench small_noc(std::uint32_t k = 4, double load = 0.3) {
  jobs::bench::noc::NocBench bench;
  bench.noc.k = k;
  bench.noc.load = load;
  bench.noc.period = 100;
  bench.noc.warmup = 1;
  bench.noc.most_periods = 5;
  bench.noc.least_packets = 1;
  return bench;
}

/// What rank 0 has; that the others have the same figures is expected.
inline jobs::bench::noc::NocResult noc_on_ranks(const jobs::bench::noc::NocBench& bench, std::int32_t ranks = 1) {
  jobs::bench::noc::NocResult result;
  std::vector<std::uint64_t> digests;
  std::mutex mutex;
  engine::on_thread_ranks(ranks, [&](engine::Communicator& comm) {
    auto mine = run_noc(bench, comm);
    const std::lock_guard lock{mutex};
    digests.push_back(mine.runs.front().digest);
    if (index(comm.rank()) == 0) result = std::move(mine);
  });
  for (const std::uint64_t digest : digests) EXPECT_EQ(digest, result.runs.front().digest);
  return result;
}

}  // namespace octosim::test
