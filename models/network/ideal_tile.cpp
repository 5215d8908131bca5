#include "models/network/ideal_tile.hpp"

#include <array>

#include <fmt/format.h>

#include "models/network/sender.hpp"

namespace octosim::models::network {

using engine::Context;
using engine::Cycles;

IdealTile::Ports::Ports(std::uint32_t terminals) : terminals_{terminals} {
  names_.reserve(terminals);
  for (std::uint32_t terminal = 0; terminal < terminals; ++terminal) {
    names_.push_back(fmt::format("terminal{}", terminal));
    in_.push_back(engine::in_port<&IdealTile::on_packet>(names_.back()));
    out_.push_back(engine::out_port<Packet>(names_.back()));
  }
  in_.push_back(engine::in_port<&IdealTile::on_far>("far"));
  for (std::uint32_t terminal = 0; terminal < terminals; ++terminal) {
    out_.push_back(engine::out_port<Credit>(names_[terminal]));
  }
  table_ = {"ideal_tile", in_, out_, true};
}

std::uint32_t IdealTile::terminal_of(std::uint32_t node) const {
  const std::uint32_t router = node / config_.locals;
  const std::uint32_t row = router / config_.cols - config_.first_row, col = router % config_.cols - config_.first_col;
  return (row * config_.tile_cols + col) * config_.locals + node % config_.locals;
}

void IdealTile::on_packet(Context& context, std::uint32_t port, const Packet& packet) {
  const Config& c = config_;
  send(context, c.ports->taken_out(port), Credit{std::min<std::uint64_t>(packet.bytes, c.most_credit)});
  const std::uint32_t router = port / c.locals;
  const std::uint32_t row = c.first_row + router / c.tile_cols, col = c.first_col + router % c.tile_cols;
  const std::uint32_t to = packet.node() / c.locals, to_row = to / c.cols, to_col = to % c.cols;
  const auto apart = [](std::uint32_t a, std::uint32_t b) { return std::uint64_t{a > b ? a - b : b - a}; };
  const std::uint64_t routers = 1 + apart(row, to_row) + apart(col, to_col);
  const std::uint64_t dies =
      apart(row / c.die_rows, to_row / c.die_rows) + apart(col / c.die_cols, to_col / c.die_cols);
  const std::uint64_t wires = c.link * (routers - 1 - dies) + c.die_link * dies;
  const std::uint64_t time = c.fixed + c.router * routers + wires +
                             serialisation(packet.bytes, dies > 0 ? std::min(c.width, c.die_width) : c.width) - 1;
  packets_ += routers;
  router_bytes_ += routers * packet.bytes;
  hop_bytes_ += (routers - 1 - dies) * packet.bytes;
  die_bytes_ += dies * packet.bytes;
  const std::uint32_t tile_row = to_row / c.full_rows, tile_col = to_col / c.full_cols;
  const engine::ComponentId there{index(c.first_tile) + tile_row * c.across + tile_col};
  if (there == context.self()) return send(context, terminal_of(packet.node()), packet, Cycles{time - 1});
  const std::uint32_t rows = std::min(c.full_rows, c.rows - tile_row * c.full_rows);
  const std::uint32_t cols = std::min(c.full_cols, c.cols - tile_col * c.full_cols);
  post(context, there, Ports::far_in(rows * cols * c.locals), packet, Cycles{time - 1});
}

void IdealTile::on_far(Context& context, const Packet& packet) { send(context, terminal_of(packet.node()), packet); }

void IdealTile::finish(Context& context) {
  if (config_.total == kNoRecord || packets_ == 0) return;
  const std::uint64_t node = (std::uint64_t{config_.first_row} * config_.cols + config_.first_col) * config_.locals;
  const std::array<std::uint64_t, 6> row{0, node, packets_, router_bytes_, hop_bytes_, die_bytes_};
  context.record(config_.total, row);
}

}  // namespace octosim::models::network
