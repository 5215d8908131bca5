/// What frames are counted by is what the untimed interpreter executes.
#include <cstdlib>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "models/plan/interpreter.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/property_seed.hpp"
#include "tests/support/random_owg.hpp"

namespace octosim {
namespace {

namespace plan = models::plan;
using models::workload::BlockKind;

/// Task Blocks are never cut into packets, so that packets are items.
plan::Program uncut(models::workload::Owg owg, std::uint64_t frames) {
  for (auto& block : owg.blocks) {
    if (!block.work.loops.empty()) block.work.loops = {{.slices = 1}};
  }
  test::Machine machine = test::Machine{}.frames(frames);
  machine.workload.packet_cycles = 1'000'000'000'000;
  machine.workload.packet_bytes = 1'000'000'000'000;
  machine.hardware.tf_queue.capacity = 1ULL << 36U;
  return machine.compile(owg);
}

TEST(FrameItems, OfAllFramesAreWhatTheInterpreterExecutes) {
  ASSERT_TRUE(test::kPropertiesSeeded || std::getenv("RC_PARAMS") != nullptr);
  std::uint64_t compared = 0, all = 0;
  EXPECT_TRUE(rc::check("frame_items", [&] {
    ++all;
    const auto owg = test::OwgGrower{}.grow();
    const auto frames = static_cast<std::uint64_t>(test::draw(1, 3));
    const plan::Program program = uncut(owg, frames);
    std::uint64_t executed = 0;
    for (std::uint32_t frame = 0; frame < frames; ++frame) {
      const auto items = plan::frame_items(program, 0, frame);
      RC_ASSERT(items.size() == owg.blocks.size());
      for (std::uint32_t block = 0; block < items.size(); ++block) {
        if (owg.blocks[block].kind == BlockKind::kTask) executed += items[block];
      }
    }
    const std::uint64_t packets = plan::interpret_stream(program, 0).packets;
    if (program.streamed_expand() != models::workload::kNone) {
      RC_ASSERT(executed <= packets);  // what comes after the stream's Collapse belongs to no frame
    } else {
      RC_ASSERT(executed == packets);
      ++compared;
    }
  }));
  EXPECT_GT(2 * compared, all) << "hardly any workflow was compared";
}

}  // namespace
}  // namespace octosim
