/// \file shape.hpp  A Task Block fitted to the PEs of a TBU: what an item costs, cut into packets.  See
/// docs/shaping.md.
#pragma once
#include <cstdint>
#include <vector>

#include "models/hardware/settings.hpp"
#include "models/workload/owg.hpp"

namespace octosim::models::plan {

/// How one repeat of an operator lies on `pes` PEs: tiles one after another, each of so many steps.
/// What a tile does not fill of the array is wasted.  Tables have no tiles (tiles == 0): they give their PE-cycles.
struct Tiling {
  std::uint64_t tiles = 0;
  std::uint64_t steps = 0;        ///< cycles of a tile, filling and draining the array left out
  std::uint64_t mac_stream = 0;   ///< PE-cycles (cycles x PEs of the TBU) of all tiles that MACs take
  std::uint64_t work_stream = 0;  ///< and that scalar operations take
};
/// Exact up to workload::kSaturated.  \pre all divisors of `op` (groups, percent) and PEs >= 1
Tiling tiling_of(const workload::Operator& op, const hardware::TbuSettings& tbu);

/// What an item streams through the array.
struct Stream {
  std::uint64_t cycles = 0;  ///< without filling and draining
  std::uint64_t macs = 0, operations = 0;
};

/// The operators of one Task Block, summed up: all that `Program::work` looks at for an item.
class Shape {
 public:
  /// \throws ModelError, naming block and operator, if its work is above 2^62 PE-cycles.
  Shape(const workload::Block& block, const hardware::TbuSettings& tbu);

  /// For an item of which the block's property is `value` (any value if the block's time is fixed), and its scale.
  Stream stream(double value, double scale = 1) const;
  /// The same, not rounded: cycles that are expected of items with these on average, independent of one another.
  double expected(double mean, double scale = 1) const;

  /// Cycles in which the array fills and drains when an item is cut into 2^`cut` packets: of every packet, for each
  /// repeat of which it has a tile.  Does not fall as `cut` grows; 0 for tables.
  std::uint64_t overhead(std::uint32_t cut) const;
  /// The least cut, at least `least`, so that stream and overhead of a packet are at most `packet_cycles`; kMostCut + 1
  /// if there is none.  \pre packet_cycles >= 1.  At most kMostCut steps.
  std::uint32_t cut(std::uint64_t stream_cycles, std::uint64_t packet_cycles, std::uint32_t least = 0) const;
  static constexpr std::uint32_t kMostCut = 30;

  std::uint64_t macs() const { return macs_; }  ///< of an item, all of them
  std::uint64_t operations() const { return operations_; }
  /// Of an item: given, or that of the largest operator.
  std::uint64_t activation_bytes() const { return activation_bytes_; }

 private:
  /// Tiles of each of `repeat` equal operators.
  struct Run {
    std::uint64_t tiles = 0, repeat = 1;
  };
  void take_loops(const workload::Block& block);
  void refuse_if_large(const std::string& name) const;
  void tabulate(const std::vector<Run>& runs, const hardware::TbuSettings& tbu);

  workload::Dependence dependence_;
  double each_;
  std::uint64_t pes_;
  std::uint64_t macs_ = 0, operations_ = 0;
  std::uint64_t mac_stream_ = 0, work_stream_ = 0;  ///< PE-cycles
  std::uint64_t indexed_lanes_;                     ///< PEs that run the operations which an index adds
  std::uint64_t indexed_interval_ = 1;
  std::uint64_t activation_bytes_;
  std::vector<std::uint64_t> overheads_;  ///< by cut; the last holds for all larger ones
};

}  // namespace octosim::models::plan
