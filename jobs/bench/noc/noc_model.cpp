#include "jobs/bench/noc/noc_model.hpp"

namespace octosim::jobs::bench::noc {

using engine::ComponentId;
using engine::Cycles;
using engine::Link;
using models::network::IdealTile;
using models::network::kSides;
using models::network::Router;
using models::network::Side;
using models::network::flit::FlitTile;

NocModel::NocModel(const NocSettings& settings)
    : settings_{settings},
      tiles_{settings.tiles_across() * settings.tiles_across()},
      networks_{settings.fidelity == Fidelity::kPacket ? settings.k * settings.k : tiles_},
      monitor_ports_{tiles_} {
  check(settings);
  if (settings.fidelity == Fidelity::kPacket && settings.locals > 1) {
    throw engine::ModelError{
        "bench noc: --concentration above 1 with --fidelity packet (must be 1: its routers have one terminal)"};
  }
  for (std::uint32_t tile = 0; tile < tiles_; ++tile) {
    auto& tables = tables_[settings.mesh(tile).terminals()];
    if (!tables) tables = std::make_unique<TablesOfTile>(settings.mesh(tile).terminals());
  }
}

std::uint32_t NocModel::tile_of_router(std::uint32_t router) const {
  const std::uint32_t size = settings_.tile_size();
  return router / settings_.k / size * settings_.tiles_across() + router % settings_.k / size;
}

std::uint32_t NocModel::tile_of(std::uint32_t id) const {
  if (id >= networks_) return id - networks_;
  return settings_.fidelity == Fidelity::kPacket ? tile_of_router(id) : id;
}

engine::Partition NocModel::blocks(std::int32_t ranks) const {
  return [this, ranks](ComponentId id) {
    if (id == monitor()) return engine::Rank{0};
    return engine::Rank{
        static_cast<std::int32_t>(std::uint64_t{tile_of(index(id))} * static_cast<std::uint64_t>(ranks) / tiles_)};
  };
}

IdealTile::Config NocModel::ideal(std::uint32_t tile) const {
  const auto mesh = settings_.mesh(tile);
  IdealTile::Config config;
  config.ports = &tables(tile).ideal;
  config.rows = mesh.rows;
  config.way.cols = mesh.cols;
  config.locals = mesh.locals;
  config.first_row = mesh.first_row;
  config.first_col = mesh.first_col;
  config.tile_cols = mesh.tile_cols;
  config.full_rows = config.full_cols = settings_.tile_size();
  config.across = settings_.tiles_across();
  config.way.link = config.way.die_link = mesh.link_latency;
  config.way.router = mesh.pipeline.hop(mesh.link_latency) - mesh.link_latency;
  config.fixed = 3;  // the source's own cycle, and a link of one cycle at both ends
  config.way.width = mesh.width;
  return config;
}

Cycles NocModel::least_post_delay() const {
  return settings_.fidelity == Fidelity::kIdeal ? IdealTile::least_post_delay(ideal(0)) : Cycles{};
}

std::unique_ptr<engine::Component> NocModel::make(ComponentId id) const {
  if (id == monitor()) return std::make_unique<Monitor>(settings_, monitor_ports_);
  const std::uint32_t number = index(id);
  const std::uint32_t tile = tile_of(number);
  if (number >= networks_) return std::make_unique<Endpoints>(settings_, tables(tile).ends, tile);
  switch (settings_.fidelity) {
    case Fidelity::kFlit:
      return std::make_unique<FlitTile>(
          FlitTile::Config{.mesh = settings_.mesh(tile), .ports = &tables(tile).flit, .record = kLinkRecord});
    case Fidelity::kIdeal:
      return std::make_unique<IdealTile>(ideal(tile));
    case Fidelity::kPacket:
      break;
  }
  return std::make_unique<Router>(
      Router::Config{.node = number,
                     .cols = settings_.k,
                     .width = kFlitBytes,
                     .buffer = std::uint64_t{settings_.vcs} * settings_.vc_buffer * kFlitBytes,
                     .record = kLinkRecord,
                     .mesh = 0});
}

const engine::PortTable& NocModel::ports_of(ComponentId id) const {
  if (id == monitor()) return monitor_ports_.table();
  const TablesOfTile& of_tile = tables(tile_of(index(id)));
  if (index(id) >= networks_) return of_tile.ends.table();
  switch (settings_.fidelity) {
    case Fidelity::kFlit:
      return of_tile.flit.table();
    case Fidelity::kIdeal:
      return of_tile.ideal.table();
    case Fidelity::kPacket:
      break;
  }
  return Router::kPorts;
}

std::vector<Link> NocModel::links_from(ComponentId id) const {
  std::vector<Link> links;
  if (id == monitor()) {
    for (std::uint32_t tile = 0; tile < tiles_; ++tile) {
      links.push_back({id, tile, ends(tile), tables(tile).ends.end_in(), Cycles{kWordLatency}});
    }
  } else if (index(id) >= networks_) {
    end_links(index(id) - networks_, links);
  } else if (settings_.fidelity == Fidelity::kPacket) {
    router_links(index(id), links);
  } else {
    tile_links(index(id), links);
  }
  return links;
}

void NocModel::end_links(std::uint32_t tile, std::vector<Link>& links) const {
  const auto mesh = settings_.mesh(tile);
  for (std::uint32_t n = 0; n < mesh.terminals(); ++n) {
    if (settings_.fidelity == Fidelity::kPacket) {
      const std::uint32_t row = mesh.first_row + n / mesh.tile_cols, col = mesh.first_col + n % mesh.tile_cols;
      links.push_back({ends(tile), n, ComponentId{row * settings_.k + col}, models::network::kLocal, Cycles{1}});
    } else {
      links.push_back({ends(tile), n, ComponentId{tile}, n, Cycles{1}});
    }
  }
  links.push_back({ends(tile), tables(tile).ends.report_out(), monitor(), tile, Cycles{kWordLatency}});
}

void NocModel::tile_links(std::uint32_t tile, std::vector<Link>& links) const {
  const auto mesh = settings_.mesh(tile);
  const ComponentId self{tile};
  const auto& of_tile = tables(tile);
  const bool flits = settings_.fidelity == Fidelity::kFlit;
  for (std::uint32_t n = 0; n < mesh.terminals(); ++n) {
    links.push_back({self, n, ends(tile), n, flits ? FlitTile::packet_latency(mesh) : Cycles{1}});
    links.push_back({self, flits ? of_tile.flit.taken_out(n) : of_tile.ideal.taken_out(n), ends(tile),
                     of_tile.ends.credit_in(n), Cycles{1}});
  }
  if (!flits) return;
  const std::uint32_t across = settings_.tiles_across(), row = tile / across, col = tile % across;
  const auto join = [&](Side side, std::uint32_t other) {
    const ComponentId to{other};
    const auto& there = tables(other).flit;
    const Side back = models::network::opposite(side);
    links.push_back({self, of_tile.flit.head_out(side), to, there.head_in(back), FlitTile::flit_latency(mesh, side)});
    links.push_back({self, of_tile.flit.body_out(side), to, there.body_in(back), FlitTile::flit_latency(mesh, side)});
    links.push_back(
        {self, of_tile.flit.credit_out(side), to, there.credit_in(back), FlitTile::credit_latency(mesh, side)});
  };
  if (row > 0) join(models::network::kNorth, tile - across);
  if (row + 1 < across) join(models::network::kSouth, tile + across);
  if (col + 1 < across) join(models::network::kEast, tile + 1);
  if (col > 0) join(models::network::kWest, tile - 1);
}

/// A hop takes what it takes in the flit router, and so does a credit.
void NocModel::router_links(std::uint32_t router, std::vector<Link>& links) const {
  const std::uint32_t k = settings_.k, row = router / k, col = router % k;
  const ComponentId self{router};
  const Cycles hop{settings_.pipeline.hop(settings_.link_latency)}, credit{1 + settings_.link_latency};
  const auto join = [&](Side side, std::uint32_t other) {
    const Side back = models::network::opposite(side);
    links.push_back({self, side, ComponentId{other}, back, hop});
    links.push_back({self, kSides + side, ComponentId{other}, kSides + back, credit});
  };
  if (row > 0) join(models::network::kNorth, router - k);
  if (row + 1 < k) join(models::network::kSouth, router + k);
  if (col + 1 < k) join(models::network::kEast, router + 1);
  if (col > 0) join(models::network::kWest, router - 1);
  const std::uint32_t tile = tile_of_router(router);
  const auto mesh = settings_.mesh(tile);
  const std::uint32_t n = (row - mesh.first_row) * mesh.tile_cols + (col - mesh.first_col);
  // The router adds the whole serialisation; the tail is there one cycle before its end.
  links.push_back({self, models::network::kLocal, ends(tile), n, Cycles{settings_.pipeline.hop(1) - 1}});
  links.push_back({self, kSides + models::network::kLocal, ends(tile), tables(tile).ends.credit_in(n), Cycles{1}});
}

}  // namespace octosim::jobs::bench::noc
