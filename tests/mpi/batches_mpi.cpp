// Batches and reductions on the ranks of MPI: exits 0 on every rank if each batch came whole and in its order and each
// reduction was right, else 1.
#include <array>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "engine/comm/first_rank.hpp"
#include "engine/comm/mpi/mpi_communicator.hpp"
#include "tests/support/batches.hpp"

namespace octosim {
namespace {

using engine::Communicator;
using engine::Reduction;

int faults = 0;

void expect(bool well, const Communicator& comm, const std::string& what) {
  if (well) return;
  ++faults;
  std::fprintf(stderr, "rank %d: %s\n", index(comm.rank()), what.c_str());
}

/// Round the length of the pieces that a batch is sent in, and far beyond.
constexpr std::array<std::size_t, 9> kSizes{0, 1, 3999, 4000, 4001, 8000, 12'345, 1'000'000, 0};

void exchange(Communicator& comm, std::span<const std::size_t> sizes) {
  test::exchange_batches(comm, sizes, [&](bool well, const std::string& what) { expect(well, comm, what); });
}

/// Reductions that are under way while batches go and come.
void reduce(Communicator& comm) {
  const std::int64_t me = index(comm.rank()), ranks = comm.size();
  for (std::int64_t round = 0; round < 50; ++round) {
    Reduction words;
    for (std::size_t k = 0; k < words.least.size(); ++k) {
      words.least[k] = (k % 2 == 0 ? 1 : -1) * (round * 1'000 + me * static_cast<std::int64_t>(k));
    }
    words.sum = {static_cast<std::uint64_t>(me + round), 1ULL << 63U};
    comm.start_reduce(words);
    if (round % 10 == 0) exchange(comm, kSizes);
    for (std::uint32_t tries = 0; !comm.reduced(); ++tries) comm.pause(tries);
    for (std::size_t k = 0; k < words.least.size(); ++k) {
      const std::int64_t greatest = (ranks - 1) * static_cast<std::int64_t>(k);
      const std::int64_t wanted = k % 2 == 0 ? round * 1'000 : -(round * 1'000 + greatest);
      expect(words.least[k] == wanted, comm, "least " + std::to_string(k) + " of round " + std::to_string(round));
    }
    expect(words.sum[0] == static_cast<std::uint64_t>(ranks * round + ranks * (ranks - 1) / 2), comm, "sum 0");
    expect(words.sum[1] == (ranks % 2 == 0 ? 0 : 1ULL << 63U), comm, "sum 1");
  }
}

void decide(Communicator& comm) {
  const auto decided = engine::from_first_rank(comm, [&] {
    expect(index(comm.rank()) == 0, comm, "it was asked to decide");
    return std::vector<std::int32_t>(100'000, 7);
  });
  expect(decided == std::vector<std::int32_t>(100'000, 7), comm, "another decision");
  try {
    engine::from_first_rank(comm, []() -> std::vector<std::int32_t> { throw engine::ModelError{"no such file"}; });
    expect(false, comm, "the first rank's error was not thrown");
  } catch (const engine::ModelError& error) {
    expect(std::string{error.what()} == "no such file", comm, error.what());
  }
}

}  // namespace
}  // namespace octosim

int main(int argc, char** argv) {
  using namespace octosim;
  const engine::MpiSession session{argc, argv};
  const auto comm = engine::make_mpi_communicator();
  try {
    exchange(*comm, kSizes);
    exchange(*comm, std::vector<std::size_t>(2000, 40));  // many small ones
    reduce(*comm);
    decide(*comm);
    std::array<std::uint64_t, 1> total{static_cast<std::uint64_t>(faults)};
    comm->sum(total);
    return total[0] == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "rank " << index(comm->rank()) << ": " << error.what() << '\n';
    comm->abort(1);
  }
  return 1;
}
