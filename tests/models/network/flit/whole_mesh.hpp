/// \file whole_mesh.hpp  Runs one FlitMesh that is a whole mesh, as its tile does, and keeps what arrives.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "models/network/flit/flit_mesh.hpp"

namespace octosim::test {

using models::network::flit::FlitMesh;
using models::network::flit::MeshConfig;

/// A mesh of rows x cols that is one tile.
inline MeshConfig mesh_of(std::uint32_t rows, std::uint32_t cols) {
  MeshConfig config;
  config.rows = config.tile_rows = rows;
  config.cols = config.tile_cols = cols;
  config.width = 1;  // so that bytes are flits
  return config;
}

struct Offered {
  std::uint64_t at = 0;  ///< cycle
  std::uint32_t from = 0, to = 0, flits = 1;
};

class WholeMesh {
 public:
  explicit WholeMesh(const MeshConfig& config) : mesh{config} {}

  /// Packet `k` is offered[k].  Steps only in the cycles that busy_at() names and those in which one is offered, until
  /// nothing is left or cycle `until`.  Offered packets are in the order of their cycles.
  void run(const std::vector<Offered>& offered, std::uint64_t until = 1'000'000) {
    while (next_ != 0 && next_ <= until) {
      if (next_offer_ < offered.size()) next_ = std::min(next_, std::max(now + 1, offered[next_offer_].at));
      now = next_;
      while (next_offer_ < offered.size() && offered[next_offer_].at <= now) {
        const Offered& one = offered[next_offer_];
        models::network::Packet packet{.a = next_offer_++, .bytes = one.flits};
        packet.address(0, one.to);
        mesh.inject(one.from, packet);
      }
      step();
      next_ = mesh.busy_at(now);
      if (next_ == 0 && next_offer_ < offered.size()) next_ = offered[next_offer_].at;
    }
  }
  void step() {
    models::network::flit::Outgoing out;
    mesh.step(now, out);
    EXPECT_TRUE(out.flits.empty());
    EXPECT_TRUE(out.credits.empty());
    taken += out.taken.size();
    for (const auto& one : out.arrived) {
      EXPECT_TRUE(arrivals.emplace(one.packet.a, one.at).second) << "packet " << one.packet.a << " arrives twice";
      EXPECT_EQ(one.terminal, one.packet.node());
    }
  }

  FlitMesh mesh;
  std::uint64_t now = 0;                            ///< last cycle
  std::map<std::uint64_t, std::uint64_t> arrivals;  ///< packet to cycle of its tail
  std::uint64_t taken = 0;                          ///< packets that began to leave their terminals

 private:
  std::size_t next_offer_ = 0;
  std::uint64_t next_ = 1;  // cycle
};

/// Cycles from offered to arrived of each packet.
inline std::vector<std::uint64_t> latencies(const MeshConfig& config, const std::vector<Offered>& offered) {
  WholeMesh whole{config};
  whole.run(offered);
  std::vector<std::uint64_t> found;
  for (const auto& [packet, at] : whole.arrivals) found.push_back(at - offered[packet].at);
  EXPECT_EQ(found.size(), offered.size());
  return found;
}

}  // namespace octosim::test
