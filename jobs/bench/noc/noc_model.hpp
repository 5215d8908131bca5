/// \file noc_model.hpp  A mesh under synthetic traffic, in one of the fidelities.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "engine/kernel/run.hpp"
#include "engine/model/blueprint.hpp"
#include "jobs/bench/noc/endpoints.hpp"
#include "jobs/bench/noc/monitor.hpp"
#include "models/network/flit/flit_tile.hpp"
#include "models/network/ideal_tile.hpp"
#include "models/network/router.hpp"

namespace octosim::jobs::bench::noc {

/// Components, by id: the network (a tile each, or a router each for Fidelity::kPacket), the terminals of each tile,
/// the monitor.
class NocModel final : public engine::Blueprint {
 public:
  /// \throws ModelError as check(settings)
  explicit NocModel(const NocSettings& settings);

  std::uint32_t component_count() const override { return networks_ + tiles_ + 1; }
  std::unique_ptr<engine::Component> make(engine::ComponentId id) const override;
  const engine::PortTable& ports_of(engine::ComponentId id) const override;
  std::vector<engine::Link> links_from(engine::ComponentId id) const override;
  std::span<const engine::RecordType> record_types() const override { return noc::record_types(); }
  engine::Cycles least_post_delay() const override;

  /// Rows of tiles to ranks in turn, as evenly as whole tiles allow; the monitor to rank 0.
  engine::Partition blocks(std::int32_t ranks) const;

 private:
  struct TablesOfTile {
    explicit TablesOfTile(std::uint32_t terminals) : flit{terminals}, ideal{terminals}, ends{terminals} {}
    models::network::flit::TilePorts flit;
    models::network::IdealTile::Ports ideal;
    Endpoints::Ports ends;
  };
  const TablesOfTile& tables(std::uint32_t tile) const { return *tables_.at(settings_.mesh(tile).terminals()); }
  std::uint32_t tile_of(std::uint32_t id) const;  ///< \pre not the monitor
  std::uint32_t tile_of_router(std::uint32_t router) const;
  engine::ComponentId ends(std::uint32_t tile) const { return engine::ComponentId{networks_ + tile}; }
  engine::ComponentId monitor() const { return engine::ComponentId{networks_ + tiles_}; }
  models::network::IdealTile::Config ideal(std::uint32_t tile) const;
  void tile_links(std::uint32_t tile, std::vector<engine::Link>& links) const;
  void router_links(std::uint32_t router, std::vector<engine::Link>& links) const;
  void end_links(std::uint32_t tile, std::vector<engine::Link>& links) const;

  NocSettings settings_;
  std::uint32_t tiles_, networks_;
  std::map<std::uint32_t, std::unique_ptr<TablesOfTile>> tables_;  // by terminals of a tile
  Monitor::Ports monitor_ports_;
};

}  // namespace octosim::jobs::bench::noc
