#include "models/octopus/station_unit.hpp"

#include <algorithm>
#include <array>

#include "models/network/sender.hpp"
#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;
using workload::kNone;
namespace functional = workload::functional;

namespace {
std::uint32_t share_of(std::uint64_t bytes, std::uint32_t packets) {
  return static_cast<std::uint32_t>((bytes + packets - 1) / packets);
}
}  // namespace

StationUnit::StationUnit(const Site& site, std::uint16_t sub_owg, Ports& ports, Emitters& emitters,
                         Emitters::Id first_emitter, std::uint32_t slot)
    : site_{site},
      sub_owg_{sub_owg},
      station_{site.program->station(sub_owg)},
      plan_{site.program->plan().sub_owgs[sub_owg]},
      ports_{ports},
      emitters_{emitters},
      first_emitter_{first_emitter},
      slot_{slot},
      issued_(station_.tasks.size()),
      tbus_(site.program->plan().clusters.size()) {
  const std::uint64_t most = site.program->plan().hardware.tf_queue.packets_per_flow;
  // Items at the entries are counted in the input bank; two are enough to overlap one with the next.
  const std::uint64_t at_entry = most == 0 ? 2 : std::min<std::uint64_t>(2, most);
  for (const auto& queue : station_.queues) {
    queues_.emplace_back(station_.bank_bytes, queue.from == kNone ? at_entry : most);
  }
  for (std::size_t task = 0; task < station_.tasks.size(); ++task) exits_.emplace_back(station_.bank_bytes, most);
}

void StationUnit::start(Context& context) {
  if (sub_owg_ == 0) {  // the cluster works on the first sub-OWG at cycle 0
    for (TbuState& tbu : tbus_) tbu.state = Tbu::kIdle;
  }
  const auto& plan = site_.program->plan();
  if (plan.schedule.balance != plan::Balance::kDiffusive) return;
  std::uint64_t farthest = 0;
  for (const auto direction : plan::kDirections) {
    const std::uint32_t neighbour = plan::neighbour_of_cluster(plan, site_.cluster, direction);
    if (neighbour == kNone) continue;
    diffuser_.expect(neighbour);
    farthest = std::max<std::uint64_t>(
        farthest, plan::hops_between(plan, site_.node, site_.program->node_of_station(neighbour, sub_owg_)));
  }
  // All report at the same cycle.  Decide when the farthest report is there even if every hop took twice its latency
  // between dies.  Chosen.
  const auto& mesh = plan.hardware.control;
  const std::uint64_t hop = mesh.router_latency + std::max(mesh.link_latency, mesh.die_latency);
  report_delay_ = engine::Cycles{std::min(2 * (farthest + 2) * hop, plan.schedule.interval - 1)};
  context.wake_after(engine::Cycles{plan.schedule.interval}, wake_tag(kInterval));
}

// --- input -----------------------------------------------------------------------------------------------------------

bool StationUnit::has_input_room() const {
  if (held_ == 0) return true;
  const std::uint64_t most = site_.program->plan().hardware.tf_queue.packets_per_flow;
  return waiting_bytes() + station_.item_bytes <= station_.bank_bytes && (most == 0 || held_ < most);
}

void StationUnit::accept(Context& context, const Packet& offer) {
  ++held_;
  Packet answer = control_packet(kAccept, static_cast<std::uint32_t>(offer.b));
  answer.e = offer.e;
  ports_.send_control(context, answer);
}

void StationUnit::on_offer(Context& context, const Packet& packet) {
  if (offers_.empty() && has_input_room()) {
    accept(context, packet);
  } else {
    offers_.push_back(packet);
  }
}

void StationUnit::free_input(Context& context) {
  --held_;
  while (!offers_.empty() && has_input_room()) {
    accept(context, offers_.front());
    offers_.pop_front();
  }
}

void StationUnit::on_item(Context& context, const Packet& packet) {
  const std::uint32_t group = site_.program->entry(packet.f).group;
  const auto groups = static_cast<std::uint32_t>(station_.groups.size());
  Item item;
  if (groups > 1) item = joining_[packet.a];
  item.token = token_of(packet);
  item.digests.resize(groups);
  item.digests[group] = packet.c;
  if (++item.parts < groups) {
    joining_[packet.a] = std::move(item);
    return;
  }
  if (groups > 1) {
    joining_.erase(packet.a);
    ++held_;  // joined items were never promised room: their parts come from several clusters
  }
  const std::uint64_t passing =
      network::serialisation(station_.item_bytes, site_.program->plan().hardware.cluster.input_port);
  port_free_ = std::max(port_free_, context.now().cycle) + passing;
  arriving_.push_back(std::move(item));
  context.wake_after(engine::Cycles{port_free_ - context.now().cycle}, wake_tag(kItemIsIn));
}

void StationUnit::wake(Context& context, Wake what) {
  switch (what) {
    case kItemIsIn:
      input_.push_back(std::move(arriving_.front()));
      arriving_.pop_front();
      input_written_bytes_ += station_.item_bytes;
      ++made_;
      return context.settle();
    case kInterval:
      return report_load(context);
    case kDecide:
      return diffuse(context);
  }
}

bool StationUnit::can_admit() const {
  if (input_.empty()) return false;
  for (std::size_t k = 0; k < queues_.size(); ++k) {
    if (station_.queues[k].from == kNone && !queues_[k].has_room(0)) return false;
  }
  return true;
}

void StationUnit::admit() {
  const Item item = std::move(input_.front());
  input_.pop_front();
  const std::uint64_t number = admitted_++;
  Active next{.token = item.token};
  site_.program->work(sub_owg_, item.token.name(), next.work);
  next.issued.resize(station_.tasks.size());
  next.folded.resize(station_.tasks.size());
  for (const auto& task : station_.tasks) {
    next.fold.push_back(functional::item_seed(task.block));
    if (task.exits) ++next.exits_left;
  }
  for (std::size_t k = 0; k < queues_.size(); ++k) {
    const auto& queue = station_.queues[k];
    if (queue.from != kNone) continue;
    ++next.entries_left;
    queues_[k].reserve({.item = number, .uses = next.work[queue.to].packets});
    queues_[k].fill(number, item.digests[queue.group]);
  }
  active_.push_back(std::move(next));
}

// --- Task Blocks -----------------------------------------------------------------------------------------------------

StationUnit::Issue StationUnit::can_issue(std::uint32_t position) const {
  const plan::StationTask& task = station_.tasks[position];
  for (const std::uint32_t queue : task.in_queues) {
    if (!queues_[queue].ready()) return Issue::kStarved;
  }
  const Active& item = active_[queues_[task.in_queues.front()].front().item - first_active_];
  const std::uint32_t packets = item.work[position].packets;
  for (const std::uint32_t queue : task.out_queues) {
    if (!queues_[queue].has_room(share_of(station_.queues[queue].bytes, packets))) return Issue::kBlocked;
  }
  if (task.exits && !exits_[position].has_room(share_of(task.exit_bytes, packets))) return Issue::kBlocked;
  return Issue::kNow;
}

void StationUnit::issue(Context& context, std::uint32_t tbu, std::uint32_t position) {
  const plan::StationTask& task = station_.tasks[position];
  const std::uint64_t number = queues_[task.in_queues.front()].front().item;
  Active& item = active(number);
  const plan::TaskWork& work = item.work[position];
  const std::uint32_t packet = item.issued[position]++;

  std::uint64_t digest = functional::packet_seed(task.block, packet);
  for (const std::uint32_t index : task.in_queues) {
    digest = engine::mix(digest, queues_[index].front().digest);
    if (!queues_[index].take()) continue;
    if (station_.queues[index].from != kNone) {
      ++delivered_;
      continue;
    }
    input_read_bytes_ += station_.queues[index].bytes;
    if (--item.entries_left == 0) {
      ++delivered_;
      free_input(context);
    }
  }
  for (const std::uint32_t index : task.out_queues) {
    const auto& queue = station_.queues[index];
    queues_[index].reserve({.item = number,
                            .bytes = share_of(queue.bytes, work.packets),
                            .uses = item.work[queue.to].packets / work.packets});
  }
  if (task.exits) exits_[position].reserve({.item = number, .bytes = share_of(task.exit_bytes, work.packets)});

  TbuState& state = tbus_[tbu];
  const bool first = state.state == Tbu::kIdle;
  if (first) grant(context, tbu, task.block);
  state.state = Tbu::kBusy;
  state.task = position;
  ++state.due;
  ++state.sent;
  const Feed feed{.digest = digest,
                  .cycles = work.cycles_of(packet),
                  .out_bytes = share_of(task.out_bytes, work.packets),
                  .issued = static_cast<std::uint32_t>(context.now().cycle),
                  .nth = static_cast<std::uint32_t>(issued_[position]++ & Feed::kNthMask),
                  .first = first,
                  .next = can_issue(position) == Issue::kBlocked ? Idle::kBlocked : Idle::kStarved,
                  .tbu = static_cast<std::uint16_t>(tbu),
                  .block = static_cast<std::uint16_t>(task.block)};
  ++state.packets;
  state.macs += work.share_of(work.macs, packet);
  state.operations += work.share_of(work.operations, packet);
  ports_.feed(context, tbu, feed.packet(0, share_of(task.in_bytes, work.packets)));
}

/// The Adaptive TBU Scheduler's answer (paper IV-C): the configuration, from this CBU's scratchpad, if the Task Block
/// is another one than the TBU has.
void StationUnit::grant(Context& context, std::uint32_t tbu, std::uint32_t block) {
  const auto& plan = site_.program->plan();
  const auto& hardware = plan.hardware;
  TbuState& state = tbus_[tbu];
  std::uint64_t bitstream = 0, weights = 0;
  if (state.block != block) {
    const bool same_sub_owg = state.block != kNone && plan.sub_owg_of[state.block] == sub_owg_;
    bitstream = same_sub_owg ? hardware.tbu.bitstream : hardware.cluster.bitstream;
    weights = std::min(site_.program->owg().blocks[block].work.parameter_bytes, hardware.tbu.pinned_weights);
  }
  const Grant answer{.waited = context.now().cycle - state.since,
                     .bitstream = bitstream,
                     .manager = site_.node,
                     .idle = state.idle,
                     .tbu = static_cast<std::uint16_t>(tbu),
                     .block = static_cast<std::uint16_t>(block)};
  ports_.tell(context, tbu, answer.packet());
  ports_.configure(context, tbu, bitstream);
  while (weights > 0) {
    Packet piece{
        .bytes = static_cast<std::uint32_t>(std::min({weights, plan.workload.packet_bytes, std::uint64_t{1} << 31U}))};
    weights -= piece.bytes;
    piece.e = static_cast<std::uint16_t>(tbu);
    piece.address(kWeights, site_.node);
    ports_.feed(context, tbu, piece);
  }
  state.block = block;
  state.sent = 0;
}

void StationUnit::on_request(Context& context, const Packet& packet) {
  const Request request = Request::of(packet);
  TbuState& state = tbus_[request.tbu];
  if (request.received != state.sent) return;  // more is on its way: it will ask again when that is done
  state.state = Tbu::kIdle;
  state.idle = request.idle;
  state.since = context.now().cycle;
  context.settle();
}

void StationUnit::on_result(Context& context, const Packet& packet) {
  std::uint32_t position = 0;
  while (station_.tasks[position].block != packet.f) ++position;
  const plan::StationTask& task = station_.tasks[position];
  const std::uint64_t nth = issued_[position] - ((issued_[position] - packet.d) & Feed::kNthMask);
  for (const std::uint32_t queue : task.out_queues) queues_[queue].fill(nth, packet.a);
  if (task.exits) exits_[position].fill(nth, packet.a);
  made_ += task.out_queues.size() + (task.exits ? 1 : 0);
  ++executed_;
  ++since_owner_;
  --tbus_[packet.e].due;
  context.progress();
  context.settle();
}

/// Gives every idle TBU a packet if there is one for it, then those at work one of their Task Block; true if any got
/// one.
bool StationUnit::schedule(Context& context) {
  bool any = false;
  for (std::uint32_t tbu = 0; tbu < tbus_.size(); ++tbu) {
    if (tbus_[tbu].state == Tbu::kIdle && try_tbu(context, tbu)) any = true;
  }
  for (std::uint32_t tbu = 0; !any && tbu < tbus_.size(); ++tbu) any = prefetch(context, tbus_[tbu], tbu);
  return any;
}

/// One at a time, so that what it makes possible goes to an idle TBU first.
bool StationUnit::prefetch(Context& context, const TbuState& state, std::uint32_t tbu) {
  const std::uint64_t most = site_.program->plan().hardware.tbu.prefetch;
  if (most == 0 || state.state != Tbu::kBusy || state.due > most) return false;
  if (can_issue(state.task) != Issue::kNow) return false;
  issue(context, tbu, state.task);
  return true;
}

/// The Task Block it is configured for comes first, then those it serves, most downstream first.
bool StationUnit::try_tbu(Context& context, std::uint32_t tbu) {
  const auto& serves = plan_.tbu_tasks[tbu];
  const std::uint32_t last = tbus_[tbu].task;
  Idle reason = Idle::kStarved;
  const auto attempt = [&](std::uint32_t task) {
    const Issue answer = can_issue(task);
    if (answer == Issue::kBlocked) reason = Idle::kBlocked;
    if (answer == Issue::kNow) issue(context, tbu, task);
    return answer == Issue::kNow;
  };
  if (last != kNone && attempt(last)) return true;
  for (const std::uint32_t task : serves) {
    if (task != last && attempt(task)) return true;
  }
  tbus_[tbu].idle = reason;
  return false;
}

/// The CB Engine takes the packets of exit Task Blocks; a complete item leaves when the one before has left.
void StationUnit::fold_exits(Context& context) {
  for (std::uint32_t position = 0; position < exits_.size(); ++position) {
    TaskFlowQueue& exit = exits_[position];
    while (exit.ready()) {
      Active& item = active(exit.front().item);
      const bool last = item.folded[position] + 1 == item.work[position].packets;
      if (last && !emitters_.idle(static_cast<Emitters::Id>(first_emitter_ + position))) break;
      item.fold[position] = engine::mix(item.fold[position], exit.front().digest);
      ++item.folded[position];
      exit.take();
      ++absorbed_;
      if (!last) continue;
      --item.exits_left;
      leave(context, position, item);
    }
  }
  drop_finished();
}

void StationUnit::leave(Context& context, std::uint32_t position, const Active& item) {
  workload::Token token = item.token;
  token.digest = item.fold[position];
  emit_outputs(context, site_, emitters_, static_cast<Emitters::Id>(first_emitter_ + position),
               station_.tasks[position].block, token);
}

void StationUnit::drop_finished() {
  while (!active_.empty() && active_.front().exits_left == 0) {
    active_.pop_front();
    ++first_active_;
    ++items_;
  }
}

void StationUnit::settle(Context& context) {
  fold_exits(context);
  while (can_admit()) admit();
  if (owner_ == sub_owg_) {
    bool any = false;
    while (schedule(context)) {
      any = true;
      while (can_admit()) admit();
    }
    if (any) triggered_ = false;
  } else {
    for (std::uint32_t tbu = 0; tbu < tbus_.size(); ++tbu) {
      if (tbus_[tbu].at_rest()) hand_over(context, tbu);
    }
  }
  tell_leader(context);
}

// --- cluster ---------------------------------------------------------------------------------------------------------

std::uint64_t StationUnit::load() const {
  std::uint64_t bytes = waiting_bytes();
  for (const auto& queue : queues_) bytes += queue.bytes();
  return bytes;
}

bool StationUnit::could_work() const {
  if (can_admit()) return true;
  for (std::uint32_t task = 0; task < station_.tasks.size(); ++task) {
    if (can_issue(task) == Issue::kNow) return true;
  }
  return false;
}

void StationUnit::tell_leader(Context& context) {
  if (owner_ != sub_owg_) {
    if (!ready_told_ && could_work()) {
      ready_told_ = true;
      trigger(context, Trigger::kReady);
    }
    return;
  }
  if (since_owner_ >= site_.program->plan().schedule.executed_threshold) {
    since_owner_ = 0;
    trigger(context, Trigger::kThreshold);
  }
  if (triggered_) return;
  std::uint32_t idle = 0;
  for (const TbuState& tbu : tbus_) {
    if (tbu.state == Tbu::kAway) return;  // still at work for the last owner: too early to judge
    idle += tbu.at_rest() ? 1 : 0;
  }
  if (2 * idle < tbus_.size()) return;
  // Half the TBUs are idle.  That is the leader's matter if the stream's input is empty or its output full; a Task
  // Block that waits for a slower one of the same sub-OWG is not.  Nothing at all to do is always its matter.
  const bool full = output_is_full();
  if (!full && !input_.empty() && idle < tbus_.size()) return;
  triggered_ = true;
  trigger(context, full ? Trigger::kFull : Trigger::kEmpty);
}

bool StationUnit::output_is_full() const {
  for (std::uint32_t position = 0; position < exits_.size(); ++position) {
    if (!emitters_.idle(static_cast<Emitters::Id>(first_emitter_ + position))) return true;
  }
  return false;
}

void StationUnit::trigger(Context& context, Trigger cause) {
  Packet packet = control_packet(kTrigger, site_.program->leader_node(site_.cluster));
  packet.e = sub_owg_;
  packet.f = static_cast<std::uint16_t>(cause);
  ports_.send_control(context, packet);
}

void StationUnit::on_poll(Context& context) {
  const bool able = could_work();
  ready_told_ = able;
  Packet answer = control_packet(kLoad, site_.program->leader_node(site_.cluster));
  answer.a = load();
  answer.e = sub_owg_;
  answer.f = able ? 1 : 0;
  ports_.send_control(context, answer);
}

void StationUnit::on_owner(Context& context, const Packet& packet) {
  if (owner_ == sub_owg_) ready_told_ = false;  // while it had the cluster there was nothing to tell
  if (owner_ != sub_owg_ && packet.f == sub_owg_) ++chosen_;
  owner_ = packet.f;
  triggered_ = false;
  since_owner_ = 0;
  context.settle();
}

void StationUnit::hand_over(Context& context, std::uint32_t tbu) {
  TbuState& state = tbus_[tbu];
  state.state = Tbu::kAway;
  const Handover handover{.since = state.since,
                          .block = state.block,
                          .idle = state.idle,
                          .owner = owner_,
                          .tbu = static_cast<std::uint16_t>(tbu)};
  ports_.send_control(context, handover.packet(site_.program->node_of_station(site_.cluster, owner_)));
}

void StationUnit::on_handover(Context& context, const Packet& packet) {
  const Handover handover = Handover::of(packet);
  TbuState& state = tbus_[handover.tbu];
  state.state = Tbu::kIdle;
  state.idle = handover.idle;
  state.block = handover.block;
  state.since = handover.since;
  context.settle();
}

// --- neighbours ------------------------------------------------------------------------------------------------------

Packet StationUnit::to_neighbour(Kind kind, std::uint32_t cluster) const {
  Packet packet = control_packet(kind, site_.program->node_of_station(cluster, sub_owg_));
  packet.e = sub_owg_;
  packet.f = static_cast<std::uint16_t>(site_.cluster);
  return packet;
}

/// A load that has not changed is not told again; what the neighbours knew still holds.
void StationUnit::report_load(Context& context) {
  const auto& plan = site_.program->plan();
  context.wake_after(engine::Cycles{plan.schedule.interval}, wake_tag(kInterval));
  const std::uint64_t load = waiting_bytes();
  if (load > 0) context.wake_after(report_delay_, wake_tag(kDecide));
  if (load == reported_) return;
  reported_ = load;
  for (const auto direction : plan::kDirections) {
    const std::uint32_t neighbour = plan::neighbour_of_cluster(plan, site_.cluster, direction);
    if (neighbour == kNone) continue;
    Packet report = to_neighbour(kReport, neighbour);
    report.a = load;
    ports_.send_control(context, report);
  }
}

void StationUnit::on_report(const Packet& packet) { diffuser_.report(packet.f, packet.a); }

void StationUnit::diffuse(Context& context) {
  const auto move = diffuser_.decide(waiting_bytes());
  if (!move || station_.item_bytes == 0) return;
  const std::uint64_t items = std::min<std::uint64_t>(move->bytes / station_.item_bytes, input_.size());
  if (items == 0) return;
  Packet ask = to_neighbour(kMove, move->cluster);
  ask.d = static_cast<std::uint32_t>(items);
  ports_.send_control(context, ask);
}

void StationUnit::on_move(Context& context, const Packet& packet) {
  std::uint32_t granted = 0;
  while (granted < packet.d && offers_.empty() && has_input_room()) {
    if (station_.groups.size() == 1) ++held_;  // of joined items, held when their parts are together
    ++granted;
  }
  Packet answer = to_neighbour(kMoveRoom, packet.f);
  answer.d = granted;
  ports_.send_control(context, answer);
}

void StationUnit::on_move_room(Context& context, const Packet& packet) {
  const std::uint32_t node = site_.program->node_of_station(packet.f, sub_owg_);
  // Items may have been admitted since: what is not used is given back as an empty move.
  std::uint32_t moved = 0;
  for (; moved < packet.d && !input_.empty(); ++moved) {
    const Item item = std::move(input_.back());
    input_.pop_back();
    for (std::uint32_t group = 0; group < item.digests.size(); ++group) {
      workload::Token token = item.token;
      token.digest = item.digests[group];
      ports_.send_data(context, token_packet(kItem, node, token, station_.groups[group].bytes,
                                             site_.program->entry_number(sub_owg_, group)));
    }
    --made_;
    input_read_bytes_ += station_.item_bytes;
    free_input(context);
  }
  if (moved < packet.d) {
    Packet unused = to_neighbour(kMoveUnused, packet.f);
    unused.d = packet.d - moved;
    ports_.send_control(context, unused);
  }
  if (moved == 0) return;
  const std::uint64_t bytes = std::uint64_t{moved} * station_.item_bytes;
  const std::uint64_t hops = plan::hops_between(site_.program->plan(), site_.node, node);
  ++moves_;
  moved_items_ += moved;
  moved_bytes_ += bytes;
  moved_byte_hops_ += bytes * hops;
  const std::array<std::uint64_t, 6> row{site_.cluster, packet.f, sub_owg_, moved, bytes, hops};
  context.record(kMoveRecord, row);
}

void StationUnit::on_move_unused(Context& context, const Packet& packet) {
  if (station_.groups.size() > 1) return;  // nothing was promised
  for (std::uint32_t k = 0; k < packet.d; ++k) free_input(context);
}

// --- records ---------------------------------------------------------------------------------------------------------

void StationUnit::sample(Context& context) const {
  if (!context.records(kStationSample)) return;
  const std::array<std::uint64_t, 7> row{site_.cluster, sub_owg_,        owner_ == sub_owg_ ? 1U : 0U,
                                         held_,         waiting_bytes(), load() - waiting_bytes(),
                                         executed_};
  context.record(kStationSample, row);
}

void StationUnit::finish(Context& context) const {
  finish_tbus(context);
  std::uint64_t in_flight = input_.size();
  for (std::size_t k = 0; k < active_.size(); ++k) in_flight += active_[k].entries_left > 0 ? 1 : 0;
  for (std::size_t k = 0; k < queues_.size(); ++k) {
    if (station_.queues[k].from != kNone) in_flight += queues_[k].filled();
  }
  for (const auto& exit : exits_) in_flight += exit.filled();
  std::uint64_t written = input_written_bytes_, read = input_read_bytes_;
  for (const auto* queues : {&queues_, &exits_}) {
    for (const auto& queue : *queues) {
      written += queue.written_bytes();
      read += queue.read_bytes();
    }
  }
  const std::array<std::uint64_t, 15> row{site_.cluster, sub_owg_,     executed_,        made_,   delivered_,
                                          absorbed_,     in_flight,    items_,           chosen_, moves_,
                                          moved_items_,  moved_bytes_, moved_byte_hops_, written, read};
  context.record(kStationTotal, row);
}

void StationUnit::finish_tbus(Context& context) const {
  const auto& plan = site_.program->plan();
  const std::uint64_t cols = plan.hardware.wafer.chiplet_cols * plan.hardware.wafer.tbu_cols;
  for (std::uint32_t tbu = 0; tbu < tbus_.size(); ++tbu) {
    const TbuState& state = tbus_[tbu];
    if (state.packets == 0) continue;
    const plan::Place place = plan::place_of_tbu(plan, site_.cluster, tbu);
    const std::array<std::uint64_t, 5> row{place.row * cols + place.col, sub_owg_, state.packets, state.macs,
                                           state.operations};
    context.record(kTbuWork, row);
  }
}

void StationUnit::archive(engine::Archive& archive) {
  archive(input_, arriving_, joining_, offers_, held_, port_free_);
  archive.each(queues_);
  archive.each(exits_);
  archive.each(issued_);
  archive(active_, first_active_, admitted_);
  archive.each(tbus_);
  archive(owner_, triggered_, ready_told_, since_owner_);
  archive(diffuser_, report_delay_, reported_);  // start() sets the neighbours and the delay
  archive(executed_, made_, delivered_, absorbed_, items_, input_written_bytes_, input_read_bytes_);
  archive(chosen_, moves_, moved_items_, moved_bytes_, moved_byte_hops_);
}

}  // namespace octosim::models::octopus
