/// \file estimate.hpp  How many bytes of activations are live at each node of a plan.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/tables.hpp"

namespace octosim::partition::chunk {

/// What counts as a tensor of its own.
enum class Accounting : std::uint8_t {
  kAliased,   ///< a view is part of its operand, unless a loop writes it for others to read
  kReleased,  ///< every view is a new tensor; a permuted one is copied where a product or a reshape reads it
};

/// By position in the order.  Inputs, constants and weights count 0.
struct Estimate {
  std::vector<std::int64_t> peaks{};  ///< bytes live while the node executes, its output and temporary copies included
  std::vector<std::uint32_t> live{};  ///< tensors live after it
  std::uint32_t at = 0;               ///< position of the greatest peak, the first one
  std::int64_t peak = 0;              ///< bytes; 0 without nodes
};

/// Whose storage a node shows, and when it is freed.
struct Liveness {
  std::vector<std::uint32_t> position{};  ///< by node, in the order
  std::vector<Node> owner{};              ///< by node, whose storage it is; a source's: counts 0
  std::vector<std::uint32_t> death{};  ///< by owner, the last position where it is read; of results one past the last
  std::vector<std::uint32_t> loop{};   ///< by node, number of its chunk in the plan, from 1; 0: none
  std::vector<char> is_buffer{};       ///< by node, whether a loop writes it for others to read
  std::vector<std::int64_t> before{};  ///< by position, bytes that are live before it
};

/// A sweep over an order.  An activation lives from its node to its last user; what a loop reads from outside, to the
/// loop's last node; a result of the graph, to the end.  At the first node of a loop all its outputs are allocated in
/// full, and other loop tensors count as one slice.  Source: the estimation pass of the released ColossalAI code
/// (kReleased), and the same with aliases (ours).  Keeps scratch memory: one sweep at a time.
class Estimator {
 public:
  Estimator(const Tables& tables, Accounting accounting);

  /// O(nodes + edges)
  Estimate estimate(const Plan& plan);

  /// Of the last plan.
  const Liveness& liveness() const { return live_; }
  Accounting accounting() const { return accounting_; }

 private:
  void place(const Plan& plan);
  void find_deaths(const Plan& plan);
  void sweep(const std::vector<Node>& order, Estimate& result);
  std::int64_t copies(Node v) const;

  const Tables* tables_;
  Accounting accounting_;
  Liveness live_;
  std::vector<std::int64_t> held_;    // by node: bytes, of a slice in a loop
  std::vector<const Chunk*> starts_;  // by position: the loop that begins there
  std::vector<std::int64_t> freed_;   // by position
  std::vector<std::uint32_t> freed_count_;
};

}  // namespace octosim::partition::chunk
