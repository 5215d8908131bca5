/// \file halves.hpp  A piece of a graph in two halves, and their refinement.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "partition/graph/graph.hpp"

namespace octosim::partition::methods {

/// The labels and the shares of the two halves of a piece.
struct Halves {
  std::array<std::int32_t, 2> label{};       ///< of their vertices
  std::array<std::uint32_t, 2> least{1, 1};  ///< vertices that each must keep
  double target = 0;                         ///< load that the first should have
  double slack = 0;                          ///< load by which it may be off
};

/// Weight of the edges between the halves.  O(edges of the piece).
std::uint64_t cut_weight(const graph::Graph& graph, std::span<const std::uint32_t> piece, const Halves& halves,
                         const std::vector<std::int32_t>& label);

/// Moves single vertices between the halves to lessen the weight of the edges between them, within the slack; where it
/// is not met, to meet it.  Each pass moves the best vertex again and again, even if that costs, and keeps the best
/// state it came through.  Ties go to the less id.  Edges to vertices of other labels do not count. `label`: by vertex
/// of the whole graph; `piece`: the vertices of both halves. Each pass is O(edges of the piece + moves log), with few
/// passes, and few moves after the best.  Needs 9 bytes a vertex of the whole graph. Source: Fiduccia and Mattheyses,
/// DAC 1982; numbers of passes and moves chosen.
class HalvesRefiner {
 public:
  HalvesRefiner(const graph::Graph& graph, std::vector<std::int32_t>& label);

  /// \pre each half has at least `least` vertices, before; then after too
  void refine(std::span<const std::uint32_t> piece, const Halves& halves);

 private:
  bool pass(std::span<const std::uint32_t> piece, const Halves& halves);

  const graph::Graph& graph_;
  std::vector<std::int32_t>& label_;
  std::vector<std::int64_t> gain_;   ///< by vertex: what its move would take off the cut
  std::vector<std::uint8_t> moved_;  ///< by vertex: in this pass
};

}  // namespace octosim::partition::methods
