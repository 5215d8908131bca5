// What leaves a station for a TBU with a packet of work, and what room is reserved for its result.
#include <algorithm>

#include "models/octopus/packet_share.hpp"
#include "models/octopus/station_unit.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;
using workload::kNone;
namespace functional = workload::functional;

void StationUnit::issue(Context& context, std::uint32_t tbu, std::uint32_t position) {
  const plan::StationTask& task = station_.tasks[position];
  const std::uint64_t number = queues_[task.in_queues.front()].front().item;
  Active& item = active(number);
  const plan::TaskWork& work = item.work[position];
  const std::uint32_t packet = item.progress[position].issued++;
  const std::uint64_t now = context.now().cycle;
  Leaving leaving{.item = number,
                  .task = position,
                  .packet = packet,
                  .tbu = tbu,
                  .place = places_.of(position, tbu),
                  .parts = {*banks_.sram, site_.program->plan().hardware.tbu.port, now},
                  .cycles = work.cycles_of(packet),
                  .in = taken_bytes(task.in_bytes, work, packet),
                  .out = made_bytes(task.out_bytes, work, packet)};
  const std::uint64_t digest = take_inputs(context, leaving);
  if (tbus_.task_of(tbu) != position) forget_chunks(tbu);
  reserve_outputs(leaving);
  add_tensors(leaving);
  add_spill(leaving);

  if (rounds_[position].due++ == 0) rounds_[position].started = now;
  const std::uint32_t epoch = tbus_.issue(context, tbu, position, work, packet);
  const Feed feed{.digest = digest,
                  .cycles = leaving.cycles,
                  .out_bytes = static_cast<std::uint32_t>(leaving.out),
                  .issued = static_cast<std::uint32_t>(now),
                  .nth = static_cast<std::uint32_t>(issued_[position]++ & Feed::kNthMask),
                  .parts = static_cast<std::uint8_t>(leaving.parts.elsewhere().size() + leaving.load.parts()),
                  .next = can_issue(position, now, leaving.place) == Issue::kBlocked ? Idle::kBlocked : Idle::kStarved,
                  .tbu = static_cast<std::uint16_t>(tbu),
                  .block = static_cast<std::uint16_t>(task.block),
                  .epoch = epoch};
  order_parts(context, feed, leaving);
  const std::uint64_t leaves = tbus_.leaves(tbu, leaving.parts.leaves());
  const Packet fed = feed.packet(0, static_cast<std::uint32_t>(leaving.parts.here_of(leaving.in)));
  if (leaves > now) return when_free(context, leaves, fed);
  ports_.feed(context, tbu, fed);
}

/// Takes its share of each input; returns their digest.
std::uint64_t StationUnit::take_inputs(Context& context, Leaving& leaving) {
  const std::uint32_t position = leaving.task, packet = leaving.packet;
  const plan::StationTask& task = station_.tasks[position];
  Active& item = active(leaving.item);
  std::uint64_t digest = functional::packet_seed(task.block, packet);
  for (const std::uint32_t index : task.in_queues) {
    const plan::StationQueue& queue = station_.queues[index];
    const TaskFlowQueue::Slot& slot = queues_[index].front();
    const std::uint64_t share = taken_bytes(queue.bytes, item.work[position], packet);
    digest = engine::mix(digest, slot.digest);
    if (slot.place != 0) {
      leaving.parts.add_elsewhere(
          {.node = places_.node(slot.place), .flow = station_.first_queue + index, .bytes = share});
    } else {
      leaving.parts.add_here(queue.from == kNone ? banks_.first_flow : flow_of_queue(index), share);
    }
    const bool leaves = queues_[index].take();
    note_head(index);
    if (!leaves) continue;
    if (queue.from != kNone) {
      ++delivered_;
      continue;
    }
    input_.read(queue.bytes);
    if (--item.entries_left == 0) {
      ++delivered_;
      input_.left(context);
    }
  }
  const bool after = item.work[position].silent > 0 && packet >= item.work[position].silent;
  return after ? functional::after_silent(digest, item.progress[position].silent) : digest;
}

void StationUnit::reserve_outputs(const Leaving& leaving) {
  const plan::StationTask& task = station_.tasks[leaving.task];
  const Active& item = active(leaving.item);
  const plan::TaskWork& work = item.work[leaving.task];
  const bool silent = leaving.packet < work.silent;
  for (const std::uint32_t index : task.out_queues) {
    const auto& queue = station_.queues[index];
    queues_[index].reserve({.item = leaving.item,
                            .bytes = made_bytes(queue.bytes, work, leaving.packet),
                            .uses = silent ? 0 : item.work[queue.to].uses(leaving.packet - work.silent, work.made()),
                            .place = leaving.place});
  }
  if (task.exits) {
    exits_[leaving.task].reserve(
        {.item = leaving.item, .bytes = made_bytes(task.exit_bytes, work, leaving.packet), .uses = silent ? 0U : 1U});
  }
}

/// Besides what Task Flows carry, a packet brings its tile and the operands of a slice.  Those that neither Task Flows
/// nor DRAM have lie in the TF-Queue, as do results that go to neither.
void StationUnit::add_tensors(Leaving& leaving) {
  const plan::StationTask& task = station_.tasks[leaving.task];
  const Active& item = active(leaving.item);
  const plan::TaskWork& work = item.work[leaving.task];
  TileUnit& tiles = tiles_[leaving.task];
  const bool chunked = !task.chunks.empty();
  plan::ChunkProgram::Slice slice;
  if (chunked) slice = chunks_[leaving.task].issue(work, leaving.item, leaving.packet, leaving.tbu);
  const auto address = [&](std::uint64_t bytes) {
    if (bytes == 0) return std::uint64_t{0};
    return site_.program->memory().tensor(item.token.id, task.chunks.dram_bytes()) +
           task.chunks.offset(leaving.packet, bytes);
  };
  if (tiles.reads()) {
    const std::uint64_t tile = tiles.take();
    leaving.in += tile;
    leaving.parts.add_here(flow_of_task(leaving.task, 1), tile);
  }
  if (tiles.writes()) {
    const std::uint64_t nth = issued_[leaving.task];
    tiles.reserve(nth, item.token.name(), leaving.packet, work,
                  {.address = address(slice.store_bytes + slice.stored_bytes),
                   .bytes = slice.store_bytes,
                   .besides = slice.stored_bytes});
    leaving.out += tiles.result_bytes(nth);
  }
  if (!chunked) return;
  leaving.cycles = slice.cycles;
  const auto& hardware = site_.program->plan().hardware;
  leaving.load = {address(slice.load_bytes), slice.load_bytes, hardware.dram.part,
                  Feed::kMostParts - leaving.parts.elsewhere().size()};
  const std::uint64_t whole = slice.in_bytes - std::min(slice.in_bytes, leaving.in + slice.load_bytes);
  leaving.parts.add_here(flow_of_task(leaving.task, 0), whole);
  leaving.in += whole;
  leaving.out = std::max(leaving.out, slice.out_bytes);
}

/// Activations that the TBU's SRAM has no room for go there and back.
void StationUnit::add_spill(Leaving& leaving) {
  const plan::StationTask& task = station_.tasks[leaving.task];
  const std::uint64_t spilled = site_.program->spilled_bytes(task, active(leaving.item).work[leaving.task].packets);
  if (spilled == 0) return;
  ++spills_;
  spilled_ += spilled;
  if (leaving.place != 0) {
    leaving.parts.add_elsewhere(
        {.node = places_.node(leaving.place), .flow = site_.program->queues() + task.block, .bytes = spilled});
  } else {
    leaving.parts.add_here(flow_of_task(leaving.task, 0), spilled);
  }
  leaving.in += spilled;
  leaving.out += spilled;
}

void StationUnit::forget_chunks(std::uint32_t tbu) {
  for (ChunkUnit& chunks : chunks_) chunks.forget(tbu);
}

void StationUnit::order_parts(Context& context, const Feed& feed, const Leaving& leaving) {
  for (const PacketParts::Elsewhere& part : leaving.parts.elsewhere()) {
    Packet order = control_packet(kForward, part.node);
    order.a = part.bytes;
    order.b = part.flow;
    order.d = feed.nth;
    order.e = feed.tbu;
    order.f = feed.block;
    order.g = feed.epoch;
    ports_.send_control(context, order);
  }
  leaving.load.order(context, site_, ports_, feed);
}

}  // namespace octosim::models::octopus
