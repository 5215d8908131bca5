#include "models/octopus/tbu.hpp"

#include <algorithm>

#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;
using network::serialisation;

Tbu::Tbu(const Config& config) : config_{config} {}

void Tbu::execute(Context& context, std::uint32_t corner, const Packet& packet) {
  const auto& hardware = config_.program->plan().hardware;
  const Feed feed = Feed::of(packet);
  const std::uint64_t now = context.now().cycle;
  account_gap(now, feed);

  std::uint64_t configure = 0;
  if (feed.block != block_) {
    const auto& sub_owg_of = config_.program->plan().sub_owg_of;
    const bool same_sub_owg = block_ != workload::kNone && sub_owg_of[block_] == sub_owg_of[feed.block];
    const std::uint64_t bitstream = same_sub_owg ? hardware.tbu.bitstream : hardware.cluster.bitstream;
    configure = bitstream == 0 ? 0 : serialisation(bitstream, hardware.control.link);
    configuration_bytes_ += bitstream;
    block_ = feed.block;
  }
  arrival_ = now;
  configured_ = now + configure;
  loaded_ = std::max(configured_, now + serialisation(packet.bytes, hardware.tbu.port));
  executed_ = loaded_ + feed.cycles;
  ++packets_;
  loaded_bytes_ += packet.bytes;
  sent_bytes_ += feed.out_bytes;

  const std::uint64_t leave = std::max(executed_, out_free_[corner]);
  const std::uint64_t gone = leave + serialisation(feed.out_bytes, hardware.tbu.port);
  out_free_[corner] = gone;
  leaving_ = gone - executed_;

  Packet result{.a = workload::functional::executed(feed.digest), .bytes = feed.out_bytes};
  result.e = feed.tbu;
  result.f = feed.block;
  result.address(kResult, feed.manager);
  send(context, corner, result, engine::Cycles{gone - now});
}

/// Attributes the time between the end of the last packet and the arrival of this one.
void Tbu::account_gap(std::uint64_t arrival, const Feed& feed) {
  done_.configuring += configured_ - arrival_;
  done_.loading += loaded_ - configured_;
  done_.busy += executed_ - loaded_;
  const std::uint64_t gap = arrival - executed_;
  const std::uint64_t travelled = static_cast<std::uint32_t>(static_cast<std::uint32_t>(arrival) - feed.issued);
  const std::uint64_t port = std::min(gap, travelled + leaving_);
  done_.port += port;
  (feed.idle == Idle::kBlocked ? done_.blocked : done_.starved) += gap - port;
}

void Tbu::publish(Context& context, std::uint32_t type) const {
  if (!context.records(type)) return;
  const std::uint64_t now = context.now().cycle;
  const auto until_now = [now](std::uint64_t from, std::uint64_t to) {
    return std::min(to, now) - std::min(from, now);
  };
  const std::array<std::uint64_t, 13> row{config_.tbu,
                                          config_.cluster,
                                          packets_,
                                          done_.busy + until_now(loaded_, executed_),
                                          done_.configuring + until_now(arrival_, configured_),
                                          done_.loading + until_now(configured_, loaded_),
                                          done_.starved,
                                          done_.blocked,
                                          done_.port,
                                          now - std::min(executed_, now),
                                          loaded_bytes_,
                                          sent_bytes_,
                                          configuration_bytes_};
  context.record(type, row);
}

void Tbu::sample(Context& context) { publish(context, kTbuSample); }
void Tbu::finish(Context& context) { publish(context, kTbuTotal); }

namespace {
constexpr std::array kIn{
    engine::in_port<&Tbu::on_packet<0>>("top_left"), engine::in_port<&Tbu::on_packet<1>>("top_right"),
    engine::in_port<&Tbu::on_packet<2>>("bottom_left"), engine::in_port<&Tbu::on_packet<3>>("bottom_right")};
constexpr std::array kOut{engine::out_port<Packet>("top_left"), engine::out_port<Packet>("top_right"),
                          engine::out_port<Packet>("bottom_left"), engine::out_port<Packet>("bottom_right")};
}  // namespace

const engine::PortTable Tbu::kPorts{"tbu", kIn, kOut};

}  // namespace octosim::models::octopus
