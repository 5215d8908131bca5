#include "partition/chunk/legality.hpp"

#include <algorithm>

namespace octosim::partition::chunk {

bool keeps_basic_region(const Region& region, int dim) {
  const Node end = (*region.order)[region.last];
  const bool used = !region.tables->users(end).empty() || region.tables->is_output[end] != 0;
  return region.first <= region.last && used && region.tables->extent(end, dim) > 1;
}

bool keeps_output_alignment(const Region& region, Node output, std::int64_t extent) {
  const Cut cut = region.cut[output];
  return is_sliced(cut) && region.tables->extent(output, cut) == extent;
}

bool keeps_flow_traceability(const Region& region, Node v, int dim) { return region.tables->is_legal(v, dim); }

bool keeps_unique_setting(Cut known, Cut asked) { return known == asked; }

bool keeps_whole_closure(const Region& region, Node v) {
  const auto operands = region.tables->operands(v);
  return std::all_of(operands.begin(), operands.end(),
                     [&](Node p) { return !region.contains(p) || !is_sliced(region.cut[p]); });
}

bool keeps_inputs(const Region& region, const std::vector<LoopInput>& inputs) {
  const Tables& tables = *region.tables;
  const Node start = (*region.order)[region.first];
  Node single = start;
  for (const Node p : tables.operands(start)) {
    if (tables.is_constant[p] != 0 || p == single) continue;
    if (single != start) return false;
    single = p;
  }
  bool reached = false;
  for (const LoopInput& input : inputs) {
    if (input.cut == kWhole && tables.is_constant[input.producer] == 0) return false;
    if (input.producer == single && is_sliced(input.cut)) reached = true;
  }
  return reached;
}

bool keeps_disjointness(std::uint32_t first, std::uint32_t last, const std::vector<Chunk>& chunks) {
  return std::all_of(chunks.begin(), chunks.end(),
                     [&](const Chunk& other) { return last < other.first || first > other.last; });
}

bool keeps_peak_in_loop(const Region& region, Node peak) {
  return region.contains(peak) && is_sliced(region.cut[peak]);
}

}  // namespace octosim::partition::chunk
