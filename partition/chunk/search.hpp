/// \file search.hpp  Every legal chunk of a part of the order.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/legality.hpp"

namespace octosim::partition::chunk {

/// Intervals [s, e] with first <= s <= reach_first and reach_last <= e <= last, by position.
struct SearchRange {
  std::uint32_t first = 0, reach_first = 0, reach_last = 0, last = 0;
};
/// Every interval of the order.
SearchRange whole_range(const Plan& plan);

struct SearchSettings {
  Strictness strictness = Strictness::kRelaxed;
  RuleSet rules = all_rules();
};

/// Chunks of size 1, before hoisting: `first` and `last` are the interval's ends.
struct Candidates {
  std::vector<Chunk> chunks;   ///< by (begin, last, dim)
  std::uint64_t searches = 0;  ///< intervals and dimensions that were decided
};

/// Searches the order of one plan.  The plan and the tables must outlive it and not change.
class ChunkSearch {
 public:
  ChunkSearch(const Tables& tables, const Plan& plan, SearchSettings settings);

  /// The chunk whose region is the interval and whose last node is sliced along `dim`, if it is legal: a breadth-first
  /// walk from there back to the region's inputs.  Other outputs take their first dimension whose walk agrees with what
  /// is fixed; region nodes that no walk reaches are hoisted.  O(nodes + edges of the region)
  std::optional<Chunk> flow_search(std::uint32_t first, std::uint32_t last, int dim);
  /// The same, if it has no hoisted nodes.
  std::optional<Chunk> whole_search(std::uint32_t first, std::uint32_t last, int dim);
  /// After a failed search: it fails as well in every longer interval with the same end and dimension.
  bool is_lost() const { return lost_; }

  /// All legal chunks of the intervals of `range` that overlap no region of the plan and, if `peak` is given, have that
  /// node in their loop.  Of several with the same loop, the one with the shortest interval.
  Candidates search(const SearchRange& range, std::optional<Node> peak);

 private:
  bool find_flows(std::uint32_t first, std::uint32_t last, int dim);
  std::optional<Chunk> chunk_found(int dim);
  bool has_loop(const Chunk& chunk);
  std::uint32_t least_first(std::uint32_t last) const;
  bool walk(Node from, Cut cut);
  bool align_outputs(std::int64_t extent);
  bool has_sliced_ancestor(Node v);
  bool close();
  Chunk chunk_of(int dim, std::int64_t extent);

  const Tables* tables_;
  const Plan* plan_;
  SearchSettings settings_;
  std::vector<std::uint32_t> position_, last_use_;
  Region region_;
  std::vector<Node> reached_;  // nodes whose cut is set, in the order of the walk
  std::vector<char> seen_;     // scratch of has_sliced_ancestor
  bool lost_ = false;  // the walk from the last node failed: it fails in every longer interval with that end too
};

}  // namespace octosim::partition::chunk
