#include "models/network/flit/flit_tile.hpp"

#include <array>

#include <fmt/format.h>

namespace octosim::models::network::flit {

using engine::Context;
using engine::Cycles;

TilePorts::TilePorts(std::uint32_t terminals) : terminals_{terminals} {
  constexpr std::array<std::string_view, 4> kSideNames{"north", "south", "east", "west"};
  names_.reserve(terminals + 12);
  for (std::uint32_t terminal = 0; terminal < terminals; ++terminal) {
    names_.push_back(fmt::format("terminal{}", terminal));
  }
  for (const std::string_view what : {"head", "body", "credit"}) {
    for (const std::string_view side : kSideNames) names_.push_back(fmt::format("{}_{}", what, side));
  }
  for (std::uint32_t terminal = 0; terminal < terminals; ++terminal) {
    in_.push_back(engine::in_port<&FlitTile::on_packet>(names_[terminal]));
    out_.push_back(engine::out_port<Packet>(names_[terminal]));
  }
  for (std::uint32_t terminal = 0; terminal < terminals; ++terminal) {
    out_.push_back(engine::out_port<Credit>(names_[terminal]));
  }
  const auto add_sides = [&]<auto Handler, class M>(std::uint32_t first) {
    for (std::uint32_t side = 0; side < 4; ++side) {
      in_.push_back(engine::in_port<Handler>(names_[terminals + first + side]));
      out_.push_back(engine::out_port<M>(names_[terminals + first + side]));
    }
  };
  add_sides.operator()<&FlitTile::on_head, HeadFlit>(0);
  add_sides.operator()<&FlitTile::on_body, BodyFlit>(4);
  add_sides.operator()<&FlitTile::on_credit, FlitCredit>(8);
  table_ = {"flit_tile", in_, out_};
}

void FlitTile::on_packet(Context& context, std::uint32_t port, const Packet& packet) {
  mesh_.inject(port, packet);
  context.settle();
}
void FlitTile::on_head(Context& context, std::uint32_t port, const HeadFlit& flit) {
  const auto side = static_cast<Side>(port - config_.ports->head_in(kNorth));
  mesh_.flit_over(context.now().cycle, side, flit.lane(), flit.vc(), flit.carried(), flit.channel(), flit.tail());
  context.settle();
}
void FlitTile::on_body(Context& context, std::uint32_t port, const BodyFlit& flit) {
  const auto side = static_cast<Side>(port - config_.ports->body_in(kNorth));
  mesh_.flit_over(context.now().cycle, side, flit.lane, flit.vc, flit.tail != 0);
  context.settle();
}
/// Needs no step of its own: a router that waits for it holds a flit, and is stepped.
void FlitTile::on_credit(Context& /*context*/, std::uint32_t port, const FlitCredit& credit) {
  mesh_.credit_over(static_cast<Side>(port - config_.ports->credit_in(kNorth)), credit.lane, credit.vc);
}

void FlitTile::wake(Context& context, std::uint32_t /*tag*/) { context.settle(); }

void FlitTile::settle(Context& context) {
  const std::uint64_t now = context.now().cycle;
  mesh_.step(now, out_);
  send_out(context);
  if (next_ <= now) next_ = 0;
  const std::uint64_t busy = mesh_.busy_at(now);
  if (busy == 0 || (next_ != 0 && next_ <= busy)) return;  // a wake too early does no harm
  next_ = busy;
  context.wake_after(Cycles{busy - now});
}

void FlitTile::send_out(Context& context) {
  const std::uint64_t now = context.now().cycle;
  const TilePorts& ports = *config_.ports;
  const MeshConfig& mesh = config_.mesh;
  for (const Outgoing::OverSide& over : out_.flits) {
    const auto side = static_cast<Side>(over.side);
    const Cycles extra{over.at - now - flit_latency(mesh, side).count};
    const auto tail = static_cast<std::uint8_t>(over.tail ? 1 : 0);
    if (over.head) {
      send(context, ports.head_out(side), HeadFlit::of(over.packet, over.lane, over.vc, over.tail, over.channel),
           extra);
    } else {
      send(context, ports.body_out(side), BodyFlit{over.lane, over.vc, tail}, extra);
    }
  }
  for (const Outgoing::CreditOver& over : out_.credits) {
    const auto side = static_cast<Side>(over.side);
    const Cycles extra{over.at - now - credit_latency(mesh, side).count};
    send(context, ports.credit_out(side), FlitCredit{over.lane, over.vc}, extra);
  }
  for (const Outgoing::Arrived& arrived : out_.arrived) {
    send(context, arrived.terminal, arrived.packet, Cycles{arrived.at - now - packet_latency(mesh).count});
  }
  for (const Outgoing::Taken& taken : out_.taken) {
    const std::uint64_t bytes = taken.bytes < config_.most_credit ? taken.bytes : config_.most_credit;
    send(context, ports.taken_out(taken.terminal), Credit{bytes});
  }
  out_.clear();
}

std::uint64_t FlitTile::node_of(std::uint32_t router) const {
  const MeshConfig& mesh = config_.mesh;
  const std::uint32_t row = mesh.first_row + router / mesh.tile_cols, col = mesh.first_col + router % mesh.tile_cols;
  return std::uint64_t{row} * mesh.cols + col;
}

void FlitTile::sample(Context& context) {
  if (!context.records(config_.record)) return;
  const MeshConfig& mesh = config_.mesh;
  for (std::uint32_t router = 0; router < mesh.tile_rows * mesh.tile_cols; ++router) {
    for (std::uint32_t port = 0; port < mesh.ports(); ++port) {
      const FlitMesh::Sent& sent = mesh_.sent_through(router, port);
      if (sent.flits == 0) continue;
      const std::array<std::uint64_t, 7> values{config_.which,
                                                node_of(router),
                                                port,
                                                sent.packets,
                                                sent.bytes,
                                                sent.flits,
                                                mesh_.flits_waiting(router, port)};
      context.record(config_.record, values);
    }
  }
}

void FlitTile::finish(Context& context) {
  sample(context);
  if (config_.total == kNoRecord) return;
  for (std::uint32_t router = 0; router < config_.mesh.tile_rows * config_.mesh.tile_cols; ++router) {
    std::uint64_t packets = 0, through = 0, hops = 0, dies = 0;
    for (std::uint32_t port = 0; port < config_.mesh.ports(); ++port) {
      const FlitMesh::Sent& sent = mesh_.sent_through(router, port);
      packets += sent.packets;
      through += sent.bytes;
      if (port < kLocal) (mesh_.leaves_tile(router, static_cast<Side>(port)) ? dies : hops) += sent.bytes;
    }
    if (packets == 0) continue;
    const std::array<std::uint64_t, 6> row{config_.which, node_of(router), packets, through, hops, dies};
    context.record(config_.total, row);
  }
}

}  // namespace octosim::models::network::flit
