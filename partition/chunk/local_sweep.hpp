/// \file local_sweep.hpp  Peaks of a plan with one more chunk, from a sweep over that chunk's interval only.
#pragma once
#include <cstdint>
#include <vector>

#include "partition/chunk/estimate.hpp"

namespace octosim::partition::chunk {

/// Bytes that depend on the size of a slice: fixed + each x size.
struct Line {
  std::int64_t fixed = 0, each = 0;
  std::int64_t at(std::int64_t size) const { return fixed + each * size; }
};

/// A chunk changes what is live in its interval.  Before it nothing changes; after it only where a view that had been
/// part of its operand is written by the loop: then that has storage of its own, and its operand may be freed earlier.
class LocalSweep {
 public:
  /// The last plan of `estimator` is the plan; both must outlive it and not change, nor be asked for another plan.
  LocalSweep(const Tables& tables, const Estimator& estimator);

  /// Sweeps `chunk`, a candidate of the plan's search, not hoisted.  The members below speak of the last one.
  /// O(edges of the interval, and users of views that it writes)
  void run(const Chunk& chunk);

  /// By position from chunk.begin to chunk.last, in the hoisted order, the peak.
  const std::vector<Line>& inside() const { return inside_; }
  /// The last position whose peak may have changed, chunk.last if none after it has.
  std::uint32_t reach() const { return reach_; }
  /// What is added to the plan's peak at `position`, after chunk.last.
  std::int64_t change_at(std::uint32_t position) const;

 private:
  /// Bytes that are live, or no longer, up to and with a position.
  struct Change {
    std::uint32_t until = 0;
    std::int64_t bytes = 0;
  };
  enum class Part : std::uint8_t { kOutside, kHoisted, kInLoop, kOutput };

  void mark(const Chunk& chunk);
  void clear();
  bool shows(Node v) const;
  Node owner_of(Node v) const;
  void note_read(Node owner, std::uint32_t position);
  std::uint32_t last_read_after(Node v) const;
  void find_deaths(const Chunk& chunk);
  void find_changes(const Chunk& chunk);
  void sweep(const Chunk& chunk);
  Line copies(Node v, std::int64_t extent) const;

  const Tables* tables_;
  Accounting accounting_;
  const Liveness* base_;
  std::uint32_t end_;                           // of the order
  std::vector<std::uint32_t> loop_last_;        // by loop node of the plan, the last position of its loop
  std::vector<Part> part_;                      // by node
  std::vector<Node> owner_;                     // by node of the interval
  std::vector<std::uint32_t> death_;            // by owner that is of the interval, or read there
  std::vector<char> is_known_;                  // by owner: death_ is set
  std::vector<char> is_split_;                  // by owner: the loop writes a view of it
  std::vector<Node> nodes_, readers_, splits_;  // of the interval; owners from before it; owners that are split
  std::vector<Line> inside_, freed_;
  std::vector<Change> changes_;
  std::uint32_t last_ = 0, reach_ = 0;  // positions: of the interval, of a change
};

}  // namespace octosim::partition::chunk
