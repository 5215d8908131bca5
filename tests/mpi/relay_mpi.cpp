// Runs the relays on the ranks of MPI, with each synchroniser, and alone, and compares: exits 0 on every rank if all is
// equal, else 1. With `--refuse` the components of rank 1 fail while they are built: every rank must throw the same and
// exits 3.
#include <array>
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "engine/base/hash.hpp"
#include "engine/comm/mpi/mpi_communicator.hpp"
#include "engine/comm/self_communicator.hpp"
#include "engine/kernel/run.hpp"
#include "tests/support/relay_model.hpp"

namespace octosim {
namespace {

using engine::ComponentId;
using engine::Rank;

constexpr int kEqual = 0, kDifferent = 1, kBadCall = 2, kRefused = 3;

/// Blocks of ids, and ids at random; with three ranks or more, the last has nothing in the second.
engine::Partition partition_of(int which, std::int32_t ranks, std::uint32_t components) {
  const auto count = static_cast<std::uint64_t>(ranks);
  if (which == 0) {
    return [=](ComponentId id) { return Rank{static_cast<std::int32_t>(index(id) * count / components)}; };
  }
  const std::uint64_t used = count > 2 ? count - 1 : count;
  return [=](ComponentId id) { return Rank{static_cast<std::int32_t>(engine::mix(31, index(id)) % used)}; };
}

int compare(engine::Communicator& comm) {
  using Shape = test::RelaySettings::Shape;
  int status = kEqual;
  for (const test::RelaySettings& settings :
       {test::RelaySettings{.shape = Shape::kTorus, .tokens = 4, .latency = 3, .service = 0},
        test::RelaySettings{.shape = Shape::kRandom, .tokens = 20, .latency = 5, .spread = 9, .service = 30}}) {
    const test::RelayModel model{settings};
    engine::SelfCommunicator self;
    const auto alone = engine::run(
        model, [](ComponentId) { return Rank{0}; }, self);
    for (const int which : {0, 1}) {
      const auto owner = partition_of(which, comm.size(), model.component_count());
      for (const engine::Sync sync : {engine::Sync::kAuto, engine::Sync::kWindow, engine::Sync::kNeighbor}) {
        engine::RunOptions options;
        options.sync = sync;
        const auto report = engine::run(model, owner, comm, options);
        const bool equal = report.digest == alone.digest && report.events == alone.events && report.end == alone.end &&
                           report.reason == alone.reason;
        if (!equal) status = kDifferent;
        if (index(comm.rank()) == 0 || !equal) {
          std::printf("rank %d: digest %016llx, alone %016llx; %llu events, end %llu, %llu rounds (%s)\n",
                      index(comm.rank()), static_cast<unsigned long long>(report.digest),
                      static_cast<unsigned long long>(alone.digest), static_cast<unsigned long long>(report.events),
                      static_cast<unsigned long long>(report.end.cycle),
                      static_cast<unsigned long long>(report.mine.rounds), report.sync_reason.c_str());
        }
      }
    }
  }
  return status;
}

/// The relays, but those with an odd number cannot be made.
class BrokenModel final : public engine::Blueprint {
 public:
  std::uint32_t component_count() const override { return good_.component_count(); }
  std::unique_ptr<engine::Component> make(ComponentId id) const override {
    if (index(id) % 2 == 1) throw engine::ModelError{"relay " + std::to_string(index(id)) + " is broken"};
    return good_.make(id);
  }
  const engine::PortTable& ports_of(ComponentId id) const override { return good_.ports_of(id); }
  std::vector<engine::Link> links_from(ComponentId id) const override { return good_.links_from(id); }

 private:
  test::RelayModel good_{{}};
};

int expect_refusal(engine::Communicator& comm) {
  const engine::Partition owner = [&](ComponentId id) { return Rank{index(id) % 2 == 1 ? 1 : comm.size() - 1}; };
  try {
    engine::run(BrokenModel{}, owner, comm);
  } catch (const engine::ModelError& error) {
    const bool right = std::string_view{error.what()} == "relay 1 is broken";
    std::printf("rank %d: %s\n", index(comm.rank()), error.what());
    return right ? kRefused : kDifferent;
  }
  return kDifferent;
}

}  // namespace
}  // namespace octosim

int main(int argc, char** argv) {
  using namespace octosim;
  const engine::MpiSession session{argc, argv};
  const bool refuse = argc == 2 && std::string_view{argv[1]} == "--refuse";
  if (argc != 1 && !refuse) {
    std::cerr << "relay_mpi takes --refuse or nothing\n";
    return kBadCall;
  }
  const auto comm = engine::make_mpi_communicator();
  try {
    const int mine = refuse ? expect_refusal(*comm) : compare(*comm);
    // The ranks must agree on the status too, the worst: least of the negatives.
    std::array<std::int64_t, 2> statuses{mine, -mine};
    comm->min(statuses);
    if (statuses[0] != -statuses[1]) return kDifferent;
    return mine;
  } catch (const std::exception& error) {
    std::cerr << "rank " << index(comm->rank()) << ": " << error.what() << '\n';
    comm->abort(kDifferent);
  }
  return kDifferent;
}
