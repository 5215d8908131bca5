#include "models/octopus/tf_port.hpp"

#include <gtest/gtest.h>

#include "models/octopus/protocol.hpp"
#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"
#include "tests/models/network/calling_context.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::models::octopus {
namespace {

/// Two cards of 1,000,000 bytes; a port of 10 bytes a cycle.
class TfPortTest : public testing::Test {
 protected:
  static test::Machine machine() {
    test::Machine made;
    made.hardware.dram.cards = 2;
    made.hardware.dram.capacity = 2'000'000;
    made.hardware.dram.port = 10;
    return made;
  }
  TfPortTest()
      : program{machine().compile(test::OwgBuilder{}.task("A").path({"SRC", "A", "SINK"}).build())},
        port{{&program, nullptr, 0}} {}

  plan::Program program;
  TfPort port;
  test::CallingContext context{100};
};

TEST_F(TfPortTest, ARequestGoesToTheCardOfItsAddress) {
  network::Packet read = control_packet(kRead, 0), fetch = control_packet(kFetch, 0);
  read.a = 1'000'000;
  fetch.a = 1'500'000;  // a stream, no address
  fetch.c = 999'999;
  port.on_cbu(context, read);
  port.on_cbu(context, fetch);
  ASSERT_EQ(context.sent.size(), 2U);
  EXPECT_EQ(context.sent[0].port, TfPort::kFirstCard + 1);
  EXPECT_EQ(context.sent[1].port, TfPort::kFirstCard);
}

TEST_F(TfPortTest, EachWayCarriesItsWidthAndNoMore) {
  const network::Packet in{.bytes = 1000};
  network::Packet out{.bytes = 500};
  out.address(kWrite, 0);
  port.on_card(context, in);
  port.on_card(context, in);
  port.on_cbu(context, out);
  ASSERT_EQ(context.sent.size(), 3U);
  EXPECT_EQ(context.sent[0].port, TfPort::kCbu);
  EXPECT_EQ(context.sent[0].extra, 100U);
  EXPECT_EQ(context.sent[1].extra, 200U) << "one after another";
  EXPECT_EQ(context.sent[2].extra, 50U) << "the other way is free";
  port.on_card(context.at(1000), in);
  EXPECT_EQ(context.sent[3].extra, 100U);
  port.finish(context);
  EXPECT_EQ(context.rows.back().type, kPortSample);
  EXPECT_EQ(context.rows.back().values, (std::vector<std::uint64_t>{0, 3000, 300, 100, 500, 50, 0}));
}

TEST_F(TfPortTest, IsInTheMiddleOfTheWestSideOfItsChiplet) {
  const plan::Plan plan;  // 4 x 4 chiplets of 9 x 9 CBUs
  EXPECT_EQ(plan::place_of_node(plan, node_of_tf_port(plan, 0)), (plan::Place{4, 0}));
  EXPECT_EQ(plan::place_of_node(plan, node_of_tf_port(plan, 6)), (plan::Place{13, 18}));
  for (std::uint32_t chiplet = 0; chiplet < 16; ++chiplet) {
    EXPECT_EQ(plan::chiplet_of_node(plan, node_of_tf_port(plan, chiplet)), chiplet);
  }
}

}  // namespace
}  // namespace octosim::models::octopus
