#include "models/octopus/tbu.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "models/network/sender.hpp"
#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::Context;
using engine::Cycles;
using network::Packet;
using network::serialisation;

void Tbu::on_data(Context& context, const Packet& packet) {
  const std::uint64_t now = context.now().cycle;
  if (packet.kind() == kWeights) return on_weights(now, packet.bytes);
  if (packet.kind() != kFeed) throw engine::LogicError{"a TBU takes weights and packets of work on its data ports"};
  held_.push_back({packet, now});
  start_held(context);
}

void Tbu::control(Context& context, std::uint32_t corner, const Packet& packet) {
  const std::uint64_t now = context.now().cycle;
  if (packet.kind() == kGrant) {
    on_grant(now, corner, Grant::of(packet));
  } else if (packet.kind() == kConfigure && configuring_ != 0) {
    configuring_ = 0;
    const std::uint64_t there = now + serialisation(packet.bytes, config_.program->plan().hardware.tbu.control_port);
    ready_ = std::max(ready_, there);
    account_.extend(now, ready_, TbuAccount::kConfiguring);
  } else {
    throw engine::LogicError{"a TBU takes grants, and the configurations they announce, on its control ports"};
  }
  start_held(context);
}

/// They may be here before the grant: then they only count once it has come.
void Tbu::on_weights(std::uint64_t now, std::uint32_t bytes) {
  loaded_bytes_ += bytes;
  ready_ = std::max(ready_, now + serialisation(bytes, config_.program->plan().hardware.tbu.port));
  if (granted_ == 0 || configuring_ != 0) return;
  account_.extend(now, now, TbuAccount::kPort);
  account_.extend(now, ready_, TbuAccount::kConfiguring);
}

/// Attributes the time since the last packet: what the request waited at stations for the reason they gave, the rest
/// to the network.
void Tbu::on_grant(std::uint64_t now, std::uint32_t corner, const Grant& grant) {
  if (granted_ != 0 || executed_ > now) throw engine::LogicError{"a TBU is granted work that it did not ask for"};
  const std::uint64_t gap = now - std::min(now, account_.end());
  account_.extend(now, account_.end() + std::min(gap, grant.waited),
                  grant.idle == Idle::kBlocked ? TbuAccount::kBlocked : TbuAccount::kStarved);
  account_.extend(now, now, TbuAccount::kPort);
  granted_ = 1;
  configuring_ = grant.bitstream > 0 ? 1 : 0;
  configuration_bytes_ += grant.bitstream;
  block_ = grant.block;
  place_ = grant.tbu;
  corner_ = static_cast<std::uint16_t>(corner);
  manager_ = grant.manager;
  ready_ = std::max(ready_, now);
  if (grant.bitstream == 0) account_.extend(now, ready_, TbuAccount::kConfiguring);  // weights alone
  received_ = 0;
}

void Tbu::start_held(Context& context) {
  while (!held_.empty()) {
    const Held next = held_.front();
    const Feed feed = Feed::of(next.packet);
    if (feed.first && (granted_ == 0 || configuring_ != 0)) return;
    held_.pop_front();
    execute(context, feed, next.packet.bytes, next.arrival);
  }
}

void Tbu::execute(Context& context, const Feed& feed, std::uint32_t bytes, std::uint64_t arrival) {
  const auto& hardware = config_.program->plan().hardware;
  const std::uint64_t now = context.now().cycle;
  if (feed.first) {
    account_.extend(now, ready_, TbuAccount::kConfiguring);
    granted_ = 0;
  } else {
    // Issued while this TBU worked: what it has waited for the issue is not the network's.
    const auto travelled = static_cast<std::uint32_t>(static_cast<std::uint32_t>(arrival) - feed.issued);
    account_.extend(now, arrival - std::min<std::uint64_t>(arrival, travelled),
                    next_ == Idle::kBlocked ? TbuAccount::kBlocked : TbuAccount::kStarved);
  }
  account_.extend(now, arrival, TbuAccount::kPort);
  account_.extend(now, arrival + serialisation(bytes, hardware.tbu.port), TbuAccount::kLoading);
  executed_ = account_.end() + feed.cycles;
  account_.extend(now, executed_, TbuAccount::kBusy);
  next_ = feed.next;
  ++received_;
  ++packets_;
  loaded_bytes_ += bytes;
  sent_bytes_ += feed.out_bytes;

  std::uint64_t& port = out_free_[corner_];
  port = std::max(executed_, port) + serialisation(feed.out_bytes, hardware.tbu.port);
  Packet result{.a = workload::functional::executed(feed.digest), .d = feed.nth, .bytes = feed.out_bytes};
  result.e = feed.tbu;
  result.f = feed.block;
  result.address(kResult, manager_);
  send(context, corner_, result, Cycles{port - now});
  if (waking_ != 0) return;
  waking_ = 1;
  context.wake_after(Cycles{executed_ - now});
}

/// The TB Status Checker looks when a packet is done.
void Tbu::wake(Context& context, std::uint32_t) {
  const std::uint64_t now = context.now().cycle;
  waking_ = 0;
  if (executed_ > now) {
    waking_ = 1;
    return context.wake_after(Cycles{executed_ - now});
  }
  const Request request{.received = received_, .idle = next_, .tbu = place_, .block = block_};
  send(context, kControl + corner_, request.packet(manager_),
       Cycles{serialisation(kControlBytes, config_.program->plan().hardware.tbu.control_port)});
}

void Tbu::publish(Context& context, std::uint32_t type) const {
  if (!context.records(type)) return;
  const std::uint64_t now = context.now().cycle;
  TbuAccount::Cycles cycles = account_.until(now);
  std::uint64_t open = now - std::min(account_.end(), now);
  if (granted_ != 0) {  // what it waits for is known
    cycles[configuring_ != 0 ? TbuAccount::kConfiguring : TbuAccount::kPort] += open;
    open = 0;
  }
  const std::array<std::uint64_t, 13> row{config_.tbu,
                                          config_.cluster,
                                          packets_,
                                          cycles[TbuAccount::kBusy],
                                          cycles[TbuAccount::kConfiguring],
                                          cycles[TbuAccount::kLoading],
                                          cycles[TbuAccount::kStarved],
                                          cycles[TbuAccount::kBlocked],
                                          cycles[TbuAccount::kPort],
                                          open,
                                          loaded_bytes_,
                                          sent_bytes_,
                                          configuration_bytes_};
  context.record(type, row);
}

void Tbu::sample(Context& context) { publish(context, kTbuSample); }
void Tbu::finish(Context& context) { publish(context, kTbuTotal); }

namespace {
using engine::in_port;
using engine::out_port;
constexpr std::array kIn{in_port<&Tbu::on_data>("top_left"),
                         in_port<&Tbu::on_data>("top_right"),
                         in_port<&Tbu::on_data>("bottom_left"),
                         in_port<&Tbu::on_data>("bottom_right"),
                         in_port<&Tbu::on_control<0>>("control_top_left"),
                         in_port<&Tbu::on_control<1>>("control_top_right"),
                         in_port<&Tbu::on_control<2>>("control_bottom_left"),
                         in_port<&Tbu::on_control<3>>("control_bottom_right")};
constexpr std::array kOut{out_port<Packet>("top_left"),
                          out_port<Packet>("top_right"),
                          out_port<Packet>("bottom_left"),
                          out_port<Packet>("bottom_right"),
                          out_port<Packet>("control_top_left"),
                          out_port<Packet>("control_top_right"),
                          out_port<Packet>("control_bottom_left"),
                          out_port<Packet>("control_bottom_right")};
}  // namespace

const engine::PortTable Tbu::kPorts{"tbu", kIn, kOut};

}  // namespace octosim::models::octopus
