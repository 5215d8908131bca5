/// \file mesh_config.hpp  A mesh of flit routers, and which rectangle of it a tile simulates.
#pragma once
#include <array>
#include <cstdint>

#include "models/network/flit/pipeline.hpp"

namespace octosim::models::network::flit {

enum class Routing : std::uint8_t {
  kDimensionOrder,   ///< columns (X) first, then rows
  kMinimalAdaptive,  ///< any productive direction; VC 0 is the escape, in dimension order (J. Duato, IEEE TPDS 4, 1993)
};

enum class Switching : std::uint8_t {
  kWormhole,    ///< a VC is given to a packet whatever its room
  kCutThrough,  ///< only if the next buffer holds the whole packet, or is empty and smaller than the packet
};

/// All of it decides results but `first_row` .. `tile_cols`: how a mesh is cut into tiles changes no flit's time, as
/// long as the links over a tile's sides are those inside.
struct MeshConfig {
  std::uint32_t rows = 8, cols = 8;  ///< routers of the whole mesh
  std::uint32_t locals = 1;          ///< terminals at each router (concentration)
  std::uint32_t first_row = 0, first_col = 0, tile_rows = 8, tile_cols = 8;
  std::uint32_t vcs = 4;      ///< virtual channels of each port
  std::uint32_t depth = 8;    ///< flits that the buffer of one VC holds
  std::uint64_t width = 256;  ///< bytes of a flit
  Pipeline pipeline;
  Routing routing = Routing::kDimensionOrder;
  Switching switching = Switching::kWormhole;
  /// Packets of one source and destination keep their order: they stay on one virtual channel, chosen by a hash of
  /// both. Only with dimension order.
  bool ordered = false;
  /// Cycles from the terminal's sending a flit to its router's having it.  2: its own cycle and a link, as BookSim2; 0:
  /// the link is outside, between the component that sends the packet and the tile.
  std::uint32_t entry = 2;
  std::uint32_t link_latency = 1;                          ///< cycles, inside the tile
  std::array<std::uint32_t, 4> side_latency{1, 1, 1, 1};   ///< of the links over the tile's sides, by Side
  std::array<std::uint32_t, 4> side_interval{1, 1, 1, 1};  ///< cycles a flit takes of those links (narrower ones: more)

  /// Ports of a router: the four sides, then its terminals.
  std::uint32_t ports() const { return 4 + locals; }
  std::uint32_t terminals() const { return tile_rows * tile_cols * locals; }
};

/// Most (4 + locals) x vcs: one bit each in a machine word.
inline constexpr std::uint32_t kMostVcs = 64;

/// Flits of a packet of `bytes`.
constexpr std::uint32_t flits_of(std::uint64_t bytes, std::uint64_t width) {
  return bytes == 0 ? 1 : static_cast<std::uint32_t>((bytes + width - 1) / width);
}

/// \throws engine::ModelError that names the parameter, its value and what is allowed.
void check(const MeshConfig& config);

}  // namespace octosim::models::network::flit
