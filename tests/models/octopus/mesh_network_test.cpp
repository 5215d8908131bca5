#include "models/octopus/mesh_network.hpp"

#include <array>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/comm/self_communicator.hpp"
#include "engine/kernel/run.hpp"
#include "models/network/sender.hpp"
#include "models/octopus/flit_network.hpp"
#include "models/octopus/mesh_entry.hpp"
#include "models/plan/geometry.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

using engine::ComponentId;
using engine::Cycles;
using hardware::Fidelity;
using network::Credit;
using network::Packet;

/// What a node is to send: `count` packets of `bytes` to `to`, handed over from `from` on.
struct Order {
  std::uint32_t to = 0, bytes = 0;
  std::uint64_t from = 1, count = 1;
};

/// What came to a node: cycle of each packet, by source, and bytes.
struct Log {
  std::map<std::uint32_t, std::vector<std::uint64_t>> cycles;
  std::uint64_t bytes = 0, last = 0;
};

/// In a CBU's place: sends as its Sender lets it, as a CBU does.
class Pump final : public engine::Component {
 public:
  static const engine::PortTable kPorts, kPostingPorts;
  static const engine::PortTable& ports_of(const plan::Plan& plan) {
    return MeshEntry::posts(plan, false) ? kPostingPorts : kPorts;
  }
  Pump(std::uint32_t node, std::optional<Order> order, const plan::Plan& plan, Log& log)
      : plan_{plan}, node_{node}, order_{order}, entry_{plan, {.node = node}}, log_{log} {}
  const engine::PortTable& ports() const override { return ports_of(plan_); }
  void start(engine::Context& context) override {
    if (order_) context.wake_after(Cycles{order_->from});
  }
  void wake(engine::Context& context, std::uint32_t) override {
    for (std::uint64_t k = 0; k < order_->count; ++k) {
      Packet packet{.a = node_, .b = k, .bytes = order_->bytes};
      packet.address(0, order_->to);
      entry_.send(context, packet);
    }
  }
  void on_packet(engine::Context& context, const Packet& packet) {
    auto& cycles = log_.cycles[static_cast<std::uint32_t>(packet.a)];
    EXPECT_EQ(packet.b, cycles.size()) << "packets of one pair keep their order";
    cycles.push_back(context.now().cycle);
    log_.bytes += packet.bytes;
    log_.last = context.now().cycle;
  }
  void on_credit(engine::Context& context, const Credit& credit) {
    entry_.credit(credit.bytes);
    entry_.drain(context);
  }
  void archive(engine::Archive& archive) override { archive(entry_); }

 private:
  const plan::Plan& plan_;
  std::uint32_t node_;
  std::optional<Order> order_;
  MeshEntry entry_;
  Log& log_;
};
constexpr std::array kPumpIn{engine::in_port<&Pump::on_packet>("packet"), engine::in_port<&Pump::on_credit>("credit")};
constexpr std::array kPumpOut{engine::out_port<Packet>("packet")};
const engine::PortTable Pump::kPorts{"pump", kPumpIn, kPumpOut};
const engine::PortTable Pump::kPostingPorts{"pump", kPumpIn, kPumpOut, true};

/// The data network of a machine between pumps.
class NetworkModel final : public engine::Blueprint {
 public:
  NetworkModel(const plan::Program& program, const std::map<std::uint32_t, Order>& orders)
      : plan_{program.plan()},
        orders_{orders},
        nodes_{plan::node_count(plan_)},
        network_{make_network({.program = &program,
                               .mesh = &program.plan().hardware.network,
                               .control = false,
                               .first = ComponentId{nodes_},
                               .packet_in = 0,
                               .credit_in = 1})},
        logs{nodes_} {}
  std::uint32_t component_count() const override { return nodes_ + network_->component_count(); }
  std::unique_ptr<engine::Component> make(ComponentId id) const override {
    const std::uint32_t n = index(id);
    if (n >= nodes_) return network_->make(n - nodes_);
    const auto found = orders_.find(n);
    const auto order = found == orders_.end() ? std::nullopt : std::optional{found->second};
    return std::make_unique<Pump>(n, order, plan_, logs.logs[n]);
  }
  const engine::PortTable& ports_of(ComponentId id) const override {
    return index(id) < nodes_ ? Pump::ports_of(plan_) : network_->ports_of(index(id) - nodes_);
  }
  std::vector<engine::Link> links_from(ComponentId id) const override {
    std::vector<engine::Link> links;
    if (index(id) >= nodes_) {
      network_->links_from(index(id) - nodes_, links);
    } else if (const auto port = network_->entrance(index(id))) {
      links.push_back({id, 0, port->component, port->port, Cycles{1}});
    }
    return links;
  }
  std::span<const engine::RecordType> record_types() const override { return octopus::record_types(); }
  Cycles least_post_delay() const override {
    return MeshEntry::posts(plan_, false) ? MeshEntry::least_post_delay(plan_, false) : Cycles{};
  }

 private:
  struct Logs {
    explicit Logs(std::uint32_t nodes) : logs(nodes) {}
    mutable std::vector<Log> logs;
  };
  const plan::Plan& plan_;
  const std::map<std::uint32_t, Order>& orders_;
  std::uint32_t nodes_;
  std::unique_ptr<MeshNetwork> network_;

 public:
  Logs logs;
};

class MeshNetworkTest : public testing::TestWithParam<Fidelity> {
 protected:
  /// 3 x 3 dies as the paper's: the one in the middle has a neighbour on each side.
  MeshNetworkTest() {
    machine.chiplets(3, 3).tbus(8, 8);
    machine.hardware.network.fidelity = GetParam();
  }
  plan::Program program() const {
    return machine.compile(test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build());
  }
  static std::vector<Log> run(const plan::Program& program, const std::map<std::uint32_t, Order>& orders,
                              engine::SimTime stop = engine::kNever) {
    const NetworkModel model{program, orders};
    engine::SelfCommunicator comm;
    engine::RunOptions options;
    options.stop = stop;
    engine::run(
        model, [](ComponentId) { return engine::Rank{0}; }, comm, options);
    return model.logs.logs;
  }

  test::Machine machine;
};

TEST_P(MeshNetworkTest, ALonePacketTakesTheTimeOfItsWayInEveryFidelity) {
  const plan::Program compiled = program();
  const auto& mesh = compiled.plan().hardware.network;
  const std::uint32_t cols = 27;
  for (const auto& [from, to] :
       {std::pair{0U, 1U}, std::pair{0U, cols}, std::pair{5 * cols + 3, 5 * cols + 8},
        std::pair{8 * cols + 8, 9 * cols + 9}, std::pair{0U, 27 * cols - 1}, std::pair{20 * cols + 20, 3 * cols + 1}}) {
    for (const std::uint32_t bytes : {16U, 256U, 257U, 100'000U}) {
      const auto logs = run(compiled, {{from, {.to = to, .bytes = bytes, .from = 10}}});
      const auto apart = [](std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; };
      const std::uint64_t hops = apart(from / cols, to / cols) + apart(from % cols, to % cols);
      const std::uint64_t dies = apart(from / cols / 9, to / cols / 9) + apart(from % cols / 9, to % cols / 9);
      const std::uint64_t way = 1 + hops * (mesh.router_latency + mesh.link_latency) +
                                dies * (mesh.die_latency - mesh.link_latency) + mesh.router_latency +
                                network::serialisation(bytes, mesh.link);
      ASSERT_EQ(logs[to].cycles.at(from).size(), 1U);
      EXPECT_EQ(logs[to].cycles.at(from)[0], 10 + way) << from << " to " << to << ", " << bytes << " B";
    }
  }
}

TEST_P(MeshNetworkTest, ADieToDieLinkIsSevenCyclesLongerThanOneOfTheDie) {
  const plan::Program compiled = program();
  const std::uint32_t row = 4 * 27;
  const auto time = [&](std::uint32_t from) {
    return run(compiled, {{row + from, {.to = row + from + 1, .bytes = 256, .from = 1}}})[row + from + 1].last;
  };
  EXPECT_EQ(time(8) - time(7), 8U - 1U);
}

TEST_P(MeshNetworkTest, ANarrowLinkBetweenDiesIsTheRateOfAPacketThatPassesIt) {
  const auto time = [&](std::uint32_t from, std::uint32_t to) {
    const plan::Program compiled = program();
    return run(compiled, {{from, {.to = to, .bytes = 256'000, .from = 1}}})[to].last;
  };
  const std::uint64_t on_die = time(1, 7), between = time(7, 10);
  machine.hardware.network.die_link = 64;
  EXPECT_EQ(time(1, 7), on_die);
  EXPECT_NEAR(static_cast<double>(time(7, 10) - between), 256'000 / 64 - 256'000 / 256, 8)
      << "two flits of four cycles";
}

/// Source: paper VII-C, 8 TB/s a die; 36 links of 256 B/cycle carry 9.2 TB/s.
TEST_P(MeshNetworkTest, ADieSendsEightTerabytesASecondToItsNeighbours) {
  const plan::Program compiled = program();
  constexpr std::uint32_t kCols = 27, kFirst = 9, kLast = 17;
  std::map<std::uint32_t, Order> orders;
  std::vector<std::uint32_t> sinks;
  // For each link that leaves the middle die a node of its row, or column, that no other link has.
  const auto give = [&](std::uint32_t lane, bool across, std::uint32_t to) {
    for (std::uint32_t k = kFirst; k <= kLast; ++k) {
      const std::uint32_t from = across ? lane * kCols + k : k * kCols + lane;
      if (orders.contains(from)) continue;
      orders[from] = {.to = to, .bytes = 8192, .from = 1, .count = 1000};
      sinks.push_back(to);
      return;
    }
    FAIL() << "no node is left";
  };
  for (std::uint32_t lane = kFirst; lane <= kLast; ++lane) {
    give(lane, true, lane * kCols + kLast + 1);
    give(lane, true, lane * kCols + kFirst - 1);
    give(lane, false, (kLast + 1) * kCols + lane);
    give(lane, false, (kFirst - 1) * kCols + lane);
  }
  ASSERT_EQ(orders.size(), 36U);
  constexpr std::uint64_t kCycles = 10'000;
  const auto logs = run(compiled, orders, engine::SimTime{kCycles});
  std::uint64_t bytes = 0;
  for (const std::uint32_t sink : sinks) bytes += logs[sink].bytes;
  EXPECT_GE(bytes, 8000 * kCycles) << "8 TB/s at 1 GHz are 8,000 B a cycle";
  if (GetParam() != Fidelity::kIdeal) {
    EXPECT_LE(bytes, 36 * 256 * kCycles);
  }
}

TEST_P(MeshNetworkTest, EverythingComesInOrderFromAllToOne) {
  const plan::Program compiled = program();
  std::map<std::uint32_t, Order> orders;
  for (std::uint32_t node = 0; node < 27 * 27; node += 5) {
    orders[node] = {.to = 13 * 27 + 13, .bytes = 1 + node * 7 % 3000, .from = 1 + node % 3, .count = 20};
  }
  const auto logs = run(compiled, orders);
  const Log& sink = logs[13 * 27 + 13];
  ASSERT_EQ(sink.cycles.size(), orders.size());
  for (const auto& [node, cycles] : sink.cycles) EXPECT_EQ(cycles.size(), 20U) << node;
}

std::string name_of(const testing::TestParamInfo<Fidelity>& each) {
  if (each.param == Fidelity::kFlit) return "Flit";
  if (each.param == Fidelity::kPath) return "Path";
  return each.param == Fidelity::kPacket ? "Packet" : "Ideal";
}
INSTANTIATE_TEST_SUITE_P(Fidelities, MeshNetworkTest,
                         testing::Values(Fidelity::kPacket, Fidelity::kFlit, Fidelity::kPath, Fidelity::kIdeal),
                         name_of);

TEST(FlitNetworkTest, ARouterLatencyBecomesStagesOfThatManyCycles) {
  for (const std::uint64_t cycles : {1U, 2U, 3U, 4U, 5U, 20U}) {
    EXPECT_EQ(pipeline_of(cycles).hop(1), cycles + 1) << cycles;
  }
}

TEST(FlitNetworkTest, RefusesMoreChannelsThanARouterHas) {
  test::Machine machine;
  machine.hardware.network.fidelity = Fidelity::kFlit;
  machine.hardware.network.routing = hardware::NetworkRouting::kAdaptive;
  machine.hardware.network.vcs = 1;
  const plan::Program program = machine.compile(test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build());
  EXPECT_THROW(Wafer{program}, engine::ModelError);
}

}  // namespace
}  // namespace octosim::models::octopus
