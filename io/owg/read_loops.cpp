#include "io/owg/read_loops.hpp"

#include <fmt/format.h>

#include "io/owg/loop_keys.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::ChunkLoop;
using models::workload::Dependence;
using models::workload::Work;

ChunkLoop read_loop(const CheckedTable& table) {
  std::vector<std::string_view> keys{"label"};
  for (const LoopKey& key : kLoopKeys) keys.push_back(key.key);
  table.allow_only(keys, keys, "a chunk loop");
  ChunkLoop loop;
  for (const LoopKey& key : kLoopKeys) {
    if (key.required && !table.has(key.key)) table.refuse(fmt::format("key \"{}\" is missing", key.key));
    loop.*key.member = table.whole_or(key.key, 0, key.required ? 1 : 0, key.most);
  }
  if (loop.control > loop.cycles || loop.refill > loop.cycles - loop.control) {
    table.refuse("cycles",
                 fmt::format("control and refill are part of them: must be at least {}", loop.control + loop.refill));
  }
  if (loop.again_bytes > loop.in_bytes) {
    table.refuse("again_bytes", fmt::format("part of in_bytes: must be at most {}", loop.in_bytes));
  }
  loop.label = table.text_or("label", "");
  return loop;
}

}  // namespace

std::vector<ChunkLoop> read_loops(const CheckedTable& block) {
  std::vector<ChunkLoop> loops;
  std::uint64_t slices = 0;
  for (CheckedTable& table : block.tables("loop")) {
    table.call_it(fmt::format("{}: loop {}", block.what(), loops.size() + 1));
    loops.push_back(read_loop(table));
    slices += loops.back().slices;
    if (slices > models::workload::kMostSlices) {
      table.refuse("slices",
                   fmt::format("all loops together have {} (at most {})", slices, models::workload::kMostSlices));
    }
  }
  return loops;
}

void check_loops(const CheckedTable& block, const Work& work) {
  if (work.loops.empty()) return;
  for (const std::string_view key : {"operator", "macs", "operations", "activation_bytes", "scale"}) {
    if (block.has(key)) block.refuse(key, "a Task Block of chunk loops says it in them");
  }
  if (work.dependence != Dependence::kFixed) {
    block.refuse("depends", "chunk loops take the same time for every item; must be \"fixed\"");
  }
}

}  // namespace octosim::io::owg
