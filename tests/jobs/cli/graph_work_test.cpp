#include "jobs/cli/graph_work.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/owg/read_owg.hpp"
#include "io/owg/write_owg.hpp"
#include "io/tensor/write_graph.hpp"
#include "models/tensor/blocks/attention.hpp"
#include "tests/support/directory.hpp"

namespace octosim::jobs::cli {
namespace {

using models::workload::OperatorKind;
using models::workload::Owg;
using testing::HasSubstr;

constexpr const char* kGraph = R"(format = "octosim-graph"
version = 1
name = "mlp"

[[node]]
name = "x"
kind = "input"
shape = [256, 64]
element_bytes = 2

[[node]]
name = "up"
kind = "linear"
operands = ["x"]
attributes = { features = 512 }

[[node]]
name = "act"
kind = "gelu"
operands = ["up"]

[[node]]
name = "down"
kind = "linear"
operands = ["act"]
attributes = { features = 64 }
)";

std::string workflow(const std::string& more = "") {
  return "format = 1\nname = \"w\"\n[[block]]\nname = \"SRC\"\nkind = \"source\"\n[[block]]\nname = \"SINK\"\nkind = "
         "\"sink\"\n[[block]]\nname = \"A\"\nkind = \"task\"\ngraph = \"mlp.toml\"\n" +
         more + "\n[[flow]]\nfrom = \"SRC\"\nto = \"A\"\n[[flow]]\nfrom = \"A\"\nto = \"SINK\"\n";
}

class GraphWorkTest : public testing::Test {
 protected:
  GraphWorkTest() { std::ofstream{directory / "mlp.toml"} << kGraph; }
  Owg read(std::uint64_t sram, const std::string& text = workflow()) const {
    models::hardware::Hardware hardware;
    hardware.tbu.sram = sram;
    return io::owg::parse_owg(text, "w.toml", GraphWork{directory.path(), hardware});
  }
  std::string refusal(std::uint64_t sram, const std::string& text = workflow()) const {
    try {
      read(sram, text);
    } catch (const engine::ModelError& error) {
      return error.what();
    }
    return "nothing was refused";
  }
  test::Directory directory;
};

TEST_F(GraphWorkTest, WhatFitsIsRowsOfOperators) {
  const auto work = read(4U << 20U).blocks[2].work;
  EXPECT_TRUE(work.loops.empty());
  ASSERT_EQ(work.operators.size(), 3U);
  EXPECT_EQ(work.operators[0].kind, OperatorKind::kGemm);
  EXPECT_EQ(work.operators[0].m, 256U);
  EXPECT_EQ(work.operators[0].n, 512U);
  EXPECT_EQ(work.operators[0].k, 64U);
  EXPECT_EQ(work.operators[1].kind, OperatorKind::kElementwise);
  EXPECT_EQ(work.operators[1].elements, 256U * 512);
  EXPECT_GT(work.parameter_bytes, 2U * 64 * 512 * 2);
  EXPECT_EQ(work.activation_bytes, 2U * 256 * 512 * 2) << "up and act";
}

TEST_F(GraphWorkTest, WhatDoesNotIsChunkLoopsOfTheSameWork) {
  const auto whole = read(4U << 20U).blocks[2].work, chunked = read(300'000).blocks[2].work;
  EXPECT_TRUE(chunked.operators.empty());
  ASSERT_FALSE(chunked.loops.empty());
  std::uint64_t macs = 0, operations = 0, whole_macs = 0, whole_operations = 0;
  for (const auto& loop : chunked.loops) {
    macs += loop.macs;
    operations += loop.operations;
    EXPECT_GE(loop.cycles, loop.control + loop.refill);
    EXPECT_GE(loop.in_bytes, loop.again_bytes);
    EXPECT_THAT(loop.label, HasSubstr(".."));
  }
  for (const auto& op : whole.operators) {
    whole_macs += models::workload::macs_of(op);
    whole_operations += models::workload::operations_of(op);
  }
  EXPECT_EQ(macs, whole_macs);
  EXPECT_EQ(operations, whole_operations);
  EXPECT_EQ(chunked.parameter_bytes, whole.parameter_bytes);
}

TEST_F(GraphWorkTest, WholeTensorsLieWhereTheyFitOrAreTold) {
  using models::hardware::WholeTensors;
  const auto block = models::tensor::blocks::attention({.tokens = 256, .width = 64, .heads = 4});
  std::ofstream{directory / "mlp.toml"} << io::tensor::write_graph(block);
  const auto in = [&](WholeTensors place, std::uint64_t queue) {
    models::hardware::Hardware hardware;
    hardware.tbu.sram = 128U << 10U;
    hardware.tbu.stream_buffer = 4096;
    hardware.tf_queue.capacity = queue;
    hardware.tf_queue.whole_tensors = place;
    std::uint64_t in_dram = 0, moved = 0;
    const auto work = io::owg::parse_owg(workflow(), "w.toml", GraphWork{directory.path(), hardware}).blocks[2].work;
    for (const auto& tensor : work.tensors) in_dram += tensor.in_dram ? tensor.bytes : 0;
    for (const auto& loop : work.loops) moved += loop.dram_in_bytes + loop.dram_out_bytes + loop.dram_kept_bytes;
    EXPECT_GT(work.loops.size(), 1U);
    EXPECT_EQ(in_dram > 0, moved > 0);
    return in_dram;
  };
  EXPECT_EQ(in(WholeTensors::kFit, 4U << 20U), 0U);
  EXPECT_EQ(in(WholeTensors::kQueue, 4U << 20U), 0U);
  EXPECT_GT(in(WholeTensors::kDram, 4U << 20U), 0U);
  EXPECT_GT(in(WholeTensors::kFit, 1'000), 0U);
  EXPECT_THROW(in(WholeTensors::kQueue, 1'000), engine::ModelError);
}

/// So a trace, a plan and a checkpoint need no graph file.
TEST_F(GraphWorkTest, IsWrittenAsWhatItBecame) {
  for (const std::uint64_t sram : {4U << 20U, 300'000U}) {
    const Owg owg = read(sram);
    const std::string text = io::owg::write_owg(owg);
    EXPECT_THAT(text, testing::Not(HasSubstr("graph =")));
    EXPECT_EQ(io::owg::write_owg(io::owg::parse_owg(text, "again.toml")), text);
  }
}

TEST_F(GraphWorkTest, NamesBlockAndFileOfWhatIsWrong) {
  EXPECT_THAT(refusal(1'000), testing::AllOf(HasSubstr("w.toml:12"), HasSubstr("\"A\""), HasSubstr("mlp.toml"),
                                             HasSubstr("bytes of SRAM")));
  EXPECT_THAT(refusal(4U << 20U, workflow("macs = 5")), HasSubstr("a Task Block with a graph has it there"));
  std::filesystem::remove(directory / "mlp.toml");
  EXPECT_THAT(refusal(4U << 20U), testing::AllOf(HasSubstr("graph = \"mlp.toml\""), HasSubstr("cannot read")));
}

TEST(GraphOfABlockTest, NeedsHardware) { EXPECT_THROW(io::owg::parse_owg(workflow(), "w.toml"), engine::ModelError); }

}  // namespace
}  // namespace octosim::jobs::cli
