#include "models/octopus/station_unit.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/prefetch.hpp"
#include "models/network/sender.hpp"
#include "models/octopus/packet_share.hpp"
#include "models/octopus/records.hpp"
#include "models/octopus/result_parts.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;
using workload::kNone;
namespace schedule = models::schedule;
namespace functional = workload::functional;

StationUnit::StationUnit(const Site& site, std::uint16_t sub_owg, Ports& ports, Emitters& emitters,
                         Emitters::Id first_emitter, std::uint32_t slot, const QueueBanks& banks)
    : site_{site},
      sub_owg_{sub_owg},
      station_{site.program->station(sub_owg)},
      plan_{site.program->plan().sub_owgs[sub_owg]},
      settings_{site.program->plan().schedule},
      ports_{ports},
      emitters_{emitters},
      first_emitter_{first_emitter},
      slot_{slot},
      banks_{banks},
      places_{site, sub_owg},
      room_{station_.room_bytes, places_.count()},
      input_{site, sub_owg, ports, banks, {wake_tag(kItemIsIn), wake_tag(kItemIsWritten)}},
      balancer_{site, sub_owg, ports, input_, {wake_tag(kPeriod), wake_tag(kDecide)}},
      tbus_{site, sub_owg, ports},
      gate_{site, sub_owg, ports},
      issued_(station_.tasks.size()),
      rounds_(station_.tasks.size()),
      leaving_(station_.tasks.size()),
      owner_{settings_.divides_clusters()
                 ? sub_owg
                 : static_cast<std::uint16_t>(site.program->plan().first_owner[site.cluster])} {
  const std::uint64_t most = site.program->plan().hardware.tf_queue.packets_per_flow;
  // Items at the entries are counted in the input bank; two are enough to overlap one with the next.
  const std::uint64_t at_entry = most == 0 ? 2 : std::min<std::uint64_t>(2, most);
  for (const auto& queue : station_.queues) {
    const bool stays = queue.from != kNone && station_.tasks[queue.from].stays;
    if (stays) {
      queues_.emplace_back(room_, most);
    } else {
      queues_.emplace_back(station_.bank_bytes, queue.from == kNone ? at_entry : most);
    }
  }
  for (std::size_t task = 0; task < station_.tasks.size(); ++task) {
    if (station_.tasks[task].exits) exiting_.push_back(static_cast<std::uint32_t>(task));
    exits_.emplace_back(station_.bank_bytes, most);
    tiles_.emplace_back(site, sub_owg, static_cast<std::uint16_t>(task), ports, station_.bank_bytes);
    chunks_.emplace_back(station_.tasks[task].chunks);
    if (tiles_.back().reads()) reading_.push_back(static_cast<std::uint32_t>(task));
    heads_missing_.push_back(static_cast<std::uint32_t>(station_.tasks[task].in_queues.size()));
  }
  has_head_.resize(queues_.size());
}

void StationUnit::expect() const {
  engine::prefetch(this, sizeof *this);
  engine::prefetch(queues_.data(), queues_.size() * sizeof queues_.front());
  tbus_.expect();
}

void StationUnit::start(Context& context) {
  tbus_.start();
  balancer_.start(context);
  const auto& balance = settings_.balance_policy();
  // There may be nothing to do from the start.
  if (balance.central != nullptr || (balance.on_hunger != nullptr && settings_.divides_clusters())) context.settle();
}

void StationUnit::wake(Context& context, Wake what) {
  switch (what) {
    case kItemIsIn:
      return input_.is_in(context);
    case kItemIsWritten:
      return input_.is_written(context);
    case kPeriod:
      return balancer_.period(context);
    case kDecide:
      return balancer_.decide(context);
    case kBankIsFree: {
      while (const auto packet = waiting_.take(context.now().cycle)) go_on(context, *packet);
      return;
    }
  }
}

// --- TF-Queue --------------------------------------------------------------------------------------------------------

void StationUnit::when_free(Context& context, std::uint64_t at, const Packet& packet) {
  waiting_.put(context, at, wake_tag(kBankIsFree), packet);
}

void StationUnit::go_on(Context& context, const Packet& packet) {
  switch (packet.kind()) {
    case kFeed:
      return ports_.feed(context, packet.e, packet);
    case kTile:
      tiles_[packet.f].on_part(packet);
      return context.settle();
    case kResult:
      return result_is_in(context, packet.d, packet.b, packet.a);
    default:
      throw engine::LogicError{"nothing that waits for a bank"};
  }
}

/// A result counts when its tile, if it has one, is in DRAM.
void StationUnit::result_is_in(Context& context, std::uint32_t position, std::uint64_t nth, std::uint64_t digest) {
  TileUnit& tiles = tiles_[position];
  if (tiles.writes()) {
    banks_.sram->read(flow_of_task(position, 2), tiles.result_bytes(nth) + tiles.besides_bytes(nth),
                      context.now().cycle, 0);
    if (!tiles.write(context, nth, digest)) return;
  }
  fill(context, position, nth, digest);
}

void StationUnit::fill(Context& context, std::uint32_t position, std::uint64_t nth, std::uint64_t digest) {
  const plan::StationTask& task = station_.tasks[position];
  const TaskFlowQueue& made = task.exits ? exits_[position] : queues_[task.out_queues.front()];
  Active& item = active(made.item_of(nth));
  Progress& progress = item.progress[position];
  if (++progress.done == item.work[position].packets && !task.exits) gate_.executed(context, position, item.token);
  if (made.is_silent(nth)) {
    progress.silent += digest;
  } else {
    made_ += task.out_queues.size() + (task.exits ? 1 : 0);
  }
  for (const std::uint32_t queue : task.out_queues) {
    queues_[queue].fill(nth, digest);
    note_head(queue);
  }
  if (task.exits) {
    exits_[position].fill(nth, digest);
    may_fold_ = 1;
  }
  context.progress();
  context.settle();
}

void StationUnit::on_tile(Context& context, const Packet& packet) {
  const std::uint64_t now = context.now().cycle;
  const std::uint64_t at =
      banks_.sram->write(flow_of_task(packet.f, 1), packet.bytes, now,
                         network::serialisation(packet.bytes, site_.program->plan().hardware.network.link));
  context.progress();
  if (at > now) return when_free(context, at, packet);
  go_on(context, packet);
}

void StationUnit::on_written(Context& context, const Packet& packet) {
  context.progress();
  if (const auto done = tiles_[packet.f].on_written(context, packet)) fill(context, packet.f, done->nth, done->digest);
}

/// Asks for the tiles of the packets that can be issued next, of every Task Block, whether or not the cluster works on
/// this sub-OWG: it could not be seen to be ready otherwise.
void StationUnit::fetch_tiles(Context& context) {
  const std::uint64_t most = site_.program->plan().hardware.dram.prefetch;
  for (const std::uint32_t position : reading_) {
    TileUnit& tiles = tiles_[position];
    while (tiles.ahead() < most) {
      const TaskFlowQueue::Slot* slot = nullptr;
      for (const std::uint32_t queue : station_.tasks[position].in_queues) {
        slot = queues_[queue].ahead(tiles.ahead());
        if (slot == nullptr) break;
      }
      if (slot == nullptr) break;
      const Active& item = active(slot->item);
      if (!tiles.ask(context, slot->item, item.token.name(), item.work[position])) break;
    }
  }
}

bool StationUnit::can_admit() const {
  if (input_.empty() || drain_ != Drain::kNo) return false;
  for (std::size_t k = 0; k < queues_.size(); ++k) {
    if (station_.queues[k].from == kNone && !queues_[k].has_room(0)) return false;
  }
  return true;
}

/// False if there is nothing to admit, or no room.
bool StationUnit::admit() {
  if (!can_admit()) return false;
  const InputQueue::Item item = input_.take(input_.next());
  const std::uint64_t number = admitted_++;
  Active next;
  if (!spare_.empty()) {
    next = std::move(spare_.back());
    spare_.pop_back();
  }
  next.token = item.token;
  next.entries_left = 0;
  next.exits_left = static_cast<std::uint32_t>(exiting_.size());
  site_.program->work(sub_owg_, item.token.name(), next.work);
  next.progress.clear();
  for (const auto& task : station_.tasks) next.progress.push_back({.fold = functional::item_seed(task.block)});
  for (std::size_t k = 0; k < queues_.size(); ++k) {
    const auto& queue = station_.queues[k];
    if (queue.from != kNone) continue;
    ++next.entries_left;
    queues_[k].reserve({.item = number, .uses = next.work[queue.to].packets});
    queues_[k].fill(number, item.digest(queue.group));
    note_head(static_cast<std::uint32_t>(k));
  }
  active_.push_back(std::move(next));
  return true;
}

// --- Task Blocks -----------------------------------------------------------------------------------------------------

StationUnit::Issue StationUnit::can_issue(std::uint32_t position, std::uint64_t now) const {
  Issue answer = Issue::kStarved;
  for (const std::uint32_t place : places_.of_task(position)) {
    answer = can_issue(position, now, place);
    if (answer != Issue::kBlocked) break;
  }
  return answer;
}

void StationUnit::note_head(std::uint32_t queue) {
  const bool ready = queues_[queue].ready();
  if (ready == (has_head_[queue] != 0)) return;
  has_head_[queue] = ready ? 1 : 0;
  std::uint32_t& missing = heads_missing_[station_.queues[queue].to];
  missing = ready ? missing - 1 : missing + 1;
}

bool StationUnit::has_inputs(std::uint32_t position) const {
  if (heads_missing_[position] != 0) return false;
  const TileUnit& tiles = tiles_[position];
  return !tiles.reads() || tiles.ready();
}

bool StationUnit::any_ready() const {
  for (std::uint32_t position = 0; position < heads_missing_.size(); ++position) {
    if (has_inputs(position)) return true;
  }
  return false;
}

StationUnit::Issue StationUnit::can_issue(std::uint32_t position, std::uint64_t now, std::uint32_t place) const {
  return has_inputs(position) ? may_issue(position, now, place) : Issue::kStarved;
}

StationUnit::Issue StationUnit::may_issue(std::uint32_t position, std::uint64_t now, std::uint32_t place) const {
  const plan::StationTask& task = station_.tasks[position];
  const TileUnit& tiles = tiles_[position];
  const Active& item = active(queues_[task.in_queues.front()].front().item);
  const plan::TaskWork& work = item.work[position];
  const Progress& progress = item.progress[position];
  if (!chunks_[position].may_begin(work, progress.issued, progress.done)) return Issue::kStarved;
  if (gate_.is_closed(position, item.token)) return Issue::kBlocked;
  if (settings_.starts_together()) {
    const Round& round = rounds_[position];
    const bool begins = round.due == 0 && tbus_.all_free(task.block);
    if (!begins && (round.due == 0 || round.started != now))
      return Issue::kStarved;  // for the others of its Task Block
  }
  for (const std::uint32_t queue : task.out_queues) {
    if (!queues_[queue].has_room(made_bytes(station_.queues[queue].bytes, work, progress.issued), place))
      return Issue::kBlocked;
  }
  if (task.exits && !exits_[position].has_room(made_bytes(task.exit_bytes, work, progress.issued)))
    return Issue::kBlocked;
  if (!tiles.writes()) return Issue::kNow;
  std::uint64_t written = tiles.write_bytes(item.token.name(), progress.issued, work);
  if (!task.chunks.empty()) {
    written += task.chunks.slice(work, task.chunks.place_of(work, progress.issued).loop).store_bytes;
  }
  return tiles.has_room(written) ? Issue::kNow : Issue::kBlocked;
}

void StationUnit::on_request(Context& context, const Packet& packet) {
  tbus_.on_request(context, Request::of(packet), owner_);
}

/// Takes note of it; returns its number.
std::uint64_t StationUnit::executed(std::uint32_t position, const Packet& result) {
  ++executed_;
  ++since_owner_;
  --rounds_[position].due;
  tbus_.on_result(result);
  return issued_[position] - ((issued_[position] - result.d) & Feed::kNthMask);
}

void StationUnit::on_stored(Context& context, const Packet& packet) {
  const std::uint32_t position = site_.program->position_of(packet.f);
  fill(context, position, executed(position, packet), packet.a);
}

void StationUnit::on_result(Context& context, const Packet& packet) {
  const std::uint32_t position = site_.program->position_of(packet.f);
  const plan::StationTask& task = station_.tasks[position];
  const std::uint64_t nth = executed(position, packet);
  const std::uint64_t now = context.now().cycle;
  ResultParts parts;
  for (const std::uint32_t queue : task.out_queues) parts.add(flow_of_queue(queue), queues_[queue].bytes_of(nth));
  if (task.exits) parts.add(flow_of_task(position, 0), exits_[position].bytes_of(nth));
  if (tiles_[position].writes()) parts.add(flow_of_task(position, 2), tiles_[position].result_bytes(nth));
  const TaskFlowQueue& made = task.exits ? exits_[position] : queues_[task.out_queues.front()];
  const std::uint32_t packets = active(made.item_of(nth)).work[position].packets;
  parts.add(flow_of_task(position, 0), task.chunks.empty()
                                           ? site_.program->spilled_bytes(task, packets)
                                           : packet.bytes - std::min<std::uint64_t>(packet.bytes, parts.bytes()));
  const std::uint64_t at = parts.write(*banks_.sram, site_.program->plan().hardware.tbu.port, now);
  Packet result{.a = packet.a, .b = nth, .d = position};
  result.address(kResult, 0);
  context.progress();
  context.settle();
  if (at > now) return when_free(context, at, result);
  go_on(context, result);
}

/// Work that waits at its input, in cycles: what is admitted by its packets, what is not by the plan's expectation.
std::uint64_t StationUnit::backlog(std::uint32_t position) const {
  const plan::StationTask& task = station_.tasks[position];
  const std::uint64_t item = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::llround(site_.program->plan().expected_cycles[task.block])));
  std::uint64_t least = ~std::uint64_t{0};
  bool entry = false;
  for (const std::uint32_t index : task.in_queues) {
    std::uint64_t cycles = 0;
    queues_[index].for_each_filled([&](const TaskFlowQueue::Slot& slot) {
      const plan::TaskWork& work = active(slot.item).work[position];
      cycles += work.cycles / work.packets * slot.uses;
    });
    least = std::min(least, cycles);
    entry = entry || station_.queues[index].from == kNone;
  }
  return least + (entry ? input_.size() * item : 0);
}

/// TBUs that are configured for it, without `tbu`, and without those that could go on only with room where there is
/// none: another TBU may have it elsewhere.
std::uint32_t StationUnit::serving(std::uint32_t task, std::uint32_t tbu, std::uint64_t now) const {
  const std::uint32_t all = tbus_.serving(task, tbu);
  if (all == 0 || places_.of_task(task).size() == 1) return all;
  std::uint32_t count = 0;
  for (std::uint32_t other = 0; other < tbus_.count(); ++other) {
    if (other == tbu || !tbus_.serves(task, other)) continue;
    count += can_issue(task, now, places_.of(task, other)) == Issue::kBlocked ? 0 : 1;
  }
  return count;
}

/// What a TbuRule sees, for one TBU.
class StationUnit::Queues final : public schedule::TaskBlocks {
 public:
  Queues(const StationUnit& station, std::uint32_t tbu, std::uint64_t now) : station_{station}, tbu_{tbu}, now_{now} {}
  virtual ~Queues() = default;
  std::uint32_t count() const override { return static_cast<std::uint32_t>(station_.station_.tasks.size()); }
  bool can_issue(std::uint32_t task) const override {
    if (!station_.has_inputs(task)) return false;
    const Issue answer = station_.may_issue(task, now_, station_.places_.of(task, tbu_));
    blocked_ = blocked_ || answer == Issue::kBlocked;
    return answer == Issue::kNow;
  }
  std::uint64_t backlog(std::uint32_t task) const override { return station_.backlog(task); }
  std::uint32_t serving(std::uint32_t task) const override { return station_.serving(task, tbu_, now_); }
  /// There was work, but no room behind it.
  bool was_blocked() const { return blocked_; }

 private:
  const StationUnit& station_;
  std::uint32_t tbu_;
  std::uint64_t now_;
  mutable bool blocked_ = false;
};

/// Gives a packet to every TBU that asks if there is one for it, then to those that still work for another station,
/// then to those at work one of their Task Block; true if any got one.
bool StationUnit::schedule(Context& context) {
  if (!any_ready()) {
    tbus_.remember_starved();
    return false;
  }
  bool any = false;
  for (std::uint32_t tbu = 0; tbus_.any_free() && tbu < tbus_.count(); ++tbu) {
    if (tbus_.is_free(tbu) && try_tbu(context, tbu)) any = true;
  }
  for (std::uint32_t tbu = 0; !any && tbus_.any_draining() && tbu < tbus_.count(); ++tbu) {
    any = tbus_.may_follow(tbu) && try_tbu(context, tbu);
  }
  if (settings_.starts_together()) return any;
  // One at a time, so that what it makes possible goes to an idle TBU first.
  for (std::uint32_t tbu = 0; !any && tbus_.any_busy() && tbu < tbus_.count(); ++tbu) {
    if (!tbus_.may_prefetch(tbu)) continue;
    const std::uint32_t task = tbus_.task_of(tbu);
    if (!has_inputs(task) || may_issue(task, context.now().cycle, places_.of(task, tbu)) != Issue::kNow) continue;
    issue(context, tbu, task);
    any = true;
  }
  return any;
}

bool StationUnit::try_tbu(Context& context, std::uint32_t tbu) {
  const Queues view{*this, tbu, context.now().cycle};
  const std::uint32_t task = settings_.tbu_policy().pick(
      {.configured = tbus_.task_of(tbu), .planned = plan_.tbu_tasks[tbu], .least_backlog = settings_.tbu_backlog},
      view);
  if (task == schedule::kNobody) {
    tbus_.remember(tbu, view.was_blocked() ? Idle::kBlocked : Idle::kStarved);
    return false;
  }
  issue(context, nearest(tbu, task, context.now().cycle), task);
  return true;
}

/// Of the free TBUs that are configured for the Task Block, the one nearest to where the packet waits; `tbu` if there
/// is none.
std::uint32_t StationUnit::nearest(std::uint32_t tbu, std::uint32_t task, std::uint64_t now) const {
  const bool configured = tbus_.task_of(tbu) == task;
  if (!tbus_.is_free(tbu) || (configured && places_.count() == 1)) return tbu;
  const std::uint32_t from = queues_[station_.tasks[task].in_queues.front()].front().place;
  std::uint32_t best = configured ? tbu : kNone;
  for (std::uint32_t other = 0; other < tbus_.count(); ++other) {
    if (!tbus_.is_free(other) || tbus_.task_of(other) != task) continue;
    if (best != kNone && places_.hops(from, other) >= places_.hops(from, best)) continue;
    if (can_issue(task, now, places_.of(task, other)) == Issue::kNow) best = other;
  }
  return best == kNone ? tbu : best;
}

/// The CB Engine takes the packets of exit Task Blocks; a complete item leaves when the one before has left.
void StationUnit::fold_exits(Context& context) {
  if (may_fold_ == 0 && are_leaving_ == 0 && !exiting_.empty()) return;
  may_fold_ = 0;
  for (const std::uint32_t position : exiting_) {
    note_left(context, position);
    TaskFlowQueue& exit = exits_[position];
    while (exit.ready()) {
      Active& item = active(exit.front().item);
      Progress& progress = item.progress[position];
      const bool last = progress.folded + 1 == item.work[position].made();
      if (last && !emitters_.idle(static_cast<Emitters::Id>(first_emitter_ + position))) break;
      progress.fold = engine::mix(progress.fold, exit.front().digest);
      ++progress.folded;
      exit.take();
      ++absorbed_;
      if (!last) continue;
      --item.exits_left;
      // The CB Engine hands the item on at once; its bank is busy with it all the same.
      banks_.sram->read(flow_of_task(position, 0), station_.tasks[position].exit_bytes, context.now().cycle, 0);
      leaving_[position] = item.token;
      ++are_leaving_;
      leave(context, position, item);
      note_left(context, position);
    }
    if (exit.ready()) may_fold_ = 1;
  }
  drop_finished();
}

/// An item of an exit Task Block is done when the next blocks have promised it room.
void StationUnit::note_left(Context& context, std::uint32_t position) {
  auto& leaving = leaving_[position];
  if (!leaving || !emitters_.idle(static_cast<Emitters::Id>(first_emitter_ + position))) return;
  const workload::Token token = *leaving;
  leaving.reset();
  --are_leaving_;
  gate_.executed(context, position, token);
}

void StationUnit::leave(Context& context, std::uint32_t position, const Active& item) {
  workload::Token token = item.token;
  token.digest = item.progress[position].fold;
  emit_outputs(context, site_, emitters_, static_cast<Emitters::Id>(first_emitter_ + position),
               station_.tasks[position].block, token);
}

void StationUnit::drop_finished() {
  while (!active_.empty() && active_.front().exits_left == 0) {
    spare_.push_back(std::move(active_.front()));
    active_.pop_front();
    ++first_active_;
    ++items_;
  }
}

void StationUnit::settle(Context& context) {
  fold_exits(context);
  while (admit()) continue;
  fetch_tiles(context);  // before TBUs are scheduled: a packet with no share of a tensor is ready at once
  if (is_owner()) {
    bool any = false;
    while (schedule(context)) {
      any = true;
      while (admit()) continue;
      fetch_tiles(context);
    }
    if (any && triggered_) {
      triggered_ = false;
      if (settings_.balance_policy().central != nullptr) trigger(context, Trigger::kBusy);
    }
    if (any && balancer_.is_hungry()) {
      balancer_.hunger(context, false);
      if (!settings_.divides_clusters()) trigger(context, Trigger::kBusy);  // the others are to hear of it
    }
  } else {
    tbus_.hand_over(context, owner_);
  }
  tell_leader(context);
}

// --- cluster ---------------------------------------------------------------------------------------------------------

std::uint64_t StationUnit::load() const {
  std::uint64_t bytes = input_.bytes();
  for (const auto& queue : queues_) bytes += queue.bytes();
  return bytes;
}

bool StationUnit::could_work(std::uint64_t now) const {
  if (can_admit()) return true;
  for (std::uint32_t task = 0; task < station_.tasks.size(); ++task) {
    if (can_issue(task, now) == Issue::kNow) return true;
  }
  return false;
}

/// With a TBU, or on its way into its Task Flow: the bank may be busy, or DRAM not have its tile.
bool StationUnit::is_anything_due() const {
  const auto is_due = [](const TaskFlowQueue& queue) { return queue.due() > 0; };
  return std::any_of(queues_.begin(), queues_.end(), is_due) || std::any_of(exits_.begin(), exits_.end(), is_due);
}

void StationUnit::tell_leader(Context& context) {
  const bool divided = settings_.divides_clusters();
  const auto& balance = settings_.balance_policy();
  if (divided && balance.central == nullptr && balance.on_hunger == nullptr) return;  // nobody wants to know
  if (drain_ == Drain::kAsked && !could_work(context.now().cycle) && !is_anything_due()) {
    drain_ = Drain::kDone;
    return trigger(context, Trigger::kDrained);
  }
  if (!is_owner()) {
    if (!ready_told_ && could_work(context.now().cycle)) {
      ready_told_ = true;
      trigger(context, Trigger::kReady);
    }
    return;
  }
  if (!divided && since_owner_ >= settings_.executed_threshold) {
    since_owner_ = 0;
    trigger(context, Trigger::kThreshold);
  }
  if (triggered_) return;
  const std::uint32_t idle = tbus_.at_rest();
  // kNone: TBUs are on their way, too early to judge; as while one that could work still does so for the last owner.
  if (idle == kNone || 2 * idle < tbus_.share()) return;
  if (tbus_.any_draining() && could_work(context.now().cycle)) return;
  if (balance.central != nullptr && idle < tbus_.share()) return;  // a controller gives other work to idle clusters
  // Half the TBUs are idle.  That is the leader's matter if the stream's input is empty or its output full; a Task
  // Block that waits for a slower one of the same sub-OWG is not.  Nothing at all to do is always its matter.
  const bool full = output_is_full();
  if (!full && !input_.empty() && idle < tbus_.share()) return;
  triggered_ = true;
  if (divided) balancer_.hunger(context, true);
  if (!divided || balance.central != nullptr) trigger(context, full ? Trigger::kFull : Trigger::kEmpty);
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
  const bool able = could_work(context.now().cycle);
  ready_told_ = able;
  balancer_.hunger(context, false);
  Packet answer = control_packet(kLoad, site_.program->leader_node(site_.cluster));
  answer.a = load();
  answer.e = sub_owg_;
  answer.f = able ? 1 : 0;
  ports_.send_control(context, answer);
}

void StationUnit::on_owner(Context& context, const Packet& packet) {
  if (is_owner()) ready_told_ = false;  // while it had the cluster there was nothing to tell
  if (!is_owner() && packet.f == sub_owg_) ++chosen_;
  owner_ = packet.f;
  balancer_.hunger(context, false);
  drain_ = Drain::kNo;
  triggered_ = false;
  since_owner_ = 0;
  context.settle();
}

void StationUnit::on_drain(Context& context) {
  drain_ = Drain::kAsked;
  context.settle();
}

void StationUnit::on_survey(Context& context, const Packet& packet) {
  Packet answer = control_packet(kSurveyed, site_.program->controller_node());
  answer.a = input_.size();
  answer.b = active_.size();
  answer.d = could_work(context.now().cycle) ? 1 : 0;
  answer.e = packet.e;
  answer.f = static_cast<std::uint16_t>(site_.cluster);
  ports_.send_control(context, answer);
}

void StationUnit::on_handover(Context& context, const Packet& packet) {
  const Handover handover = Handover::of(packet);
  tbus_.on_handover(handover);
  forget_chunks(handover.tbu);
  context.settle();
}

// --- records ---------------------------------------------------------------------------------------------------------

void StationUnit::sample(Context& context) const {
  if (!context.records(kStationSample)) return;
  const std::array<std::uint64_t, 7> row{
      site_.cluster, sub_owg_, is_owner() ? 1U : 0U, input_.held(), input_.bytes(), load() - input_.bytes(), executed_};
  context.record(kStationSample, row);
}

void StationUnit::record_queues(Context& context) const {
  const auto record = [&](std::uint32_t flow, std::uint64_t packets, std::uint64_t bytes) {
    if (packets == 0) return;
    const std::array<std::uint64_t, 5> row{site_.cluster, sub_owg_, flow, packets, bytes};
    context.record(kQueueState, row);
  };
  if (!plan_.entries.empty()) record(plan_.entries.front(), input_.held(), input_.bytes());
  for (std::size_t k = 0; k < queues_.size(); ++k) {
    if (station_.queues[k].from != kNone) record(station_.queues[k].flow, queues_[k].size(), queues_[k].bytes());
  }
  for (std::size_t task = 0; task < exits_.size(); ++task) {
    const auto exit = std::find_if(plan_.exits.begin(), plan_.exits.end(), [&](std::uint32_t flow) {
      return site_.program->owg().flows[flow].from == station_.tasks[task].block;
    });
    if (exit != plan_.exits.end()) record(*exit, exits_[task].size(), exits_[task].bytes());
  }
}

void StationUnit::finish(Context& context) const {
  tbus_.finish(context);
  record_queues(context);
  for (std::size_t task = 0; task < chunks_.size(); ++task) {
    chunks_[task].finish(context, site_.cluster, station_.tasks[task].block);
  }
  std::uint64_t in_flight = input_.size();
  for (std::size_t k = 0; k < active_.size(); ++k) in_flight += active_[k].entries_left > 0 ? 1 : 0;
  for (std::size_t k = 0; k < queues_.size(); ++k) {
    if (station_.queues[k].from != kNone) in_flight += queues_[k].filled();
  }
  for (const auto& exit : exits_) in_flight += exit.filled();
  std::uint64_t written = input_.written_bytes(), read = input_.read_bytes();
  for (const auto* queues : {&queues_, &exits_}) {
    for (const auto& queue : *queues) {
      written += queue.written_bytes();
      read += queue.read_bytes();
    }
  }
  const std::array<std::uint64_t, 15> row{site_.cluster,
                                          sub_owg_,
                                          executed_,
                                          made_ + input_.made() - input_.moved(),
                                          delivered_,
                                          absorbed_,
                                          in_flight,
                                          items_,
                                          chosen_,
                                          balancer_.moves(),
                                          balancer_.moved_items(),
                                          balancer_.moved_bytes(),
                                          balancer_.moved_byte_hops(),
                                          written,
                                          read};
  context.record(kStationTotal, row);
  std::array<std::uint64_t, 8> tiles{site_.cluster, sub_owg_, 0, 0, 0, 0, spills_, spilled_};
  for (const TileUnit& unit : tiles_) {
    tiles[2] += unit.tiles_read();
    tiles[3] += unit.bytes_read();
    tiles[4] += unit.tiles_written();
    tiles[5] += unit.bytes_written();
  }
  for (const ChunkUnit& unit : chunks_) {
    tiles[2] += unit.loads();
    tiles[3] += unit.loaded_bytes();
  }
  if (std::any_of(tiles.begin() + 2, tiles.end(), [](std::uint64_t value) { return value > 0; })) {
    context.record(kTileTotal, tiles);
  }
}

void StationUnit::archive(engine::Archive& archive) {
  archive(waiting_, room_, input_, balancer_, tbus_, gate_);
  archive.each(queues_);
  archive.each(exits_);
  archive.each(has_head_);
  archive.each(heads_missing_);
  archive.each(issued_);
  archive.each(rounds_);
  archive.each(leaving_);
  archive(active_, first_active_, admitted_, may_fold_, are_leaving_);
  archive.each(tiles_);
  archive.each(chunks_);
  archive(owner_, triggered_, ready_told_, drain_, since_owner_);
  archive(executed_, made_, delivered_, absorbed_, items_, chosen_, spills_, spilled_);
}

}  // namespace octosim::models::octopus
