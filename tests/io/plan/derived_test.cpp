#include "io/plan/derived.hpp"

#include <algorithm>

#include <gmock/gmock.h>

#include "io/plan/image_reader.hpp"
#include "models/plan/program.hpp"
#include "tests/io/plan/samples.hpp"

namespace octosim::io::plan {
namespace {

class DerivedTest : public testing::Test {
 protected:
  std::vector<std::uint32_t> indices(const std::string& path) const {
    return reader_.numbers<std::uint32_t>("/derived/" + path, Shape::kColumn, std::nullopt);
  }
  std::vector<std::uint64_t> bytes(const std::string& path) const {
    return reader_.numbers<std::uint64_t>("/derived/" + path, Shape::kColumn, std::nullopt);
  }
  static std::string image(const models::plan::Plan& plan) {
    ImageWriter writer;
    write_derived(writer, plan);
    return writer.image();
  }

  const models::plan::Plan plan_ = test::compiled("er_chiplet").plan;
  const models::plan::Program program_{plan_};
  const ImageReader reader_{image(plan_), "x"};
};

TEST_F(DerivedTest, HasAConfigurationForEachTaskBlock) {
  const auto blocks = indices("configurations/block"), sub_owgs = indices("configurations/sub_owg"),
             positions = indices("configurations/position");
  std::vector<std::uint32_t> expected;
  for (const auto& part : plan_.sub_owgs) expected.insert(expected.end(), part.tasks.begin(), part.tasks.end());
  EXPECT_EQ(blocks, expected);
  const auto weights = bytes("configurations/pinned_weight_bytes");
  for (std::size_t row = 0; row < blocks.size(); ++row) {
    EXPECT_EQ(plan_.sub_owgs.at(sub_owgs[row]).tasks.at(positions[row]), blocks[row]);
    EXPECT_EQ(weights[row],
              std::min(plan_.owg.blocks[blocks[row]].work.parameter_bytes, plan_.hardware.tbu.pinned_weights));
  }
  EXPECT_GT(*std::max_element(weights.begin(), weights.end()), 0u);
  EXPECT_THAT(bytes("configurations/bitstream_bytes"), testing::Each(plan_.hardware.tbu.bitstream));
  EXPECT_THAT(bytes("configurations/switch_bytes"), testing::Each(plan_.hardware.cluster.bitstream));
}

TEST_F(DerivedTest, HasTheBytesThatATaskBlockStates) {
  models::plan::Plan plan = plan_;
  const std::uint32_t block = plan.sub_owgs[0].tasks[0];
  plan.owg.blocks[block].work.bitstream_bytes = 48'000;
  const ImageReader reader{image(plan), "x"};
  const auto first = [&](const std::string& name) {
    return reader.numbers<std::uint64_t>("/derived/configurations/" + name, Shape::kColumn, std::nullopt).front();
  };
  EXPECT_EQ(first("bitstream_bytes"), 48'000u);
  EXPECT_EQ(first("switch_bytes"), 48'000u + 96'000 - 32'000);
}

TEST_F(DerivedTest, HasABankForEachTaskFlowIntoATask) {
  const auto flows = indices("banks/flow"), sub_owgs = indices("banks/sub_owg");
  const auto banks = bytes("banks/bank_bytes"), items = bytes("banks/item_bytes");
  std::vector<std::uint32_t> expected;
  for (std::uint32_t f = 0; f < plan_.owg.flows.size(); ++f) {
    if (plan_.sub_owg_of[plan_.owg.flows[f].to] != models::workload::kNone) expected.push_back(f);
  }
  EXPECT_THAT(flows, testing::UnorderedElementsAreArray(expected));
  std::size_t spread = 0;
  for (std::size_t row = 0; row < flows.size(); ++row) {
    EXPECT_EQ(sub_owgs[row], plan_.sub_owg_of[plan_.owg.flows[flows[row]].to]);
    const auto& station = program_.station(sub_owgs[row]);
    const auto from = plan_.owg.flows[flows[row]].from;
    const bool inside = plan_.sub_owg_of[from] == sub_owgs[row] && program_.task(from).stays;
    EXPECT_EQ(banks[row], inside ? station.room_bytes : station.bank_bytes);
    spread += inside ? 1 : 0;
    EXPECT_EQ(items[row], plan_.owg.flows[flows[row]].bytes);
  }
  EXPECT_GT(spread, 0U);
}

TEST_F(DerivedTest, HasTheNodeOfEachStation) {
  const auto sub_owgs = indices("stations/sub_owg"), clusters = indices("stations/cluster"),
             nodes = indices("stations/node");
  ASSERT_EQ(nodes.size(), plan_.sub_owgs.size() * plan_.clusters.count());
  for (std::size_t row = 0; row < nodes.size(); ++row) {
    EXPECT_EQ(nodes[row], program_.node_of_station(clusters[row], sub_owgs[row]));
  }
}

}  // namespace
}  // namespace octosim::io::plan
