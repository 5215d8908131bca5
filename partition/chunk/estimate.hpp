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

/// Bytes that depend on the size of a slice: fixed + each x size.
struct Line {
  std::int64_t fixed = 0, each = 0;
  std::int64_t at(std::int64_t size) const { return fixed + each * size; }
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

  /// With one more chunk, already hoisted, in an order that was changed for it: by position from chunk.first to
  /// chunk.last, its peak as a function of the chunk's size.  Valid until the next call.
  const std::vector<Line>& region_peaks(const std::vector<Node>& order, const std::vector<Chunk>& chunks,
                                        const Chunk& chunk);
  /// Of the last call: by position, the peaks outside that region.  They do not depend on the chunk's size.
  const std::vector<std::int64_t>& outside_peaks() const { return peaks_; }

 private:
  void place(const std::vector<Node>& order);
  void enter(const Chunk& chunk, std::uint32_t number);
  void leave(const Chunk& chunk);
  void find_deaths(const std::vector<Node>& order);
  void sweep(const std::vector<Node>& order);
  std::int64_t copies(Node v, Line& line) const;

  const Tables* tables_;
  Accounting accounting_;
  std::vector<std::uint32_t> position_, loop_of_, owner_, death_;  // by node; loop 0: none
  std::vector<char> is_buffer_;                                    // by node: output of a loop
  std::vector<Line> slice_;                                        // by node in a loop: bytes of a slice
  std::vector<const Chunk*> chunks_;                               // by number of a loop, from 1
  std::vector<const Chunk*> starts_;                               // by position: the loop that begins there
  std::vector<Line> freed_;                                        // by position
  std::vector<std::uint32_t> freed_count_;
  std::vector<std::int64_t> peaks_;
  std::vector<std::uint32_t> live_;
  const Chunk* trial_ = nullptr;
  std::vector<Line> trial_peaks_;
};

}  // namespace octosim::partition::chunk
