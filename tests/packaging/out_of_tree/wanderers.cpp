// A model outside octosim's tree, in the manner of PHOLD (R. M. Fujimoto, SCS 1990): events wander between the
// processes of a torus at random, each making the next.  Any number of ranks up to the number of processes prints the
// same line.
#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <vector>

#include "engine/base/hash.hpp"
#include "engine/base/random.hpp"
#include "engine/comm/mpi/mpi_communicator.hpp"
#include "engine/kernel/run.hpp"

namespace wanderers {

using namespace octosim::engine;

constexpr std::uint32_t kSide = 24;       // processes a row, and rows
constexpr std::uint32_t kPopulation = 4;  // events that each process starts with
constexpr SimTime kStop{4000};            // cycles

struct Wanderer {  // plain bytes, at most 40
  static constexpr std::string_view kKind = "wanderer";
  std::uint64_t word = 0;
};

class Process final : public Component {
 public:
  static const PortTable& port_table() {
    static constexpr std::array kIn{in_port<&Process::on_wanderer>("west"), in_port<&Process::on_wanderer>("north")};
    static constexpr std::array kOut{out_port<Wanderer>("east"), out_port<Wanderer>("south")};
    static constexpr PortTable kTable{"process", kIn, kOut};
    return kTable;
  }
  const PortTable& ports() const override { return port_table(); }

  void start(Context& context) override {
    for (std::uint32_t k = 0; k < kPopulation; ++k) context.wake_after(Cycles{1 + draw(context) % 40}, k);
  }
  void wake(Context& context, std::uint32_t tag) override { handle(context, tag); }
  void on_wanderer(Context& context, const Wanderer& wanderer) { handle(context, wanderer.word); }
  void archive(Archive& archive) override { archive(state_, drawn_); }

 private:
  /// The same on every rank: keyed by the process and by how many it has drawn.
  std::uint64_t draw(Context& context) { return draw_word({.seed = 1, .identity = index(context.self())}, drawn_++); }

  void handle(Context& context, std::uint64_t word) {
    state_ = mix(state_, word);
    const std::uint64_t chance = draw(context);
    const Cycles extra{chance % 32};
    if (chance >> 32U < 1U << 29U) {  // one of eight stays
      context.wake_after(Cycles{5} + extra, static_cast<std::uint32_t>(state_));
    } else {
      send(context, chance >> 60U & 1U, Wanderer{state_}, extra);
    }
  }

  std::uint64_t state_ = 0, drawn_ = 0;
};

class Torus final : public Blueprint {
 public:
  std::uint32_t component_count() const override { return kSide * kSide; }
  std::unique_ptr<Component> make(ComponentId) const override { return std::make_unique<Process>(); }
  const PortTable& ports_of(ComponentId) const override { return Process::port_table(); }
  std::vector<Link> links_from(ComponentId id) const override {
    const std::uint32_t row = index(id) / kSide;
    const std::uint32_t column = index(id) % kSide;
    return {{id, 0, ComponentId{row * kSide + (column + 1) % kSide}, 0, 5_cy},
            {id, 1, ComponentId{(row + 1) % kSide * kSide + column}, 1, 5_cy}};
  }
};

int simulate(int argc, char** argv) {
  const MpiSession session{argc, argv};
  const auto comm = make_mpi_communicator();
  const auto ranks = static_cast<std::uint32_t>(comm->size());
  const Torus torus;
  const Partition bands = [&](ComponentId id) {
    return Rank{static_cast<std::int32_t>(index(id) * ranks / torus.component_count())};
  };
  RunOptions options;
  options.stop = kStop;
  try {
    const RunReport report = run(torus, bands, *comm, options);
    if (comm->rank() == Rank{0}) {
      std::printf("ranks %u: %lu events, digest %016lx\n", ranks, report.events, report.digest);
    }
    return 0;
  } catch (const LocalError& error) {  // the other ranks are still at work
    std::fprintf(stderr, "wanderers: %s\n", error.what());
    comm->abort(1);
    return 1;
  } catch (const std::exception& error) {  // the same on every rank
    if (comm->rank() == Rank{0}) std::fprintf(stderr, "wanderers: %s\n", error.what());
    return 1;
  }
}

}  // namespace wanderers

int main(int argc, char** argv) { return wanderers::simulate(argc, argv); }
