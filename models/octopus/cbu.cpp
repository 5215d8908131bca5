#include "models/octopus/cbu.hpp"

#include <array>

#include "engine/base/error.hpp"
#include "engine/base/prefetch.hpp"
#include "models/octopus/records.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

namespace {
/// Beside ClusterUnit::kWakeTag and those of the stations.
constexpr std::uint32_t kControlPortTag = ClusterUnit::kWakeTag - 1;
constexpr std::uint32_t kStoreTag = ControllerUnit::kWakeTag - 1;
}  // namespace

Cbu::Cbu(const Config& config)
    : site_{config.program, config.cluster, config.node},
      access_{config.program->plan(), config.cluster, config.node},
      data_{config.program->plan(), {.node = config.node, .control = false, .out = kDataOut, .in = kDataIn}},
      control_{config.program->plan(), access_, {kControlOut, kControlIn, kTbuControlOut, kControlPortTag}},
      tbus_{network::Sender{config.program->plan().hardware.tbu.port, 0},
            network::Sender{config.program->plan().hardware.tbu.port, 0},
            network::Sender{config.program->plan().hardware.tbu.port, 0},
            network::Sender{config.program->plan().hardware.tbu.port, 0}},
      sram_{config.program->plan().hardware.tf_queue},
      joins_{site_, *this, *this} {
  const auto& program = *config.program;
  Id emitters = 0;
  std::uint64_t flows = 0;
  for (std::uint32_t sub = 0; sub < program.plan().sub_owgs.size(); ++sub) {
    if (program.node_of_station(config.cluster, sub) != config.node) continue;
    stations_.push_back(std::make_unique<StationUnit>(site_, static_cast<std::uint16_t>(sub), *this, *this, emitters,
                                                      static_cast<std::uint32_t>(stations_.size()),
                                                      QueueBanks{&sram_, flows}));
    flows += stations_.back()->flows();
    emitters = static_cast<Id>(emitters + program.station(sub).tasks.size());
  }
  store_ = std::make_unique<FlowStore>(site_, *this, sram_, flows, kStoreTag);
  first_block_emitter_ = emitters;
  joins_.set_first_emitter(emitters);
  emitters_.resize(emitters + program.owg().blocks.size());
  if (program.leader_node(config.cluster) == config.node) leader_ = std::make_unique<ClusterUnit>(site_, *this);
  if (program.source_node(config.cluster) == config.node) {
    home_ = std::make_unique<HomeUnit>(site_, *this, *this, static_cast<Id>(first_block_emitter_ + program.source()));
  }
  if (program.controller_node() != config.node) return;
  const auto& schedule = program.plan().schedule;
  if (schedule.balance_policy().central != nullptr) controller_ = std::make_unique<ControllerUnit>(site_, *this);
  if (schedule.source == plan::Source::kShared) source_ = std::make_unique<SourceUnit>(site_, *this);
}

void Cbu::expect() const {
  constexpr std::size_t kLine = 64;
  engine::prefetch(this, 2 * kLine);
  engine::prefetch(&data_, kLine);
  control_.expect();
  engine::prefetch(&sram_, 2 * kLine);
  for (const auto& unit : stations_) unit->expect();
}

void Cbu::start(Context& context) {
  for (auto& unit : stations_) unit->start(context);
  if (leader_) leader_->start(context);
  if (home_) home_->start(context);
}

void Cbu::wake(Context& context, std::uint32_t tag) {
  if (tag == ClusterUnit::kWakeTag) return leader_->wake(context);
  if (tag == kControlPortTag) return control_.wake(context);
  if (tag == kStoreTag) return store_->wake(context);
  if (tag == ControllerUnit::kWakeTag) return controller_->wake(context);
  stations_[tag / StationUnit::kWakes]->wake(context, static_cast<StationUnit::Wake>(tag % StationUnit::kWakes));
}

void Cbu::settle(Context& context) {
  for (auto& unit : stations_) unit->settle(context);
}
void Cbu::sample(Context& context) {
  for (auto& unit : stations_) unit->sample(context);
  if (home_) home_->sample(context);
}
void Cbu::finish(Context& context) {
  for (auto& unit : stations_) unit->finish(context);
  data_.finish(context);
  control_.finish(context, site_.cluster);
  if (leader_) leader_->finish(context);
  if (controller_) controller_->finish(context);
  if (sram_.accesses() == 0 || !context.records(kQueueTotal)) return;
  const std::array<std::uint64_t, 5> row{site_.node, sram_.accesses(), sram_.busy(), sram_.conflicts(), sram_.waited()};
  context.record(kQueueTotal, row);
}
/// Which units there are follows from the program.
void Cbu::archive(engine::Archive& archive) {
  archive(data_, control_, tbus_, sram_, *store_);
  archive.each(emitters_);
  for (auto& unit : stations_) archive(*unit);
  archive(joins_);
  if (leader_) archive(*leader_);
  if (home_) archive(*home_);
  if (controller_) archive(*controller_);
  if (source_) archive(*source_);
}

StationUnit& Cbu::station(std::uint32_t sub_owg) {
  for (auto& unit : stations_) {
    if (unit->sub_owg() == sub_owg) return *unit;
  }
  throw engine::LogicError{"a packet for a station that is not on this CBU"};
}

/// A result for a station elsewhere, that stays here.
bool Cbu::keeps(const Packet& packet) const {
  if (packet.kind() != kResult) return false;
  return site_.program->task(packet.f).stays;
}

void Cbu::on_packet(Context& context, const Packet& packet) {
  if (packet.node() != site_.node) {  // from a TBU or DRAM, for another CBU
    return keeps(packet) ? store_->on_result(context, packet) : send_data(context, packet);
  }
  const auto entry_station = [&]() -> StationUnit& { return station(site_.program->entry(packet.f).sub_owg); };
  switch (static_cast<Kind>(packet.kind())) {
    case kItem:
      return entry_station().on_item(context, packet);
    case kOpen:
      return joins_.on_open(context, packet);
    case kChild:
      return joins_.on_child(context, packet);
    case kBranch:
      return joins_.on_branch(context, packet);
    case kDelivered:
      return home_->on_delivered(context, packet);
    case kFeed:
    case kPart:
    case kWeights:
      return feed(context, packet.e, packet);
    case kResult:
      return station(site_.program->plan().sub_owg_of[packet.f]).on_result(context, packet);
    case kFrame:
      return home_->on_frame(context, packet);
    case kTile:
      return station(packet.e).on_tile(context, packet);
    case kFetch:
    case kRead:
    case kLoadSlice:
    case kWrite:
      return send_dram(context, packet);
    case kWritten:
      return station(packet.e).on_written(context, packet);
    case kRetired:
      return source_ ? source_->on_retired(context) : home_->on_retired(context);
    case kNextFrame:
      return source_->on_next_frame(context, packet);
    case kThisFrame:
      return home_->on_this_frame(context, packet);
    case kStarted:
      return home_->on_started(context, packet);
    case kFrames:
      return packet.e == FrameGate::kHome ? home_->on_frames(context, packet)
                                          : station(packet.e).on_frames(context, packet);
    case kHungry:
      return station(packet.e).on_hunger(context, packet);
    case kDrain:
      return station(packet.e).on_drain(context);
    case kClusterIdle:
      return controller_->on_idle(context, packet);
    case kSurvey:
      return station(packet.e).on_survey(context, packet);
    case kSurveyed:
      return controller_->on_surveyed(context, packet);
    case kAssign:
      return leader_->on_assign(context, packet);
    case kAssigned:
      return controller_->on_assigned(context, packet);
    case kOrder:
      return station(packet.e).balancer().on_order(context, packet);
    case kOfferItem:
      return entry_station().on_offer(context, packet);
    case kOfferScope:
      return joins_.on_offer(context, packet);
    case kAccept:
      return on_accept(context, packet);
    case kPoll:
      return station(packet.e).on_poll(context);
    case kLoad:
      return leader_->on_load(context, packet);
    case kOwner:
      return station(packet.e).on_owner(context, packet);
    case kTrigger:
      return leader_->on_trigger(context, packet);
    case kHandover:
      return station(packet.e).on_handover(context, packet);
    case kReport:
      return station(packet.e).balancer().on_report(packet);
    case kMove:
      return station(packet.e).balancer().on_move(context, packet);
    case kMoveRoom:
      return station(packet.e).balancer().on_move_room(context, packet);
    case kMoveUnused:
      return station(packet.e).balancer().on_move_unused(context, packet);
    case kStored:
      return station(site_.program->plan().sub_owg_of[packet.f]).on_stored(context, packet);
    case kForward:
      return store_->on_forward(context, packet);
    case kInputEmpty:
    case kOutputFull:
      return station(packet.d).on_request(context, packet);
    case kGrant:
      return control_.tell(context, access_.corner(packet.e), packet, false);
    case kConfigure:
      return control_.on_configuration(context, packet);
    case kKinds:
      break;
  }
  throw engine::LogicError{"a packet of an unknown kind"};
}

/// From the task-flow port, for this CBU or another one of the chiplet.
void Cbu::on_dram(Context& context, const Packet& packet) {
  if (packet.node() != site_.node && packet.kind() == kWritten) return send_control(context, packet);
  on_packet(context, packet);
}

// --- ways out --------------------------------------------------------------------------------------------------------

void Cbu::send_data(Context& context, const Packet& packet) { data_.send(context, packet); }
void Cbu::send_control(Context& context, const Packet& packet) { control_.send(context, packet); }
void Cbu::on_tbu_control(Context& context, const Packet& packet) {
  control_.heard(packet);
  if (packet.node() != site_.node) return control_.pass_on(context, packet);
  on_packet(context, packet);
}
void Cbu::send_dram(Context& context, const Packet& packet) { send(context, kDramOut, packet); }

void Cbu::feed(Context& context, std::uint32_t tbu, Packet packet) {
  const std::uint32_t node = access_[tbu];
  packet.address(packet.kind(), node);
  if (node != site_.node) return send_data(context, packet);
  const std::uint32_t corner = access_.corner(tbu);
  const auto times = tbus_[corner].pass(packet.bytes, context.now());  // a TBU always has room
  send(context, kTbuOut + corner, packet, times->delay);
}

void Cbu::tell(Context& context, std::uint32_t tbu, Packet packet) {
  const std::uint32_t node = access_[tbu];
  packet.address(packet.kind(), node);
  if (node != site_.node) return control_.send(context, packet);
  control_.tell(context, access_.corner(tbu), packet, true);
}

void Cbu::configure(Context& context, std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes) {
  control_.configure(context, tbu, block, bytes);
}

void Cbu::on_data_credit(Context& context, const network::Credit& credit) {
  data_.credit(credit.bytes);
  data_.drain(context);
}
void Cbu::on_control_credit(Context& context, const network::Credit& credit) { control_.credit(context, credit.bytes); }

// --- CB Engine: what leaves, in order --------------------------------------------------------------------------------

void Cbu::emit(Context& context, Id id, std::span<const Emission> emissions) {
  Emitter& emitter = emitters_[id];
  const bool was_idle = emitter.empty();
  for (const Emission& emission : emissions) emitter.push_back(emission);
  if (was_idle) pump(context, id);
  // A station sees by itself that its emitter is idle again; it may be the one that is calling.
  if (emitter.empty() && id >= first_block_emitter_) drained(context, id);
}

void Cbu::pump(Context& context, Id id) {
  Emitter& emitter = emitters_[id];
  while (!emitter.empty()) {
    const Emission& next = emitter.front();
    if (next.offer != 0) {
      Packet offer = control_packet(static_cast<Kind>(next.offer), next.packet.node());
      offer.b = site_.node;
      offer.e = id;
      offer.f = next.packet.f;
      return send_control(context, offer);
    }
    send_data(context, next.packet);
    emitter.pop_front();
  }
}

void Cbu::on_accept(Context& context, const Packet& packet) {
  Emitter& emitter = emitters_[packet.e];
  send_data(context, emitter.front().packet);
  emitter.pop_front();
  pump(context, packet.e);
  if (emitter.empty()) drained(context, packet.e);
}

void Cbu::drained(Context& context, Id id) {
  if (id < first_block_emitter_) return context.settle();
  if (id == first_block_emitter_ + site_.program->source()) return home_->drained(context);
  joins_.drained(context, id);
}

namespace {
using engine::in_port;
using engine::out_port;
constexpr std::array kCbuIn{in_port<&Cbu::on_packet>("data"),
                            in_port<&Cbu::on_packet>("control"),
                            in_port<&Cbu::on_data_credit>("data_credit"),
                            in_port<&Cbu::on_control_credit>("control_credit"),
                            in_port<&Cbu::on_packet>("tbu_bottom_right"),
                            in_port<&Cbu::on_packet>("tbu_bottom_left"),
                            in_port<&Cbu::on_packet>("tbu_top_right"),
                            in_port<&Cbu::on_packet>("tbu_top_left"),
                            in_port<&Cbu::on_dram>("dram"),
                            in_port<&Cbu::on_tbu_control>("tbu_control_bottom_right"),
                            in_port<&Cbu::on_tbu_control>("tbu_control_bottom_left"),
                            in_port<&Cbu::on_tbu_control>("tbu_control_top_right"),
                            in_port<&Cbu::on_tbu_control>("tbu_control_top_left")};
constexpr std::array kCbuOut{out_port<Packet>("data"),
                             out_port<Packet>("control"),
                             out_port<Packet>("tbu_bottom_right"),
                             out_port<Packet>("tbu_bottom_left"),
                             out_port<Packet>("tbu_top_right"),
                             out_port<Packet>("tbu_top_left"),
                             out_port<Packet>("dram"),
                             out_port<Packet>("tbu_control_bottom_right"),
                             out_port<Packet>("tbu_control_bottom_left"),
                             out_port<Packet>("tbu_control_top_right"),
                             out_port<Packet>("tbu_control_top_left")};
}  // namespace

const engine::PortTable Cbu::kPorts{"cbu", kCbuIn, kCbuOut};
const engine::PortTable Cbu::kPostingPorts{"cbu", kCbuIn, kCbuOut, true};

const engine::PortTable& Cbu::ports_of(const plan::Plan& plan) {
  return MeshEntry::posts(plan, false) || MeshEntry::posts(plan, true) ? kPostingPorts : kPorts;
}

}  // namespace octosim::models::octopus
