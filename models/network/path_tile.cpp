#include "models/network/path_tile.hpp"

#include <array>

#include <fmt/format.h>

#include "models/network/dimension_order.hpp"
#include "models/network/sender.hpp"

namespace octosim::models::network {

using engine::Context;
using engine::Cycles;

PathTile::Ports::Ports(std::uint32_t terminals) : terminals_{terminals} {
  const std::uint32_t count = terminals + kLocal;
  names_.reserve(count);
  constexpr std::array kFar{"north", "south", "east", "west"};
  for (std::uint32_t port = 0; port < count; ++port) {
    names_.push_back(port < terminals ? fmt::format("terminal{}", port) : kFar[port - terminals]);
    in_.push_back(engine::in_port<&PathTile::on_packet>(names_.back()));
    out_.push_back(engine::out_port<Packet>(names_.back()));
  }
  table_ = {"path_tile", in_, out_};
}

PathTile::PathTile(const Config& config)
    : config_{config},
      links_(std::size_t{config.rows} * config.cols * kSides),
      kinds_{config.kinds, config.rows * config.cols * kSides, config.columns} {}

std::uint32_t PathTile::node_of(std::uint32_t router) const {
  return (config_.first_row + router / config_.cols) * config_.mesh_cols + config_.first_col + router % config_.cols;
}

bool PathTile::leaves(std::uint32_t router, Side side) const {
  const std::uint32_t row = router / config_.cols, col = router % config_.cols;
  switch (side) {
    case kNorth:
      return row == 0;
    case kSouth:
      return row + 1 == config_.rows;
    case kEast:
      return col + 1 == config_.cols;
    case kWest:
      return col == 0;
    case kLocal:
      break;
  }
  return false;
}

void PathTile::on_packet(Context& context, std::uint32_t port, const Packet& packet) {
  const Config& c = config_;
  // Packet::network is the router at which it enters the next tile.
  std::uint32_t router = port < c.rows * c.cols ? port : packet.network;
  const std::uint32_t to = packet.node();
  const std::uint32_t to_row = to / c.mesh_cols, to_col = to % c.mesh_cols;
  const std::uint64_t now = context.now().cycle, tail = serialisation(packet.bytes, c.width);
  for (std::uint64_t head = now;;) {
    const Side side = dimension_order(c.first_row + router / c.cols, c.first_col + router % c.cols, to_row, to_col);
    const bool far = leaves(router, side);
    const std::uint64_t cycles = far ? serialisation(packet.bytes, c.far_width) : tail;
    const std::uint32_t way = router * kSides + side;
    const std::uint64_t start = links_[way].reserve(head, cycles, packet.bytes);
    kinds_.add(way, packet);
    if (side == kLocal) return send(context, router, packet, Cycles{start - now + cycles});
    // Over a narrower link the tail is that much later.
    head = start + (cycles > tail ? cycles - tail : 0);
    if (far) {
      Packet passed = packet;
      switch (side) {
        case kNorth:
          passed.network = router + (c.rows - 1) * c.cols;
          break;
        case kSouth:
          passed.network = router - (c.rows - 1) * c.cols;
          break;
        case kEast:
          passed.network = router - (c.cols - 1);
          break;
        default:
          passed.network = router + (c.cols - 1);
      }
      return send(context, c.ports->far(side), passed, Cycles{head - now});
    }
    head += c.router + c.link;
    router = side == kEast    ? router + 1
             : side == kWest  ? router - 1
             : side == kSouth ? router + c.cols
                              : router - c.cols;
  }
}

void PathTile::sample(Context& context) {
  if (config_.record == kNoRecord || !context.records(config_.record)) return;
  for (std::uint32_t way = 0; way < links_.size(); ++way) {
    const ReservedLink& link = links_[way];
    if (link.packets() == 0) continue;
    const std::array<std::uint64_t, 7> row{
        config_.mesh, node_of(way / kSides), way % kSides, link.packets(), link.bytes(), link.busy(), 0};
    context.record(config_.record, row);
  }
}

void PathTile::finish(Context& context) {
  sample(context);
  const std::uint32_t routers = config_.rows * config_.cols;
  for (std::uint32_t way = 0; kinds_.any() && way < links_.size() && context.records(config_.kind_record); ++way) {
    for (std::uint32_t kind = 0; kind < kinds_.columns(); ++kind) {
      const KindCounts::Count& count = kinds_.of(way, kind);
      if (count.packets == 0) continue;
      const std::array<std::uint64_t, 5> row{node_of(way / kSides), way % kSides, kind, count.packets, count.bytes};
      context.record(config_.kind_record, row);
    }
  }
  for (std::uint32_t router = 0; config_.total != kNoRecord && router < routers; ++router) {
    std::uint64_t packets = 0, through = 0, hops = 0, dies = 0;
    for (const Side side : {kNorth, kSouth, kEast, kWest, kLocal}) {
      const ReservedLink& link = links_[std::size_t{router} * kSides + side];
      packets += link.packets();
      through += link.bytes();
      if (side == kLocal) continue;
      (leaves(router, side) ? dies : hops) += link.bytes();
    }
    if (packets == 0) continue;
    const std::array<std::uint64_t, 6> row{config_.mesh, node_of(router), packets, through, hops, dies};
    context.record(config_.total, row);
  }
}

void PathTile::archive(engine::Archive& archive) {
  archive.each(links_);
  archive(kinds_);
}

}  // namespace octosim::models::network
