#include "io/owg/read_loops.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/owg/loop_keys.hpp"
#include "io/owg/read_owg.hpp"
#include "io/owg/write_owg.hpp"

namespace octosim::io::owg {
namespace {

using testing::HasSubstr;

std::string workflow(const std::string& task) {
  return "format = 1\nname = \"w\"\n[[block]]\nname = \"SRC\"\nkind = \"source\"\n[[block]]\nname = \"SINK\"\nkind = "
         "\"sink\"\n"
         "[[block]]\nname = \"A\"\nkind = \"task\"\n" +
         task + "\n[[flow]]\nfrom = \"SRC\"\nto = \"A\"\n[[flow]]\nfrom = \"A\"\nto = \"SINK\"\n";
}

std::string refusal(const std::string& task) {
  try {
    parse_owg(workflow(task), "w.toml");
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(ReadLoopsTest, EveryKeyIsReadAndWrittenAndReadAgain) {
  const std::string rows =
      "loop = [{ slices = 2, cycles = 100, control = 8, refill = 20, macs = 5, operations = 6, in_bytes = 64, "
      "out_bytes = 32, again_bytes = 60, kept_bytes = 500, dram_in_bytes = 40, "
      "dram_out_bytes = 30, dram_kept_bytes = 20, stored_bytes = 10, label = \"ln1..v\" }, { slices = 3, cycles = 1 }]";
  const auto owg = parse_owg(workflow(rows), "w.toml");
  const auto& loops = owg.blocks[2].work.loops;
  ASSERT_EQ(loops.size(), 2U);
  const models::workload::ChunkLoop first{2, 100, 8, 20, 5, 6, 64, 32, 60, 500, 40, 30, 20, 10, "ln1..v"};
  EXPECT_EQ(loops[0], first);
  EXPECT_EQ(loops[1], (models::workload::ChunkLoop{.slices = 3, .cycles = 1}));
  EXPECT_EQ(parse_owg(write_owg(owg), "again.toml").blocks[2].work.loops, loops);
}

TEST(ReadLoopsTest, RefusesWhatALoopCannotBe) {
  EXPECT_THAT(refusal("loop = [{ cycles = 1 }]"), HasSubstr("key \"slices\" is missing"));
  EXPECT_THAT(refusal("loop = [{ slices = 1 }]"), HasSubstr("key \"cycles\" is missing"));
  EXPECT_THAT(refusal("loop = [{ slices = 0, cycles = 1 }]"), HasSubstr("must be a whole number from 1 to 1073741824"));
  EXPECT_THAT(refusal("loop = [{ slices = 1, cycles = 9, control = 5, refill = 5 }]"),
              HasSubstr("must be at least 10"));
  EXPECT_THAT(refusal("loop = [{ slices = 1, cycles = 9, in_bytes = 5, again_bytes = 6 }]"),
              HasSubstr("part of in_bytes: must be at most 5"));
  EXPECT_THAT(refusal("loop = [{ slices = 1, cycles = 9, in_byte = 5 }]"), HasSubstr("in_bytes"));
  EXPECT_THAT(refusal("loop = [{ slices = 1073741824, cycles = 9 }, { slices = 1, cycles = 1 }]"),
              HasSubstr("all loops together have 1073741825"));
}

TEST(ReadLoopsTest, WholeTensorsAreReadAndWrittenAndReadAgain) {
  const std::string loop = "loop = [{ slices = 1, cycles = 9 }]\n";
  const std::string rows = "tensor = [{ label = \"k\", bytes = 7, place = \"dram\" }, { bytes = 8 }]\n";
  const auto owg = parse_owg(workflow(loop + rows), "w.toml");
  const std::vector<models::workload::WholeTensor> expected{{"k", 7, true}, {"", 8, false}};
  EXPECT_EQ(owg.blocks[2].work.tensors, expected);
  EXPECT_EQ(parse_owg(write_owg(owg), "again.toml").blocks[2].work.tensors, expected);
  EXPECT_THAT(refusal(rows), HasSubstr("belongs to chunk loops"));
  EXPECT_THAT(refusal(loop + "tensor = [{ place = \"disk\" }]"), HasSubstr("must be one of"));
}

TEST(ReadLoopsTest, NothingElseSaysWhatLoopsSay) {
  const std::string loop = "loop = [{ slices = 1, cycles = 9 }]\n";
  for (const std::string other : {"macs = 5", "operations = 5", "activation_bytes = 7"}) {
    EXPECT_THAT(refusal(loop + other), HasSubstr("a Task Block of chunk loops says it in them")) << other;
  }
  EXPECT_THAT(refusal(loop + "operator = [{ kind = \"gemm\", m = 1, n = 1, k = 1 }]"), HasSubstr("operator"));
}

TEST(ReadLoopsTest, TheFormatPageNamesEveryKey) {
  std::ifstream page{OCTOSIM_SOURCE_DIR "/io/owg/FORMAT.md"};
  std::ostringstream all;
  all << page.rdbuf();
  const std::string text = all.str();
  const std::string section = text.substr(text.find("## `[[block.loop]]`"), 2'000);
  for (const LoopKey& key : kLoopKeys) EXPECT_THAT(section, HasSubstr("`" + std::string{key.key} + "`"));
}

}  // namespace
}  // namespace octosim::io::owg
