/// \file batches.hpp  Batches between all pairs of ranks, whatever the ranks are.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/hash.hpp"
#include "engine/comm/communicator.hpp"

namespace octosim::test {

/// Batch `nth` from one rank to another, of `size` bytes that tell all of it.
inline engine::Communicator::Bytes batch_of(std::int32_t from, std::int32_t to, std::size_t nth, std::size_t size) {
  engine::Communicator::Bytes bytes(size);
  const std::uint64_t key = engine::mix(static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to), nth);
  for (std::size_t k = 0; k < size; ++k) bytes[k] = static_cast<std::byte>(engine::mix(key, k / 64) >> k % 57U);
  return bytes;
}

/// Every rank sends each other one batches of `sizes`, all before it takes any, then takes what came for it: each must
/// come whole, in its sender's order, and nothing else.  `expect(well, what)` is told of each.  Collective.
template <class Expect>
void exchange_batches(engine::Communicator& comm, std::span<const std::size_t> sizes, const Expect& expect) {
  const std::int32_t me = index(comm.rank());
  for (std::size_t nth = 0; nth < sizes.size(); ++nth) {
    for (std::int32_t to = 0; to < comm.size(); ++to) {
      if (to == me) continue;
      auto batch = batch_of(me, to, nth, sizes[nth]);
      comm.send_batch(engine::Rank{to}, batch);
      expect(batch.empty(), "a batch that was sent is not empty");
    }
  }
  std::vector<std::size_t> next(static_cast<std::size_t>(comm.size()));
  std::size_t missing = sizes.size() * (next.size() - 1);
  engine::Communicator::Bytes batch(77);  // what it held before is forgotten
  engine::Rank from{};
  for (std::uint32_t tries = 0; missing > 0; ++tries) {
    if (!comm.next_batch(from, batch)) {
      comm.pause(tries);
      continue;
    }
    tries = 0;
    --missing;
    std::size_t& nth = next.at(static_cast<std::size_t>(index(from)));
    expect(nth < sizes.size() && batch == batch_of(index(from), me, nth, sizes[nth]),
           "batch " + std::to_string(nth) + " of rank " + std::to_string(index(from)) + ", " +
               std::to_string(batch.size()) + " bytes, is not what was sent");
    ++nth;
  }
  std::array<std::uint64_t, 1> all_have{1};
  comm.sum(all_have);
  expect(!comm.next_batch(from, batch), "a batch came that nobody sent");
  comm.sum(all_have);  // nobody sends the next ones before
}

}  // namespace octosim::test
