#include "models/network/ideal_tile.hpp"

#include <fmt/format.h>

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
  const std::uint32_t row = router / config_.way.cols - config_.first_row,
                      col = router % config_.way.cols - config_.first_col;
  return (row * config_.tile_cols + col) * config_.locals + node % config_.locals;
}

void IdealTile::on_packet(Context& context, std::uint32_t port, const Packet& packet) {
  const Config& c = config_;
  send(context, c.ports->taken_out(port), Credit{std::min<std::uint64_t>(packet.bytes, c.most_credit)});
  const std::uint32_t router = port / c.locals, cols = c.way.cols;
  const std::uint32_t here = (c.first_row + router / c.tile_cols) * cols + c.first_col + router % c.tile_cols;
  const std::uint32_t to = packet.node() / c.locals, to_row = to / cols, to_col = to % cols;
  const std::uint64_t time = c.fixed + c.way.of(here, to, packet.bytes).cycles - 1;
  const std::uint32_t tile_row = to_row / c.full_rows, tile_col = to_col / c.full_cols;
  const engine::ComponentId there{index(c.first_tile) + tile_row * c.across + tile_col};
  if (there == context.self()) return send(context, terminal_of(packet.node()), packet, Cycles{time - 1});
  const std::uint32_t rows = std::min(c.full_rows, c.rows - tile_row * c.full_rows);
  const std::uint32_t wide = std::min(c.full_cols, cols - tile_col * c.full_cols);
  post(context, there, Ports::far_in(rows * wide * c.locals), packet, Cycles{time - 1});
}

void IdealTile::on_far(Context& context, const Packet& packet) { send(context, terminal_of(packet.node()), packet); }

}  // namespace octosim::models::network
