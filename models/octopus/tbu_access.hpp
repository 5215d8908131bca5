/// \file tbu_access.hpp  How a CBU reaches the TBUs of its cluster.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "models/octopus/tbu_window.hpp"
#include "models/plan/plan.hpp"

namespace octosim::models::octopus {

/// A table of the CBU at `node`; constant.
class TbuAccess {
 public:
  /// A TBU that the CBU touches, and which of the TBU's corners the CBU is.
  struct Touched {
    std::uint32_t tbu = 0, corner = 0;
  };
  /// \pre `node` belongs to `cluster`.  O(TBUs of the cluster).
  TbuAccess(const plan::Plan& plan, std::uint32_t cluster, std::uint32_t node);

  /// Which corner of a TBU a node is (0 top left, 1 top right, 2 bottom left, 3 bottom right); workload::kNone: of
  /// none.
  static std::uint32_t corner_of(const plan::Plan& plan, std::uint32_t cluster, std::uint32_t tbu, std::uint32_t node);

  std::uint32_t node() const { return node_; }
  /// The nearest CBU of the cluster that touches the TBU at that place; the first of its corners on ties.
  std::uint32_t operator[](std::uint32_t tbu) const { return ways_[tbu].node; }
  /// TBUs of the cluster that this CBU touches, at most four, by place.
  std::span<const Touched> touched() const { return touched_; }
  /// Of those; workload::kNone: it does not touch the TBU.
  std::uint32_t corner(std::uint32_t tbu) const;
  /// Of the CBUs that are the nearest to one of `tbus`, the nearest; of equally near ones that of the lowest place.
  /// O(tbus).  \pre not empty
  std::uint32_t nearest(const TbuWindow& tbus) const;

 private:
  struct Way {
    std::uint32_t node = 0, hops = 0;
  };
  std::uint32_t node_;
  std::vector<Way> ways_;  ///< by TBU of the cluster
  std::vector<Touched> touched_;
};

}  // namespace octosim::models::octopus
