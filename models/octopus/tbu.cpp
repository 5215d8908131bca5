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

bool Tbu::Part::belongs_to(const Packet& feed) const {
  return epoch == feed.g && block == feed.f && nth == (feed.d & Feed::kNthMask);
}

/// Parts come in any order, through any corner, each loaded as it comes.
void Tbu::add(Held& held, const Part& part) const {
  const std::uint64_t width = config_.program->plan().hardware.tbu.port;
  --held.missing;
  held.total += part.bytes;
  if (part.arrival + serialisation(part.bytes, width) < held.arrival + serialisation(held.bytes, width)) return;
  held.arrival = part.arrival;
  held.bytes = part.bytes;
}

void Tbu::on_data(Context& context, const Packet& packet) {
  const std::uint64_t now = context.now().cycle;
  if (packet.kind() == kFeed) {
    Held held{.packet = packet,
              .total = packet.bytes,
              .arrival = now,
              .bytes = packet.bytes,
              .missing = Feed::of(packet).parts};
    for (std::size_t k = 0; k < early_.size();) {
      if (early_[k].belongs_to(packet)) {
        add(held, early_.take(k));
      } else {
        ++k;
      }
    }
    held_.push_back(held);
  } else if (packet.kind() == kPart) {
    const Part part{.arrival = now, .bytes = packet.bytes, .nth = packet.d, .epoch = packet.g, .block = packet.f};
    std::size_t k = 0;
    while (k < held_.size() && !part.belongs_to(held_[k].packet)) ++k;
    if (k == held_.size()) return early_.push_back(part);
    add(held_[k], part);
    if (held_[k].missing > 0) return;
  } else if (packet.kind() == kWeights) {
    loaded_bytes_ += packet.bytes;
    Setup& its = setup(packet.g);
    its.ready = std::max(its.ready, now + serialisation(packet.bytes, config_.program->plan().hardware.tbu.port));
    account_setup(now);
  } else {
    throw engine::LogicError{"a TBU takes weights and packets of work on its data ports"};
  }
  start_held(context);
}

void Tbu::control(Context& context, std::uint32_t corner, const Packet& packet) {
  const std::uint64_t now = context.now().cycle;
  if (packet.kind() != kGrant && packet.kind() != kConfigure) {
    throw engine::LogicError{"a TBU takes grants and configurations on its control ports"};
  }
  if (packet.kind() == kGrant) {
    Setup& its = setup(packet.g);
    if (its.granted) throw engine::LogicError{"a TBU is granted work twice"};
    its.granted = true;
    its.grant = Grant::of(packet);
    its.corner = corner;
    its.arrival = now;
    its.ready = std::max(its.ready, now);
    if (its.configured && !(its.loads() && its.block == its.grant.block)) {
      throw engine::LogicError{"a TBU is configured for a Task Block that its next grant does not load"};
    }
  } else {
    take_configuration(now, packet);
  }
  start_held(context);
}

void Tbu::take_configuration(std::uint64_t now, const Packet& last_piece) {
  Setup& its = setup_for(last_piece.e);
  if (its.configured) throw engine::LogicError{"a TBU is configured twice"};
  its.configured = true;
  its.block = last_piece.e;
  its.ready =
      std::max(its.ready, now + serialisation(last_piece.bytes, config_.program->plan().hardware.tbu.control_port));
  account_setup(now);
}

/// Of the grant that waits for a configuration of that Task Block; if none does, the configuration has come before its
/// grant, which then is the next one.
Tbu::Setup& Tbu::setup_for(std::uint16_t block) {
  for (std::size_t k = 0; k < setup_.size(); ++k) {
    if (setup_[k].loads() && !setup_[k].configured && setup_[k].grant.block == block) return setup_[k];
  }
  if (epoch_ != 0 && block == block_) throw engine::LogicError{"a TBU is configured twice for a Task Block"};
  Setup& next = setup(epoch_ + 1);
  if (next.granted) throw engine::LogicError{"a TBU is configured for a Task Block that no grant loads"};
  return next;
}

/// Of the current grant or of the next one: there is no third buffer.
Tbu::Setup& Tbu::setup(std::uint32_t epoch) {
  for (std::size_t k = 0; k < setup_.size(); ++k) {
    if (setup_[k].epoch == epoch) return setup_[k];
  }
  if (epoch != epoch_ + 1) throw engine::LogicError{"a TBU is set up for a grant that is not its next one"};
  setup_.push_back({.epoch = epoch});
  return setup_.back();
}

/// The next grant becomes the current one when all packets of the one before have come.  Attributes the time since the
/// last packet: what the request waited at stations for the reason they gave, the rest to the network.
void Tbu::take_grant(std::uint64_t now) {
  if (fresh_ != 0 || setup_.empty()) return;
  const Setup& next = setup_.front();
  if (!next.granted || received_ < next.grant.after) return;
  if (received_ > next.grant.after) throw engine::LogicError{"a TBU was sent more work than its next grant knows of"};
  const Grant& grant = next.grant;
  const std::uint64_t gap = next.arrival - std::min(next.arrival, account_.end());
  account_.extend(now, account_.end() + std::min(gap, grant.waited),
                  grant.idle == Idle::kBlocked ? TbuAccount::kBlocked : TbuAccount::kStarved);
  account_.extend(now, next.arrival, TbuAccount::kPort);
  configuration_bytes_ += grant.bitstream;
  block_ = grant.block;
  place_ = grant.tbu;
  corner_ = static_cast<std::uint16_t>(next.corner);
  manager_ = grant.manager;
  epoch_ = next.epoch;
  fresh_ = 1;
  received_ = 0;
  account_setup(now);
}

/// Until configuration and weights of the current grant are in place, as far as they have come, it is configuring.
void Tbu::account_setup(std::uint64_t now) {
  if (fresh_ == 0) return;
  const Setup& current = setup_.front();
  if (current.complete()) account_.extend(now, current.ready, TbuAccount::kConfiguring);
}

void Tbu::start_held(Context& context) {
  for (std::size_t k = 0; k < held_.size();) {
    take_grant(context.now().cycle);
    if (held_[k].packet.g != epoch_ || held_[k].missing > 0) {  // of the next grant, or not all there
      ++k;
      continue;
    }
    if (fresh_ != 0 && !setup_.front().complete()) return;
    const Held next = held_.take(k);
    k = 0;
    execute(context, Feed::of(next.packet), next);
  }
  take_grant(context.now().cycle);
}

void Tbu::execute(Context& context, const Feed& feed, const Held& held) {
  const auto& hardware = config_.program->plan().hardware;
  const std::uint64_t now = context.now().cycle;
  if (fresh_ != 0) {
    account_.extend(now, setup_.front().ready, TbuAccount::kConfiguring);
    setup_.pop_front();
    fresh_ = 0;
  } else {
    // Issued while this TBU worked: what it has waited for the issue is not the network's.
    const auto travelled = static_cast<std::uint32_t>(static_cast<std::uint32_t>(held.arrival) - feed.issued);
    account_.extend(now, held.arrival - std::min<std::uint64_t>(held.arrival, travelled),
                    next_ == Idle::kBlocked ? TbuAccount::kBlocked : TbuAccount::kStarved);
  }
  account_.extend(now, held.arrival, TbuAccount::kPort);
  account_.extend(now, held.arrival + serialisation(held.bytes, hardware.tbu.port), TbuAccount::kLoading);
  const std::uint64_t begin = account_.end();
  executed_ = begin + feed.cycles;
  account_.extend(now, executed_, TbuAccount::kBusy);
  next_ = feed.next;
  ++received_;
  ++packets_;
  loaded_bytes_ += held.total;
  sent_bytes_ += feed.out_bytes;
  if (context.records(kPacketDone)) {
    const std::array<std::uint64_t, 8> row{config_.tbu, config_.cluster, config_.program->plan().sub_owg_of[feed.block],
                                           feed.block,  begin,           feed.cycles,
                                           held.total,  feed.out_bytes};
    context.record(kPacketDone, row);
  }

  std::uint64_t& port = out_free_[corner_];
  port = std::max(executed_, port) + serialisation(feed.out_bytes, hardware.tbu.port);
  Packet result{.a = workload::functional::executed(feed.digest), .d = feed.nth, .bytes = feed.out_bytes};
  result.e = feed.tbu;
  result.f = feed.block;
  result.g = feed.epoch;
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
  if (!setup_.empty() && setup_.back().granted) return;  // there is more to do already
  const auto& sub_owg_of = config_.program->plan().sub_owg_of;
  const Request request{.received = received_,
                        .idle = next_,
                        .tbu = place_,
                        .block = block_,
                        .station = static_cast<std::uint16_t>(sub_owg_of[block_]),
                        .epoch = epoch_};
  send(context, kControl + corner_, request.packet(manager_),
       Cycles{serialisation(kControlBytes, config_.program->plan().hardware.tbu.control_port)});
}

void Tbu::publish(Context& context, std::uint32_t type) const {
  if (!context.records(type)) return;
  const std::uint64_t now = context.now().cycle;
  TbuAccount::Cycles cycles = account_.until(now);
  std::uint64_t open = now - std::min(account_.end(), now);
  if (fresh_ != 0) {  // what it waits for is known
    cycles[setup_.front().complete() ? TbuAccount::kPort : TbuAccount::kConfiguring] += open;
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
constexpr std::array kPortsIntoTbu{in_port<&Tbu::on_data>("top_left"),
                                   in_port<&Tbu::on_data>("top_right"),
                                   in_port<&Tbu::on_data>("bottom_left"),
                                   in_port<&Tbu::on_data>("bottom_right"),
                                   in_port<&Tbu::on_control<0>>("control_top_left"),
                                   in_port<&Tbu::on_control<1>>("control_top_right"),
                                   in_port<&Tbu::on_control<2>>("control_bottom_left"),
                                   in_port<&Tbu::on_control<3>>("control_bottom_right")};
constexpr std::array kPortsOutOfTbu{out_port<Packet>("top_left"),
                                    out_port<Packet>("top_right"),
                                    out_port<Packet>("bottom_left"),
                                    out_port<Packet>("bottom_right"),
                                    out_port<Packet>("control_top_left"),
                                    out_port<Packet>("control_top_right"),
                                    out_port<Packet>("control_bottom_left"),
                                    out_port<Packet>("control_bottom_right")};
}  // namespace

const engine::PortTable Tbu::kPorts{"tbu", kPortsIntoTbu, kPortsOutOfTbu};

}  // namespace octosim::models::octopus
