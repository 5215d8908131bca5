/// \file traffic.hpp  Who sends to whom: the synthetic patterns of network research.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace octosim::jobs::bench::noc {

/// Patterns of W. J. Dally and B. Towles, "Principles and Practices of Interconnection Networks", 2004, section 3.2,
/// with BookSim2's readings.  Terminals are numbered row by row.
enum class Pattern : std::uint8_t {
  kUniform,        ///< any terminal, itself too
  kTranspose,      ///< (x, y) to (y, x)
  kBitComplement,  ///< terminal n to N - 1 - n
  kTornado,        ///< (x, y) to (x + ceil(k/2) - 1, y + ceil(k/2) - 1), modulo k
  kNeighbor,       ///< (x, y) to (x + 1, y + 1), modulo k
  kHotSpot,        ///< with probability `hot_share` one of `hot`, else uniform
};

inline constexpr std::array<std::pair<std::string_view, Pattern>, 9> kPatterns{{
    {"uniform", Pattern::kUniform},
    {"transpose", Pattern::kTranspose},
    {"bitcomp", Pattern::kBitComplement},
    {"tornado", Pattern::kTornado},
    {"neighbor", Pattern::kNeighbor},
    {"hotspot", Pattern::kHotSpot},
    {"bit-complement", Pattern::kBitComplement},  // other spellings
    {"neighbour", Pattern::kNeighbor},
    {"hot-spot", Pattern::kHotSpot},
}};

struct Traffic {
  Pattern pattern = Pattern::kUniform;
  std::vector<std::uint32_t> hot{0};  ///< terminals
  double hot_share = 0.1;
};

/// Where a packet of `source` goes, `word` being its random bits, in a mesh of k x k routers with `locals` terminals
/// each: the pattern moves routers, a terminal stays the n-th of its router; uniform and hot-spot choose terminals.
std::uint32_t destination(const Traffic& traffic, std::uint32_t k, std::uint32_t locals, std::uint32_t source,
                          std::uint64_t word);

/// Flits a cycle and terminal at which the busiest link of a k x k mesh with dimension-order routing is full, at most
/// 1: the bound of any router.  O(terminals^2 k) for uniform and hot-spot traffic, else O(terminals k).
double ideal_throughput(const Traffic& traffic, std::uint32_t k, std::uint32_t locals);

}  // namespace octosim::jobs::bench::noc
