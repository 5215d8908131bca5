#include "models/network/router.hpp"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/comm/self_communicator.hpp"
#include "engine/kernel/run.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/support/archive_audit.hpp"

namespace octosim::models::network {
namespace {

using engine::ComponentId, engine::Cycles;
using testing::ElementsAre;

Packet packet(std::uint32_t node, std::uint32_t bytes, std::uint64_t name = 0) {
  Packet made{.a = name, .bytes = bytes};
  made.address(0, node);
  return made;
}

/// The middle of a mesh of 3 x 3.
Router middle(std::uint64_t buffer = 1000) {
  return Router{{.node = 4, .cols = 3, .width = 256, .buffer = buffer, .record = 2, .mesh = 1}};
}

TEST(RouterTest, GoesAlongTheColumnsFirst) {
  constexpr std::array kWay{kWest, kNorth, kEast, kWest, kLocal, kEast, kWest, kSouth, kEast};
  for (std::uint32_t node = 0; node < kWay.size(); ++node) {
    Router router = middle();
    test::CallingContext context{0};
    router.on_packet<kLocal>(context, packet(node, 10));
    ASSERT_EQ(context.sent.size(), 2U);
    EXPECT_EQ(context.sent[0].port, kWay[node]) << "to node " << node;
  }
}

TEST(RouterTest, PassesTheHeadOnAtOnceAndTheRoomBackBehindTheTail) {
  Router router = middle();
  test::CallingContext context{100};
  router.on_packet<kWest>(context, packet(5, 600));  // 3 cycles on the wire
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[0].port, kEast);
  EXPECT_EQ(context.sent[0].extra, 0U);
  EXPECT_EQ(context.sent[1].port, kSides + kWest);
  EXPECT_EQ(context.sent[1].packet.a, 600U);
  EXPECT_EQ(context.sent[1].extra, 3U);
}

TEST(RouterTest, ItsOwnCbuGetsAPacketWhenTheTailIsThere) {
  Router router = middle();
  test::CallingContext context{100};
  router.on_packet<kNorth>(context, packet(4, 600));
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[0].port, kLocal);
  EXPECT_EQ(context.sent[0].extra, 3U);
  EXPECT_EQ(context.sent[1].port, kSides + kNorth);
  EXPECT_EQ(context.sent[1].extra, 3U);
}

TEST(RouterTest, APacketWithoutCreditHoldsItsRoomUntilCreditComes) {
  Router router = middle(1000);
  test::CallingContext context{0};
  router.on_packet<kWest>(context, packet(5, 700));
  router.on_packet<kNorth>(context, packet(5, 700));
  ASSERT_EQ(context.sent.size(), 2U) << "the second has no room in the east, and gives none back";
  router.on_credit<kWest>(context.at(50), Credit{700});
  EXPECT_EQ(context.sent.size(), 2U) << "credit of another side";
  router.on_credit<kEast>(context.at(60), Credit{700});
  ASSERT_EQ(context.sent.size(), 4U);
  EXPECT_EQ(context.sent[2].port, kEast);
  EXPECT_EQ(context.sent[2].extra, 0U);
  EXPECT_EQ(context.sent[3].port, kSides + kNorth);
}

TEST(RouterTest, GivesBackTheBufferOfAPacketLargerThanIt) {
  Router router = middle(100);
  test::CallingContext context{0};
  router.on_packet<kWest>(context, packet(5, 2560));
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[1].packet.a, 100U);
  EXPECT_EQ(context.sent[1].extra, 10U);
}

TEST(RouterTest, RecordsEveryLinkThatWasUsed) {
  Router router = middle();
  test::CallingContext context{0};
  router.on_packet<kWest>(context, packet(5, 600));
  router.on_packet<kWest>(context, packet(5, 600));
  router.sample(context);
  ASSERT_EQ(context.rows.size(), 1U);
  EXPECT_EQ(context.rows[0].type, 2U);
  EXPECT_THAT(context.rows[0].values, ElementsAre(1, 4, kEast, 1, 600, 3, 1));
}

TEST(RouterTest, TotalsTellDiesFromHopsAndItsOwnCbu) {
  Router router{{.node = 4,
                 .cols = 3,
                 .width = 256,
                 .buffer = 1000,
                 .record = 2,
                 .mesh = 1,
                 .total = 3,
                 .die_sides = 1U << kWest}};
  test::CallingContext context{0};
  router.finish(context);
  EXPECT_TRUE(context.rows.empty()) << "never used";
  router.on_packet<kLocal>(context, packet(5, 100));  // east
  router.on_packet<kLocal>(context, packet(3, 20));   // west: another die
  router.on_packet<kEast>(context, packet(4, 3));     // its own CBU
  router.finish(context);
  ASSERT_FALSE(context.rows.empty());
  EXPECT_EQ(context.rows.back().type, 3U);
  EXPECT_THAT(context.rows.back().values, ElementsAre(1, 4, 3, 123, 100, 20));
}

// --- a line of routers -----------------------------------------------------------------------------------------------

struct Departure {
  std::uint64_t cycle = 0;
  std::uint32_t from = 0;
  Packet packet;
};
struct Arrival {
  std::uint64_t cycle = 0, name = 0;
  std::uint32_t node = 0;
  friend bool operator==(const Arrival&, const Arrival&) = default;
};

/// Stands where a CBU stands: sends what it is told to, keeps what comes.
class Terminal final : public engine::Component {
 public:
  Terminal(std::uint32_t node, std::uint64_t width, std::uint64_t buffer, const std::vector<Departure>& plan,
           std::vector<Arrival>& arrivals)
      : node_{node}, sender_{width, buffer}, arrivals_{arrivals} {
    for (const Departure& departure : plan) {
      if (departure.from == node) plan_.push_back(departure);
    }
  }
  static const engine::PortTable kPorts;
  const engine::PortTable& ports() const override { return kPorts; }
  void start(engine::Context& context) override {
    for (std::uint32_t k = 0; k < plan_.size(); ++k) context.wake_after(Cycles{plan_[k].cycle}, k);
  }
  void archive(engine::Archive& archive) override { archive(sender_); }
  void wake(engine::Context& context, std::uint32_t k) override {
    sender_.push({plan_[k].packet, 0});
    drain(context);
  }
  void on_packet(engine::Context& context, const Packet& arrived) {
    arrivals_.push_back({context.now().cycle, arrived.a, node_});
  }
  void on_credit(engine::Context& context, const Credit& credit) {
    sender_.credit(credit.bytes);
    drain(context);
  }

 private:
  void drain(engine::Context& context) {
    while (const auto departure = sender_.pop(context.now())) {
      engine::send(context, 0, departure->waiting.packet, departure->delay);
    }
  }
  std::uint32_t node_;
  Sender sender_;
  std::vector<Departure> plan_;
  std::vector<Arrival>& arrivals_;
};
constexpr std::array kTerminalIn{engine::in_port<&Terminal::on_packet>("data"),
                                 engine::in_port<&Terminal::on_credit>("credit")};
constexpr std::array kTerminalOut{engine::out_port<Packet>("data")};
const engine::PortTable Terminal::kPorts{"terminal", kTerminalIn, kTerminalOut};

/// Routers 0 .. nodes - 1 from west to east and a terminal at each; hops of 4 cycles, 3 to the terminal, 1 from it.
class Line final : public engine::Blueprint {
 public:
  Line(std::uint32_t nodes, std::uint64_t width, std::uint64_t buffer, std::vector<Departure> plan)
      : nodes_{nodes}, width_{width}, buffer_{buffer}, plan_{std::move(plan)} {}

  std::uint32_t component_count() const override { return 2 * nodes_; }
  std::unique_ptr<engine::Component> make(ComponentId id) const override {
    const std::uint32_t k = index(id);
    if (k >= nodes_) return std::make_unique<Terminal>(k - nodes_, width_, buffer_, plan_, arrivals);
    return std::make_unique<Router>(Router::Config{.node = k, .cols = nodes_, .width = width_, .buffer = buffer_});
  }
  const engine::PortTable& ports_of(ComponentId id) const override {
    return index(id) < nodes_ ? Router::kPorts : Terminal::kPorts;
  }
  std::vector<engine::Link> links_from(ComponentId id) const override {
    const std::uint32_t k = index(id);
    if (k >= nodes_) return {{id, 0, ComponentId{k - nodes_}, kLocal, Cycles{1}}};
    std::vector<engine::Link> links{{id, kLocal, ComponentId{nodes_ + k}, 0, Cycles{3}},
                                    {id, kSides + kLocal, ComponentId{nodes_ + k}, 1, Cycles{1}}};
    const auto to = [&](std::uint32_t neighbour, Side side) {
      links.push_back({id, side, ComponentId{neighbour}, opposite(side), Cycles{4}});
      links.push_back({id, kSides + side, ComponentId{neighbour}, kSides + opposite(side), Cycles{4}});
    };
    if (k > 0) to(k - 1, kWest);
    if (k + 1 < nodes_) to(k + 1, kEast);
    return links;
  }
  std::span<const engine::RecordType> record_types() const override {
    static constexpr std::array kColumns{engine::Column{"mesh", "id", ""},      engine::Column{"node", "id", ""},
                                         engine::Column{"side", "id", ""},      engine::Column{"packets", "count", ""},
                                         engine::Column{"bytes", "bytes", ""},  engine::Column{"busy", "cycles", ""},
                                         engine::Column{"waiting", "count", ""}};
    static constexpr std::array kTypes{engine::RecordType{"/links", "", engine::Level::kInterval, kColumns}};
    return kTypes;
  }
  std::vector<Arrival> operator()() {
    engine::SelfCommunicator alone;
    engine::run(
        *this, [](ComponentId) { return engine::Rank{0}; }, alone);
    return arrivals;
  }

  mutable std::vector<Arrival> arrivals;  // one rank, one thread

 private:
  std::uint32_t nodes_;
  std::uint64_t width_, buffer_;
  std::vector<Departure> plan_;
};

TEST(RouterTest, ZeroLoadLatencyIsTheHopsAndOneSerialisation) {
  for (std::uint32_t hops = 0; hops < 5; ++hops) {
    const std::uint64_t head = 10 + 1 + 4 * hops + 3;
    EXPECT_THAT((Line{5, 256, 4096, {{10, 0, packet(hops, 1000)}}}()), ElementsAre(Arrival{head + 4, 0, hops}));
    EXPECT_THAT((Line{5, 256, 4096, {{10, 4, packet(4 - hops, 0)}}}()), ElementsAre(Arrival{head + 1, 0, 4 - hops}));
  }
}

TEST(RouterTest, ASharedLinkServesInTheOrderOfArrival) {
  // Both want the link 1 -> 2.  The packet from 0 is at router 1 at cycle 6; that from 1 at cycle 5 or 7.
  EXPECT_THAT((Line{3, 256, 65536, {{1, 0, packet(2, 2560, 1)}, {4, 1, packet(2, 2560, 2)}}}()),
              ElementsAre(Arrival{5 + 4 + 3 + 10, 2, 2}, Arrival{15 + 4 + 3 + 10, 1, 2}));
  EXPECT_THAT((Line{3, 256, 65536, {{1, 0, packet(2, 2560, 1)}, {6, 1, packet(2, 2560, 2)}}}()),
              ElementsAre(Arrival{6 + 4 + 3 + 10, 1, 2}, Arrival{16 + 4 + 3 + 10, 2, 2}));
}

TEST(RouterTest, BackPressureReachesTheSource) {
  // Buffers of one packet of 10 cycles.  Room in a router comes back 10 cycles after its packet's head has left it,
  // and 1 (to the terminal) or 4 cycles (to a router) later: packets follow one another at 10 + 4 + 4 cycles.
  std::vector<Departure> plan;
  for (std::uint64_t k = 0; k < 4; ++k) plan.push_back({1, 0, packet(2, 2560, k)});
  std::vector<std::uint64_t> gaps;
  const auto arrivals = Line{3, 256, 2560, plan}();
  ASSERT_EQ(arrivals.size(), 4U);
  EXPECT_EQ(arrivals[0].cycle, 1U + 1 + 8 + 3 + 10);
  for (std::size_t k = 1; k < 4; ++k) EXPECT_EQ(arrivals[k].cycle - arrivals[k - 1].cycle, 18U);
}

TEST(RouterTest, APacketLargerThanEveryBufferArrives) {
  EXPECT_THAT((Line{4, 256, 100, {{1, 0, packet(3, 25'600)}}}()), ElementsAre(Arrival{1 + 1 + 12 + 3 + 100, 0, 3}));
}

TEST(RouterTest, ALineGoesOnAfterEveryRestore) {
  std::vector<Departure> plan;
  for (std::uint64_t k = 0; k < 200; ++k) {
    plan.push_back({1 + k / 3, static_cast<std::uint32_t>(k % 4),
                    packet(static_cast<std::uint32_t>(3 - k % 4), static_cast<std::uint32_t>(1 + k * 7 % 700), k)});
  }
  engine::RunOptions options;
  options.sample_interval = Cycles{50};
  for (const std::uint64_t most : {1U, 10U}) {
    const Line line{4, 64, 500, plan};
    const auto audit = octosim::test::audit_archives(line, most, most, options);
    EXPECT_EQ(audit.fault, "");
    EXPECT_GT(audit.restored, 100U);
    ASSERT_EQ(line.arrivals.size(), 2 * plan.size());
    EXPECT_TRUE(std::equal(plan.size() + line.arrivals.begin(), line.arrivals.end(), line.arrivals.begin()));
  }
}

TEST(RouterTest, NothingIsLostAndEachPairKeepsItsOrder) {
  std::vector<Departure> plan;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint64_t>> expected, arrived;
  for (std::uint64_t k = 0; k < 600; ++k) {
    const std::uint64_t word = k * 2'654'435'761U;
    const auto from = static_cast<std::uint32_t>(word >> 7U) % 6, to = static_cast<std::uint32_t>(word >> 13U) % 6;
    plan.push_back({1 + k / 2, from, packet(to, static_cast<std::uint32_t>(word >> 5U) % 900, from * 1000 + k)});
    expected[{from, to}].push_back(from * 1000 + k);
  }
  for (const Arrival& arrival : Line{6, 64, 500, plan}()) {
    // The name tells the source; k < 1000.
    arrived[{static_cast<std::uint32_t>(plan[arrival.name % 1000].from), arrival.node}].push_back(arrival.name);
  }
  EXPECT_EQ(arrived, expected);
}

}  // namespace
}  // namespace octosim::models::network
