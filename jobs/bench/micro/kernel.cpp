/// A message through the kernel of one rank: sent, queued, hashed, delivered.
#include <array>
#include <memory>

#include <benchmark/benchmark.h>

#include "engine/comm/self_communicator.hpp"
#include "engine/kernel/run.hpp"

namespace octosim::jobs::bench {
namespace {

struct Ping {
  static constexpr std::string_view kKind = "ping";
  std::uint64_t word = 0;
};

/// Sends on what it gets; the first one begins.
class Pinger final : public engine::Component {
 public:
  static const engine::PortTable kPorts;
  const engine::PortTable& ports() const override { return kPorts; }
  void start(engine::Context& context) override { engine::send(context, 0, Ping{}); }
  void archive(engine::Archive&) override {}  // nothing but its message
  void on_ping(engine::Context& context, const Ping& ping) { engine::send(context, 0, Ping{ping.word + 1}); }
};
constexpr std::array kIn{engine::in_port<&Pinger::on_ping>("in")};
constexpr std::array kOut{engine::out_port<Ping>("out")};
const engine::PortTable Pinger::kPorts{"pinger", kIn, kOut};

/// A ring; every component keeps one message on its way, of `latency` cycles a hop.
class PingRing final : public engine::Blueprint {
 public:
  PingRing(std::uint32_t count, std::uint64_t latency) : count_{count}, latency_{latency} {}
  std::uint32_t component_count() const override { return count_; }
  std::unique_ptr<engine::Component> make(engine::ComponentId) const override { return std::make_unique<Pinger>(); }
  const engine::PortTable& ports_of(engine::ComponentId) const override { return Pinger::kPorts; }
  std::vector<engine::Link> links_from(engine::ComponentId id) const override {
    return {{id, 0, engine::ComponentId{(index(id) + 1) % count_}, 0, {latency_}}};
  }

 private:
  std::uint32_t count_;
  std::uint64_t latency_;
};

/// The time of one item is that of one message; building the model is about 1 in 1000 of it.
void send_and_deliver(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  const PingRing ring{count, 10};
  engine::SelfCommunicator comm;
  engine::RunOptions options;
  options.stop = engine::SimTime{10 * (1 + 1'000'000ULL / count)};
  std::uint64_t events = 0;
  for (auto _ : state) {
    events += engine::run(
                  ring, [](engine::ComponentId) { return engine::Rank{0}; }, comm, options)
                  .events;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(send_and_deliver)->Arg(1)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace octosim::jobs::bench
