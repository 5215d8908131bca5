/// \file nest.hpp  Loops over the elements of several views of one shape, with as few loops as their strides allow.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "jobs/executor/view.hpp"

namespace octosim::jobs::executor {

/// Places in `Count` views.
template <std::size_t Count>
using Places = std::array<std::int64_t, Count>;

/// Extents of 1 go, and neighbours that all views step through evenly become one.
template <std::size_t Count>
class Nest {
 public:
  /// `strides`: of each view, by dimension of `shape`.
  Nest(const Shape& shape, const std::array<const Shape*, Count>& strides) {
    for (std::size_t d = 0; d < shape.size(); ++d) {
      if (shape[d] == 1) continue;
      Loop next{.extent = shape[d]};
      for (std::size_t v = 0; v < Count; ++v) next.steps[v] = (*strides[v])[d];
      bool joins = !loops_.empty();
      for (std::size_t v = 0; joins && v < Count; ++v) {
        joins = loops_.back().steps[v] == next.steps[v] * next.extent;
      }
      if (joins) {
        next.extent *= loops_.back().extent;
        loops_.back() = next;
      } else {
        loops_.push_back(next);
      }
    }
    if (loops_.empty()) loops_.push_back({.extent = 1});
  }

  std::int64_t inner() const { return loops_.back().extent; }         ///< elements of the innermost loop
  const Places<Count>& steps() const { return loops_.back().steps; }  ///< of it

  /// Calls `body` for each innermost loop, with the places of its first elements.
  template <class Body>
  void each(const Body& body) const {
    Places<Count> places{};
    if (loops_.size() == 1) return body(places);
    Shape index(loops_.size() - 1, 0);
    while (true) {
      body(places);
      std::size_t d = index.size();
      while (d > 0) {
        --d;
        for (std::size_t v = 0; v < Count; ++v) places[v] += loops_[d].steps[v];
        if (++index[d] < loops_[d].extent) break;
        for (std::size_t v = 0; v < Count; ++v) places[v] -= loops_[d].steps[v] * loops_[d].extent;
        index[d] = 0;
        if (d == 0) return;
      }
    }
  }

 private:
  struct Loop {
    std::int64_t extent = 1;
    Places<Count> steps{};
  };
  std::vector<Loop> loops_;  // outermost first
};

}  // namespace octosim::jobs::executor
