#include "partition/workflow/print_shapes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "partition/workflow/compile.hpp"
#include "tests/support/owg_builder.hpp"

namespace octosim::partition::workflow {
namespace {

using models::plan::TaskWork;
using models::workload::Dependence, models::workload::OperatorKind;
using testing::HasSubstr;

TEST(PrintShapesTest, CyclesOnSeveralTbusAreThoseOfTheBusiest) {
  for (const std::uint64_t cycles : {1U, 3U, 8U, 9U, 13U, 100U, 1001U}) {
    for (const std::uint32_t packets : {1U, 2U, 8U, 32U}) {
      for (const std::uint32_t tbus : {1U, 2U, 3U, 4U, 8U, 64U}) {
        const TaskWork work{.cycles = cycles, .packets = packets};
        std::uint64_t busiest = 0;
        for (std::uint32_t tbu = 0; tbu < tbus; ++tbu) {
          std::uint64_t sum = 0;
          for (std::uint32_t packet = tbu; packet < packets; packet += tbus) sum += work.cycles_of(packet);
          busiest = std::max(busiest, sum);
        }
        EXPECT_EQ(cycles_on(work, tbus), busiest) << cycles << " cycles, " << packets << " packets, " << tbus;
      }
    }
  }
}

TEST(PrintShapesTest, ShowsWhatAnItemCostsAtExpectedProperties) {
  models::hardware::Hardware hardware;
  hardware.tbu.sram = 1'000'000;
  hardware.tbu.pinned_weights = 300'000;
  // 512 pixels on 32 rows, 64 channels on 32 columns: 32 tiles of 576 steps; a packet fills in 62 and drains in 32.
  const auto owg =
      test::OwgBuilder{}
          .uniform("density", 0, 1)
          .task("Layer")
          .operators({{.kind = OperatorKind::kConv, .in = 64, .out = 64, .height = 16, .width = 32, .kernel = 3}})
          .depends(Dependence::kSparsity, "density")
          .weights(500'000, 1'600'001)
          .task("Plain", 2048)
          .path({"SRC", "Layer", "Plain", "SINK"})
          .build();
  models::workload::WorkloadSettings workload;
  workload.packet_cycles = 5000;
  const models::plan::Program program{compile(owg, workload, hardware, {}, 1)};
  const std::string text = print_shapes(program);
  // Half of 18,432 cycles and 2 x 94: 2 packets; 1024 x 9404 PE-cycles do 9,437,184 MACs; half the activations.
  EXPECT_THAT(text, HasSubstr("shapes on 32 x 32 PEs"));
  EXPECT_THAT(text, HasSubstr("  Layer                    9404       2    4702  98.0   1100001+       9404       4702 "
                              "      4702       4702\n"));
  EXPECT_THAT(text, HasSubstr("  Plain                       2       2       1 100.0         0           2          1 "
                              "         1          1\n"));
}

}  // namespace
}  // namespace octosim::partition::workflow
