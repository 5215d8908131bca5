/// \file legality.hpp  The rules that a chunk region keeps, one function each.
#pragma once
#include <bitset>
#include <cstdint>
#include <vector>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/tables.hpp"

namespace octosim::partition::chunk {

/// Source: arXiv 2401.10652 names the first four; their wording, and the others, are ours after the released code.
enum class Rule : std::uint8_t {
  kBasicRegion,       ///< R1: an interval of operators whose last one is used, sliced where its extent exceeds 1
  kOutputAlignment,   ///< R2: what is seen outside the loop has the loop's extent, so that slices make it up
  kFlowTraceability,  ///< R3: every slice is computed from slices; no flow passes a computed dimension
  kUniqueSetting,     ///< R4: a node is sliced in one dimension, or needed whole, for all its users
  kWholeClosure,      ///< R5: what a whole node is computed from is whole
  kInputs,            ///< R6: the released code's rules of inputs; only in Strictness::kStrict
  kDisjointness,      ///< R7: regions do not overlap
  kPeakInLoop         ///< R8: the node whose peak is to fall is in the loop
};
inline constexpr std::size_t kRules = 8;

/// Rules that are kept; all of them but in a test that shows what each one is for.
using RuleSet = std::bitset<kRules>;
inline RuleSet all_rules() { return RuleSet{}.set(); }
inline bool has(const RuleSet& rules, Rule rule) { return rules[static_cast<std::size_t>(rule)]; }

/// kRelaxed: a loop may read any tensor from outside whole.  kStrict: as the released code, see keeps_inputs.
enum class Strictness : std::uint8_t { kRelaxed, kStrict };

/// By node, while the flows of one region are searched: its position in the order and its cut, kUnset if no flow came
/// by.
struct Region {
  const Tables* tables = nullptr;
  const std::vector<Node>* order = nullptr;
  const std::vector<std::uint32_t>* position = nullptr;
  const std::vector<std::uint32_t>* last_use = nullptr;  ///< position of the last user; past the order: a result
  std::uint32_t first = 0, last = 0;                     ///< positions
  std::vector<Cut> cut{};

  bool contains(Node v) const { return tables->is_source[v] == 0 && (*position)[v] >= first && (*position)[v] <= last; }
  /// Read by a node outside, or a result of the graph.
  /// \pre v is in the region
  bool is_seen_outside(Node v) const { return (*last_use)[v] > last; }
};

/// R1, of the end of the region.
bool keeps_basic_region(const Region& region, int dim);
/// R2, of one output that a flow reached or that was given a dimension.
bool keeps_output_alignment(const Region& region, Node output, std::int64_t extent);
/// R3, of one node of a flow.
bool keeps_flow_traceability(const Region& region, Node v, int dim);
/// R4, where a second flow comes to a node.
bool keeps_unique_setting(Cut known, Cut asked);
/// R5, of a region node that is whole or that no flow reached.
bool keeps_whole_closure(const Region& region, Node v);
/// R6.  A whole operand of a loop node is produced in the region, a weight, or of extent 1 in the dimension; the
/// region's first node has one operand that is no weight, and a loop node reads that one in slices.
bool keeps_inputs(const Region& region, const std::vector<LoopInput>& inputs);
/// R7.  What an earlier chunk hoisted is no longer part of its region.
bool keeps_disjointness(std::uint32_t first, std::uint32_t last, const std::vector<Chunk>& chunks);
/// R8.
bool keeps_peak_in_loop(const Region& region, Node peak);

}  // namespace octosim::partition::chunk
