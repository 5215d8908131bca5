#include "models/network/router.hpp"

#include "models/network/dimension_order.hpp"

namespace octosim::models::network {

using engine::Context;
using engine::in_port;
using engine::out_port;

namespace {
Sender side(const Router::Config& config, Side towards) {
  const bool between_dies = (config.die_sides >> towards & 1U) != 0 && config.die_width > 0;
  return {between_dies ? config.die_width : config.width, config.buffer};
}
}  // namespace

Router::Router(const Config& config)
    : config_{config},
      row_{config.node / config.cols},
      col_{config.node % config.cols},
      out_{side(config, kNorth), side(config, kSouth), side(config, kEast), side(config, kWest),
           Sender{config.width, 0}},
      kinds_{config.kinds, kSides, config.columns} {}

Side Router::route(std::uint32_t node) const {
  return dimension_order(row_, col_, node / config_.cols, node % config_.cols);
}

template <Side S>
void Router::on_packet(Context& context, const Packet& packet) {
  const Side out = route(packet.node());
  out_[out].push({packet, S});
  forward(context, out);
}

template <Side S>
void Router::on_credit(Context& context, const Credit& credit) {
  out_[S].credit(credit.bytes);
  forward(context, S);
}

void Router::forward(Context& context, Side out) {
  while (const auto departure = out_[out].pop(context.now())) {
    const auto& [packet, from] = departure->waiting;
    kinds_.add(out, packet);
    // The node's own CBU gets a packet when its tail is there; a router may pass the head on at once.
    engine::Cycles extra = departure->delay;
    if (out == kLocal) {
      extra = extra + departure->tail;
    } else if (const std::uint64_t behind = serialisation(packet.bytes, config_.width);
               departure->tail.count > behind) {
      extra =
          extra + engine::Cycles{departure->tail.count - behind};  // over a narrower link the tail is that much later
    }
    send(context, out, packet, extra);
    const std::uint64_t freed = packet.bytes < config_.buffer ? packet.bytes : config_.buffer;
    send(context, kSides + from, Credit{freed}, departure->delay + departure->tail);
  }
}

void Router::sample(Context& context) {
  if (!context.records(config_.record)) return;
  for (std::uint32_t side = 0; side < kSides; ++side) {
    const Sender& out = out_[side];
    if (out.sent_packets() == 0) continue;
    const std::array<std::uint64_t, 7> row{config_.mesh,     config_.node,      side,         out.sent_packets(),
                                           out.sent_bytes(), out.busy_cycles(), out.waiting()};
    context.record(config_.record, row);
  }
}

void Router::finish(Context& context) {
  sample(context);
  for (std::uint32_t side = 0; kinds_.any() && side < kSides && context.records(config_.kind_record); ++side) {
    for (std::uint32_t kind = 0; kind < kinds_.columns(); ++kind) {
      const KindCounts::Count& count = kinds_.of(side, kind);
      if (count.packets == 0) continue;
      const std::array<std::uint64_t, 5> row{config_.node, side, kind, count.packets, count.bytes};
      context.record(config_.kind_record, row);
    }
  }
  std::uint64_t packets = 0, through = 0, hops = 0, dies = 0;
  for (std::uint32_t side = 0; side < kSides; ++side) {
    packets += out_[side].sent_packets();
    through += out_[side].sent_bytes();
    if (side == kLocal) continue;
    ((config_.die_sides >> side & 1U) != 0 ? dies : hops) += out_[side].sent_bytes();
  }
  if (packets == 0) return;
  const std::array<std::uint64_t, 6> row{config_.mesh, config_.node, packets, through, hops, dies};
  context.record(config_.total, row);
}

namespace {
constexpr std::array kIn{
    in_port<&Router::on_packet<kNorth>>("north"),        in_port<&Router::on_packet<kSouth>>("south"),
    in_port<&Router::on_packet<kEast>>("east"),          in_port<&Router::on_packet<kWest>>("west"),
    in_port<&Router::on_packet<kLocal>>("local"),        in_port<&Router::on_credit<kNorth>>("credit_north"),
    in_port<&Router::on_credit<kSouth>>("credit_south"), in_port<&Router::on_credit<kEast>>("credit_east"),
    in_port<&Router::on_credit<kWest>>("credit_west")};
constexpr std::array kOut{out_port<Packet>("north"),        out_port<Packet>("south"),
                          out_port<Packet>("east"),         out_port<Packet>("west"),
                          out_port<Packet>("local"),        out_port<Credit>("credit_north"),
                          out_port<Credit>("credit_south"), out_port<Credit>("credit_east"),
                          out_port<Credit>("credit_west"),  out_port<Credit>("credit_local")};
}  // namespace

const engine::PortTable Router::kPorts{"router", kIn, kOut};

}  // namespace octosim::models::network
