#include "io/owg/read_loops.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "io/owg/loop_keys.hpp"

namespace octosim::io::owg {
namespace {

using models::workload::ChunkLoop;
using models::workload::Dependence;
using models::workload::WholeTensor;
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
  loop.label = table.text_or("label", "");
  return loop;
}

}  // namespace

std::vector<ChunkLoop> read_loops(const CheckedTable& block) {
  std::vector<ChunkLoop> loops;
  std::vector<CheckedTable> tables = block.tables("loop");
  for (CheckedTable& table : tables) {
    table.call_it(fmt::format("{}: loop {}", block.what(), loops.size() + 1));
    loops.push_back(read_loop(table));
  }
  const auto fault = models::workload::fault_of(loops);
  if (fault) tables[fault->loop].refuse(fault->key, fault->allowed);
  return loops;
}

std::vector<WholeTensor> read_tensors(const CheckedTable& block) {
  static constexpr std::array<std::string_view, 3> kKeys{"label", "bytes", "place"};
  std::vector<WholeTensor> tensors;
  for (CheckedTable& table : block.tables("tensor")) {
    table.call_it(fmt::format("{}: tensor {}", block.what(), tensors.size() + 1));
    table.allow_only(kKeys, kKeys, "a whole tensor");
    tensors.push_back({.label = table.text_or("label", ""),
                       .bytes = table.whole_or("bytes", 0),
                       .in_dram = table.has("place") && table.one_of("place", kTensorPlaces)});
  }
  return tensors;
}

void check_loops(const CheckedTable& block, const Work& work) {
  if (work.loops.empty() && !work.tensors.empty())
    block.refuse("tensor", "belongs to chunk loops, of which there are none");
  if (work.loops.empty()) return;
  for (const std::string_view key : {"operator", "macs", "operations", "activation_bytes", "scale"}) {
    if (block.has(key)) block.refuse(key, "a Task Block of chunk loops says it in them");
  }
  if (work.dependence != Dependence::kFixed) {
    block.refuse("depends", "chunk loops take the same time for every item; must be \"fixed\"");
  }
}

}  // namespace octosim::io::owg
