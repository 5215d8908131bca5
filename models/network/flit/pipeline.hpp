/// \file pipeline.hpp  The stages of a router, and the routers that have a name.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace octosim::models::network::flit {

/// Cycles of each stage.  A head flit passes route computation, VC allocation, switch allocation, switch traversal and
/// the link; others only the last three.
struct Pipeline {
  std::uint32_t route = 1;         ///< 0: look-ahead, the route is known when the head comes
  std::uint32_t vc_alloc = 1;      ///< at least 1
  std::uint32_t switch_alloc = 1;  ///< at least 1
  std::uint32_t traversal = 1;     ///< 0: in the cycle of switch allocation
  bool speculative = false;  ///< a head bids for the switch while it asks for a VC; its bid is lost if it gets none
  /// Allocations in one cycle of the link, 1 or 2.  With 2 a first-in-first-out queue behind the crossbar feeds the
  /// link, and traversal is the next allocation step (half a cycle), whatever `traversal` says.
  std::uint32_t speedup = 1;

  friend bool operator==(const Pipeline&, const Pipeline&) = default;

  /// Cycles from the switch allocation of a flit to its leaving over the link; with speedup 2 at least.
  std::uint32_t to_link() const { return speedup > 1 ? 0 : traversal; }
  /// Cycles of a head from router to router over a link of `link` cycles when nothing is in its way.
  std::uint32_t hop(std::uint32_t link) const {
    const std::uint32_t allocation = speculative ? vc_alloc : vc_alloc + switch_alloc;
    if (speedup > 1) return (route + allocation) / 2 + 1 + link;  // each takes half a cycle, and so does the traversal
    return route + allocation + to_link() + link;
  }
};

/// R5, R4, R3, R2: the input-queued router of BookSim2 with routing_delay 1; 0; 0 and speculative; and that with
/// internal_speedup 2.  R1: everything in one cycle, without the second allocation.  The number is the cycles of a hop
/// over a link of one cycle, but for R1, whose 2 are one in the router and one on the link.
inline constexpr std::array<std::pair<std::string_view, Pipeline>, 5> kPipelines{{
    {"R5", {}},
    {"R4", {.route = 0}},
    {"R3", {.route = 0, .speculative = true}},
    {"R2", {.route = 0, .speculative = true, .speedup = 2}},
    {"R1", {.route = 0, .traversal = 0, .speculative = true}},
}};

}  // namespace octosim::models::network::flit
