#include "models/octopus/tbu_scheduler.hpp"

#include <algorithm>
#include <array>

#include "models/octopus/records.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;
using workload::kNone;

TbuScheduler::TbuScheduler(const Site& site, std::uint16_t sub_owg, Ports& ports)
    : site_{site},
      sub_owg_{sub_owg},
      ports_{ports},
      tbus_(site.program->plan().clusters.size()),
      details_(tbus_.size()) {
  for (const auto& tasks : site.program->plan().sub_owgs[sub_owg].tbu_tasks) share_ += tasks.empty() ? 0 : 1;
  in_state_[static_cast<std::size_t>(State::kAway)] = count();
}

void TbuScheduler::become(Tbu& tbu, State state) {
  --in_state_[static_cast<std::size_t>(tbu.state)];
  tbu.state = state;
  ++in_state_[static_cast<std::size_t>(state)];
}

void TbuScheduler::configured_for(Tbu& tbu, std::uint32_t block) const {
  const auto& plan = site_.program->plan();
  tbu.block = block;
  tbu.task = kNone;
  if (block == kNone || plan.sub_owg_of[block] != sub_owg_) return;
  tbu.task = site_.program->position_of(block);
}

void TbuScheduler::start() {
  const auto& plan = site_.program->plan();
  const bool all = !divided() && plan.first_owner[site_.cluster] == sub_owg_;
  for (std::uint32_t tbu = 0; tbu < tbus_.size(); ++tbu) {
    if (!all && !(divided() && !plan.sub_owgs[sub_owg_].tbu_tasks[tbu].empty())) continue;
    become(tbus_[tbu], State::kIdle);
  }
}

void TbuScheduler::on_request(Context& context, const Request& request, std::uint16_t owner) {
  Tbu& tbu = tbus_[request.tbu];
  Details& its = details_[request.tbu];
  if (tbu.state == State::kAway && owner != sub_owg_) {
    Request passed = request;
    passed.station = owner;
    return ports_.send_control(context, passed.packet(site_.program->node_of_station(site_.cluster, owner)));
  }
  if (tbu.state == State::kAway) {
    its.asked = request;
    its.since = context.now().cycle;
    return;
  }
  // Else there is, or was, more on its way: it will ask again when that is done.
  if (request.epoch != its.epoch || request.received != its.sent) return;
  become(tbu, State::kIdle);
  tbu.begun = true;
  tbu.idle = request.idle;
  its.since = context.now().cycle;
  context.settle();
}

void TbuScheduler::on_handover(const Handover& handover) {
  Tbu& tbu = tbus_[handover.tbu];
  Details& its = details_[handover.tbu];
  const auto block_of = [](std::uint32_t block) { return block == Handover::kNoBlock ? kNone : block; };
  configured_for(tbu, block_of(handover.block));
  its.other = block_of(handover.other);
  its.epoch = handover.epoch;
  its.sent = handover.sent;
  tbu.begun = handover.begun;
  tbu.idle = handover.idle;
  const bool asked = its.asked.epoch != 0 && its.asked.epoch == its.epoch && its.asked.received == its.sent;
  if (asked) {
    tbu.begun = true;
    tbu.idle = its.asked.idle;
  } else {
    its.since = handover.since;
  }
  its.asked = {};
  become(tbu, asked || handover.since != Handover::kHasNotAsked ? State::kIdle : State::kDraining);
}

void TbuScheduler::on_result(const Packet& result) {
  Tbu& tbu = tbus_[result.e];
  --tbu.due;
  if (tbu.state != State::kAway && result.g == details_[result.e].epoch) tbu.begun = true;
}

void TbuScheduler::hand_over(Context& context, std::uint16_t owner) {
  if (counted(State::kAway) == count()) return;
  const std::uint32_t node = site_.program->node_of_station(site_.cluster, owner);
  for (std::uint32_t place = 0; place < tbus_.size(); ++place) {
    Tbu& tbu = tbus_[place];
    const Details& its = details_[place];
    if (tbu.state == State::kAway) continue;
    const auto name_of = [](std::uint32_t block) { return block == kNone ? Handover::kNoBlock : block; };
    const Handover handover{.since = tbu.state == State::kIdle ? its.since : Handover::kHasNotAsked,
                            .block = name_of(tbu.block),
                            .other = name_of(its.other),
                            .idle = tbu.idle,
                            .begun = tbu.begun,
                            .owner = owner,
                            .tbu = static_cast<std::uint16_t>(place),
                            .epoch = its.epoch,
                            .sent = its.sent};
    become(tbu, State::kAway);
    ports_.send_control(context, handover.packet(node));
  }
}

void TbuScheduler::remember_starved() {
  if (!any_free() && !any_draining()) return;
  for (std::uint32_t tbu = 0; tbu < count(); ++tbu) {
    if (is_free(tbu) || may_follow(tbu)) remember(tbu, Idle::kStarved);
  }
}

bool TbuScheduler::may_prefetch(std::uint32_t tbu) const {
  const std::uint64_t most = site_.program->plan().hardware.tbu.prefetch;
  return most > 0 && tbus_[tbu].state == State::kBusy && tbus_[tbu].due <= most;
}

std::uint32_t TbuScheduler::serving(std::uint32_t position, std::uint32_t tbu) const {
  std::uint32_t count = 0;
  for (std::uint32_t other = 0; other < tbus_.size(); ++other) count += other != tbu && serves(position, other) ? 1 : 0;
  return count;
}

bool TbuScheduler::serves(std::uint32_t position, std::uint32_t tbu) const {
  const Tbu& one = tbus_[tbu];
  if (one.state == State::kAway || one.state == State::kDraining) return false;
  return one.task == position;
}

std::uint32_t TbuScheduler::issue(Context& context, std::uint32_t place, std::uint32_t position,
                                  const plan::TaskWork& work, std::uint32_t packet) {
  Tbu& tbu = tbus_[place];
  Details& its = details_[place];
  if (tbu.state != State::kBusy) grant(context, place, site_.program->plan().sub_owgs[sub_owg_].tasks[position]);
  ++tbu.due;
  ++its.sent;
  ++its.packets;
  its.macs += work.share_of(work.macs, packet);
  its.operations += work.share_of(work.operations, packet);
  return its.epoch;
}

std::uint64_t TbuScheduler::leaves(std::uint32_t tbu, std::uint64_t cycle) {
  return details_[tbu].leaves = std::max(details_[tbu].leaves, cycle);
}

/// The answer (paper IV-C): the configuration, from this CBU's scratchpad, if neither buffer of the TBU has it.
void TbuScheduler::grant(Context& context, std::uint32_t place, std::uint32_t block) {
  const auto& plan = site_.program->plan();
  Tbu& tbu = tbus_[place];
  Details& its = details_[place];
  const bool load = tbu.block != block && its.other != block;
  std::uint64_t bitstream = 0;
  if (load) {
    const bool same_sub_owg = tbu.block != kNone && plan.sub_owg_of[tbu.block] == sub_owg_;
    bitstream = site_.program->configuration_bytes(block, !same_sub_owg);
  }
  const Grant answer{.waited = tbu.state == State::kIdle ? context.now().cycle - its.since : 0,
                     .bitstream = bitstream,
                     .manager = site_.node,
                     .idle = tbu.idle,
                     .tbu = static_cast<std::uint16_t>(place),
                     .block = static_cast<std::uint16_t>(block),
                     .epoch = its.epoch + 1,
                     .after = its.sent};
  ++its.epoch;
  ports_.tell(context, place, answer.packet());
  ports_.configure(context, place, static_cast<std::uint16_t>(block), bitstream);
  if (load) send_weights(context, place, block);
  if (tbu.block != block) its.other = tbu.block;
  configured_for(tbu, block);
  its.sent = 0;
  tbu.begun = false;
  become(tbu, State::kBusy);
}

void TbuScheduler::send_weights(Context& context, std::uint32_t place, std::uint32_t block) {
  const auto& plan = site_.program->plan();
  std::uint64_t left = site_.program->pinned_weights(block);
  while (left > 0) {
    Packet piece{.bytes =
                     static_cast<std::uint32_t>(std::min({left, plan.workload.packet_bytes, std::uint64_t{1} << 31U}))};
    left -= piece.bytes;
    piece.e = static_cast<std::uint16_t>(place);
    piece.g = details_[place].epoch;
    piece.address(kWeights, site_.node);
    ports_.feed(context, place, piece);
  }
}

std::uint32_t TbuScheduler::at_rest() const {
  if (counted(State::kAway) > 0 && !divided()) return kNone;
  if (!any_free()) return 0;
  std::uint32_t count = 0;
  for (const Tbu& tbu : tbus_) {
    count += tbu.state == State::kIdle && tbu.due == 0 ? 1 : 0;
  }
  return count;
}

bool TbuScheduler::all_free(std::uint32_t block) const {
  return std::all_of(tbus_.begin(), tbus_.end(), [block](const Tbu& tbu) {
    return tbu.block != block || tbu.state == State::kIdle || tbu.state == State::kAway;
  });
}

void TbuScheduler::finish(Context& context) const {
  const auto& plan = site_.program->plan();
  const std::uint64_t cols = plan.hardware.wafer.chiplet_cols * plan.hardware.wafer.tbu_cols;
  for (std::uint32_t place = 0; place < tbus_.size(); ++place) {
    const Tbu& tbu = tbus_[place];
    const Details& its = details_[place];
    const plan::Place on_wafer = plan::place_of_tbu(plan, site_.cluster, place);
    const std::uint64_t number = on_wafer.row * cols + on_wafer.col;
    if (tbu.state != State::kAway && tbu.block != kNone) {
      const std::array<std::uint64_t, 5> state{site_.cluster, number, sub_owg_, tbu.block, tbu.due};
      context.record(kTaskState, state);
    }
    if (its.packets == 0) continue;
    const std::array<std::uint64_t, 5> row{number, sub_owg_, its.packets, its.macs, its.operations};
    context.record(kTbuWork, row);
  }
}

}  // namespace octosim::models::octopus
