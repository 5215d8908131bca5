#include "models/network/flit/flit_mesh.hpp"

#include <algorithm>
#include <bit>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "models/network/flit/round_robin.hpp"

namespace octosim::models::network::flit {
namespace {

constexpr std::uint32_t kNoSlot = 0xFFFF'FFFFU;

/// Rounds that a wheel must hold: the longest way of a flit or credit inside the tile.
std::size_t wheel_size(const MeshConfig& config) {
  std::size_t longest = 8 + config.pipeline.to_link() + std::size_t{config.link_latency};
  if (config.pipeline.speedup > 1) longest += std::size_t{2} * config.vcs * config.depth;  // behind the crossbar
  return std::bit_ceil(longest);
}

}  // namespace

FlitMesh::FlitMesh(const MeshConfig& config)
    : config_{config},
      ports_{config.ports()},
      vcs_{config.vcs},
      port_vcs_{config.ports() * config.vcs},
      routers_{config.tile_rows * config.tile_cols},
      slow_{config.pipeline.route > 1 || config.pipeline.vc_alloc > 1 || config.pipeline.switch_alloc > 1},
      paced_{config.pipeline.speedup > 1 ||
             std::ranges::any_of(config.side_interval, [](std::uint32_t cycles) { return cycles > 1; })},
      adaptive_{config.routing == Routing::kMinimalAdaptive},
      cut_through_{config.switching == Switching::kCutThrough} {
  check(config);
  for (std::uint32_t vc = 0; vc < port_vcs_; ++vc) {
    port_of_[vc] = static_cast<std::uint8_t>(vc / vcs_);
    vc_of_[vc] = static_cast<std::uint8_t>(vc % vcs_);
    vcs_of_port_[vc / vcs_] |= std::uint64_t{1} << vc;
  }
  const std::uint32_t rows = config.tile_rows, cols = config.tile_cols;
  for (std::uint32_t r = 0; r < routers_; ++r) {
    const std::uint32_t row = r / cols, col = r % cols;
    neighbour_.push_back(row > 0 ? r - cols : kOutside);
    neighbour_.push_back(row + 1 < rows ? r + cols : kOutside);
    neighbour_.push_back(col + 1 < cols ? r + 1 : kOutside);
    neighbour_.push_back(col > 0 ? r - 1 : kOutside);
  }
  Router router;
  const std::uint64_t all = port_vcs_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << port_vcs_) - 1;
  router.free = router.open = router.empty = all;
  state_.assign(routers_, router);
  in_.resize(std::size_t{routers_} * port_vcs_);
  out_.assign(std::size_t{routers_} * port_vcs_, OutputVc{.credits = static_cast<std::uint16_t>(config.depth)});
  buffers_.resize(std::size_t{routers_} * port_vcs_ * config.depth);
  if (slow_) since_.resize(std::size_t{routers_} * port_vcs_);
  if (paced_) link_free_.resize(std::size_t{routers_} * ports_);
  if (config.pipeline.speedup > 1) credit_free_.resize(std::size_t{routers_} * ports_);
  sent_.resize(std::size_t{routers_} * ports_);
  terminals_.resize(config.terminals());
  terminal_credits_.assign(std::size_t{config.terminals()} * vcs_, static_cast<std::uint16_t>(config.depth));
  entering_.assign(std::size_t{4} * std::max(rows, cols) * vcs_, kNoSlot);
  active_.resize((routers_ + 63) / 64);
  active_terminals_.resize((config.terminals() + 63) / 64);
  wheel_.resize(wheel_size(config));
}

// --- what comes in ---------------------------------------------------------------------------------------------------

std::uint32_t FlitMesh::router_at(Side side, std::uint32_t lane) const {
  const std::uint32_t cols = config_.tile_cols;
  switch (side) {
    case kNorth:
      return lane;
    case kSouth:
      return routers_ - cols + lane;
    case kEast:
      return lane * cols + cols - 1;
    default:
      return lane * cols;
  }
}

std::uint32_t FlitMesh::lane_of(Side side, std::uint32_t router) const {
  return side == kNorth || side == kSouth ? router % config_.tile_cols : router / config_.tile_cols;
}

std::uint32_t FlitMesh::new_slot(const Packet& packet, std::uint8_t channel) {
  std::uint32_t slot = 0;
  if (free_slots_.empty()) {
    slot = static_cast<std::uint32_t>(packets_.size());
    packets_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  Entry& entry = packets_[slot];
  const std::uint32_t to = packet.node() / config_.locals;
  entry.packet = packet;
  entry.channel = channel;
  entry.flits = flits_of(packet.bytes, config_.width);
  entry.row = static_cast<std::uint16_t>(to / config_.cols);
  entry.col = static_cast<std::uint16_t>(to % config_.cols);
  return slot;
}

Flit FlitMesh::flit_of(std::uint32_t slot, bool head, bool tail) const {
  const Entry& entry = packets_[slot];
  return {.word = slot | (head ? Flit::kHead : 0) | (tail ? Flit::kTail : 0), .row = entry.row, .col = entry.col};
}

void FlitMesh::inject(std::uint32_t terminal, const Packet& packet) {
  terminals_[terminal].queue.push_back(packet);
  active_terminals_[terminal / 64] |= std::uint64_t{1} << terminal % 64;
}

void FlitMesh::flit_over(std::uint64_t now, Side side, std::uint32_t lane, std::uint32_t vc, const Packet& packet,
                         std::uint8_t channel, bool tail) {
  now_ = now;
  const std::uint32_t slot = new_slot(packet, channel);
  entering_[(side * std::max(config_.tile_rows, config_.tile_cols) + lane) * vcs_ + vc] = slot;
  receive(router_at(side, lane), side * vcs_ + vc, flit_of(slot, true, tail));
}

void FlitMesh::flit_over(std::uint64_t now, Side side, std::uint32_t lane, std::uint32_t vc, bool tail) {
  now_ = now;
  const std::uint32_t slot = entering_[(side * std::max(config_.tile_rows, config_.tile_cols) + lane) * vcs_ + vc];
  receive(router_at(side, lane), side * vcs_ + vc, flit_of(slot, false, tail));
}

void FlitMesh::credit_over(Side side, std::uint32_t lane, std::uint32_t vc) {
  add_credit(router_at(side, lane), side * vcs_ + vc);
}

void FlitMesh::receive(std::uint32_t router, std::uint32_t vc, Flit flit) {
  const std::size_t place = std::size_t{router} * port_vcs_ + vc;
  InputVc& in = in_[place];
  OCTOSIM_EXPECT(in.count < config_.depth);
  std::uint32_t slot = std::uint32_t{in.first} + in.count;
  if (slot >= config_.depth) slot -= config_.depth;
  buffers_[place * config_.depth + slot] = flit;
  ++in.count;
  Router& state = state_[router];
  const std::uint64_t bit = std::uint64_t{1} << vc;
  if ((state.active & bit) != 0) {
    if ((state.ready & bit) == 0) {
      state.ready |= bit;
      enter_stage(router, vc, now_);
    }
  } else if (((state.routing | state.waiting) & bit) == 0) {
    begin_packet(router, vc, flit);
    enter_stage(router, vc, now_);
  }
  active_[router / 64] |= std::uint64_t{1} << router % 64;
}

/// Route computation, done here, takes effect when its stage has passed.
void FlitMesh::begin_packet(std::uint32_t router, std::uint32_t vc, Flit head) {
  OCTOSIM_EXPECT(head.head());
  const std::uint32_t row = config_.first_row + router / config_.tile_cols;
  const std::uint32_t col = config_.first_col + router % config_.tile_cols;
  InputVc& in = in_[std::size_t{router} * port_vcs_ + vc];
  const std::uint32_t across = head.col > col ? kEast : kWest, down = head.row > row ? kSouth : kNorth;
  if (head.col == col && head.row == row) {
    in.escape = static_cast<std::uint8_t>(kLocal);
    if (config_.locals > 1) {
      in.escape = static_cast<std::uint8_t>(kLocal + packets_[head.slot()].packet.node() % config_.locals);
    }
  } else {
    in.escape = static_cast<std::uint8_t>(head.col != col ? across : down);
  }
  const bool turns = adaptive_ && head.col != col && head.row != row;
  in.both = static_cast<std::uint8_t>(turns ? 1U << across | 1U << down : 0U);
  Router& state = state_[router];
  const std::uint64_t bit = std::uint64_t{1} << vc;
  (config_.pipeline.route == 0 ? state.waiting : state.routing) |= bit;
}

// --- a cycle ---------------------------------------------------------------------------------------------------------

void FlitMesh::step(std::uint64_t now, Outgoing& out) {
  now_ = now;
  Due& due = due_at(now);
  for (const FlitDue& flit : due.flits) receive(flit.router, flit.vc, flit.flit);
  for (const CreditDue& credit : due.credits) {
    if ((credit.place & kAtTerminal) != 0) {
      ++terminal_credits_[std::size_t{credit.place & ~kAtTerminal} * vcs_ + credit.vc];
    } else {
      add_credit(credit.place, credit.vc);
    }
  }
  pending_ -= due.flits.size() + due.credits.size();
  due.flits.clear();
  due.credits.clear();
  for (std::size_t word = 0; word < active_terminals_.size(); ++word) {
    for (std::uint64_t left = active_terminals_[word]; left != 0;) {
      const std::uint32_t bit = take_first(left);
      send_from(static_cast<std::uint32_t>(word * 64 + bit), out);
      if (terminals_[word * 64 + bit].queue.empty()) active_terminals_[word] &= ~(std::uint64_t{1} << bit);
    }
  }
  for (std::size_t word = 0; word < active_.size(); ++word) {
    for (std::uint64_t left = active_[word]; left != 0;) {
      const std::uint32_t bit = take_first(left);
      const auto router = static_cast<std::uint32_t>(word * 64 + bit);
      for (std::uint32_t substep = 0; substep < config_.pipeline.speedup; ++substep) allocate(router, substep, out);
      const Router& state = state_[router];
      if ((state.routing | state.waiting | state.ready) == 0) active_[word] &= ~(std::uint64_t{1} << bit);
    }
  }
}

std::uint64_t FlitMesh::busy_at(std::uint64_t now) const {
  const auto any = [](std::uint64_t word) { return word != 0; };
  if (std::ranges::any_of(active_, any) || std::ranges::any_of(active_terminals_, any)) return now + 1;
  if (pending_ == 0) return 0;
  for (std::uint64_t at = now + 1;; ++at) {
    const Due& due = wheel_[at & (wheel_.size() - 1)];
    if (!due.flits.empty() || !due.credits.empty()) return at;
  }
}

void FlitMesh::put_flit(std::uint64_t at, std::uint32_t router, std::uint32_t vc, Flit flit) {
  due_at(at).flits.push_back({flit, router, vc});
  ++pending_;
}

void FlitMesh::put_credit(std::uint64_t at, std::uint32_t place, std::uint32_t vc) {
  due_at(at).credits.push_back({place, vc});
  ++pending_;
}

void FlitMesh::add_credit(std::uint32_t router, std::uint32_t output_vc) {
  OutputVc& out = out_[std::size_t{router} * port_vcs_ + output_vc];
  OCTOSIM_EXPECT(out.credits < config_.depth);
  Router& state = state_[router];
  const std::uint64_t bit = std::uint64_t{1} << output_vc;
  state.open |= bit;
  if (++out.credits == config_.depth) state.empty |= bit;
}

std::uint8_t FlitMesh::channel_of(std::uint32_t terminal, const Packet& packet) const {
  if (!config_.ordered) return kAnyVc;
  const std::uint32_t router = terminal / config_.locals;
  const std::uint32_t row = config_.first_row + router / config_.tile_cols;
  const std::uint32_t col = config_.first_col + router % config_.tile_cols;
  const std::uint64_t source = (std::uint64_t{row} * config_.cols + col) * config_.locals + terminal % config_.locals;
  return static_cast<std::uint8_t>(engine::mix(source, packet.node()) % vcs_);
}

/// One flit of the packet being sent, or of the next one if a VC is free.
void FlitMesh::send_from(std::uint32_t index, Outgoing& out) {
  Terminal& terminal = terminals_[index];
  std::uint16_t* credits = &terminal_credits_[std::size_t{index} * vcs_];
  bool head = false;
  if (terminal.left == 0) {
    const Packet& packet = terminal.queue.front();
    const std::uint32_t flits = flits_of(packet.bytes, config_.width);
    const std::uint32_t need = cut_through_ ? std::min(flits, config_.depth) : 1;
    const std::uint8_t channel = channel_of(index, packet);
    std::uint32_t vc = channel != kAnyVc ? channel : terminal.next_vc;
    for (std::uint32_t tries = channel != kAnyVc ? 1 : terminal.tries; credits[vc] < need;) {
      if (--tries == 0) return;
      vc = vc + 1 == vcs_ ? 0 : vc + 1;
    }
    terminal.tries = vcs_;
    terminal.vc = vc;
    terminal.next_vc = vc + 1 == vcs_ ? 0 : vc + 1;
    terminal.left = flits;
    terminal.slot = new_slot(packet, channel);
    head = true;
    out.taken.push_back({index, packet.bytes});
  }
  if (credits[terminal.vc] == 0) return;
  --credits[terminal.vc];
  const bool tail = --terminal.left == 0;
  const std::uint32_t router = index / config_.locals, vc = (kLocal + index % config_.locals) * vcs_ + terminal.vc;
  const Flit flit = flit_of(terminal.slot, head, tail);
  if (config_.entry == 0) {
    receive(router, vc, flit);
  } else {
    put_flit(now_ + config_.entry, router, vc, flit);
  }
  if (tail) terminal.queue.pop_front();
}

/// The VCs of `set` that have been in their stage for long enough to leave it, a stage being of `cycles` cycles.
std::uint64_t FlitMesh::due_in_stage(std::uint32_t router, std::uint64_t set, std::uint32_t cycles) const {
  if (!slow_) return set;
  std::uint64_t due = 0;
  while (set != 0) {
    const std::uint32_t vc = take_first(set);
    if (now_ + 1 >= since_[std::size_t{router} * port_vcs_ + vc] + cycles) due |= std::uint64_t{1} << vc;
  }
  return due;
}

/// Decides for all stages from the state before this cycle, then does it.
void FlitMesh::allocate(std::uint32_t router, std::uint32_t substep, Outgoing& out) {
  Router& state = state_[router];
  const Pipeline& stages = config_.pipeline;
  const std::uint64_t routed = due_in_stage(router, state.routing, stages.route);
  const std::uint64_t waiting = due_in_stage(router, state.waiting, stages.vc_alloc);
  const std::uint64_t ready = due_in_stage(router, state.ready, stages.switch_alloc);
  Decision decision;
  if (waiting != 0) give_vcs(router, waiting, decision);
  if ((ready | (stages.speculative ? waiting : 0)) != 0) give_switch(router, ready, waiting, decision);

  state.routing &= ~routed;
  state.waiting = (state.waiting & ~decision.granted) | routed;
  state.active |= decision.granted;
  state.ready |= decision.granted;
  if (slow_) {
    for (std::uint64_t moved = routed | decision.granted; moved != 0;) enter_stage(router, take_first(moved), now_ + 1);
  }
  for (std::uint64_t granted = decision.granted; granted != 0;) {
    state.free &= ~(std::uint64_t{1} << in_[std::size_t{router} * port_vcs_ + take_first(granted)].output);
  }
  for (std::uint32_t k = 0; k < decision.count; ++k) traverse(router, decision.matches[k], substep, out);
}

// --- switch traversal ------------------------------------------------------------------------------------------------

void FlitMesh::traverse(std::uint32_t router, Match match, std::uint32_t substep, Outgoing& out) {
  Router& state = state_[router];
  const std::size_t base = std::size_t{router} * port_vcs_;
  InputVc& in = in_[base + match.input_vc];
  OutputVc& to = out_[base + match.output_vc];
  const std::uint64_t in_bit = std::uint64_t{1} << match.input_vc, out_bit = std::uint64_t{1} << match.output_vc;
  const Flit flit = buffers_[(base + match.input_vc) * config_.depth + in.first];
  if (++in.first == config_.depth) in.first = 0;
  --in.count;
  state.empty &= ~out_bit;
  if (--to.credits == 0) state.open &= ~out_bit;
  credit_upstream(router, match.input_vc, out);

  const std::uint32_t port = port_of_[match.output_vc], vc = vc_of_[match.output_vc];
  std::uint64_t leaves = now_ + config_.pipeline.to_link();
  if (paced_) {
    std::uint64_t& link_free = link_free_[std::size_t{router} * ports_ + port];
    if (config_.pipeline.speedup > 1) leaves = std::max(now_ + substep, link_free);
    link_free = leaves + (port < kLocal ? interval_of(router, port) : 1);
  }
  Sent& sent = sent_[std::size_t{router} * ports_ + port];
  ++sent.flits;
  if (flit.tail()) {
    ++sent.packets;
    sent.bytes += packets_[flit.slot()].packet.bytes;
  }
  if (port < kLocal) {
    const std::uint32_t next = neighbour_[router * 4 + port];
    const auto side = static_cast<Side>(port);
    if (next != kOutside) {
      put_flit(leaves + 1 + config_.link_latency, next, opposite(side) * vcs_ + vc, flit);
    } else {
      Outgoing::OverSide& over = out.flits.emplace_back();
      over.at = leaves + 1 + config_.side_latency[side];
      over.lane = static_cast<std::uint16_t>(lane_of(side, router));
      over.side = side;
      over.vc = static_cast<std::uint8_t>(vc);
      over.head = flit.head();
      over.tail = flit.tail();
      if (flit.head()) {
        over.packet = packets_[flit.slot()].packet;
        over.channel = static_cast<std::uint8_t>(packets_[flit.slot()].channel);
      }
      if (flit.tail()) free_slots_.push_back(flit.slot());
    }
  } else {
    const std::uint64_t at = leaves + 2;
    put_credit(at + 2, router, match.output_vc);
    if (flit.tail()) {
      out.arrived.push_back({packets_[flit.slot()].packet, at, router * config_.locals + (port - kLocal)});
      free_slots_.push_back(flit.slot());
    }
  }

  if (flit.tail()) {
    state.free |= out_bit;
    state.active &= ~in_bit;
    state.ready &= ~in_bit;
    if (in.count == 0) return;
    begin_packet(router, match.input_vc, buffers_[(base + match.input_vc) * config_.depth + in.first]);
  } else if (in.count == 0) {
    state.ready &= ~in_bit;
    return;
  }
  enter_stage(router, match.input_vc, now_ + 1);
}

void FlitMesh::credit_upstream(std::uint32_t router, std::uint32_t input_vc, Outgoing& out) {
  const std::uint32_t port = port_of_[input_vc], vc = vc_of_[input_vc];
  std::uint64_t leaves = now_;
  if (!credit_free_.empty()) {  // one a cycle, though two may have been earned
    std::uint64_t& free = credit_free_[std::size_t{router} * ports_ + port];
    leaves = std::max(leaves, free);
    free = leaves + 1;
  }
  if (port >= kLocal) {
    put_credit(leaves + 2, (router * config_.locals + (port - kLocal)) | kAtTerminal, vc);
    return;
  }
  const std::uint32_t back = neighbour_[router * 4 + port];
  const auto side = static_cast<Side>(port);
  if (back != kOutside) {
    put_credit(leaves + 1 + config_.link_latency, back, opposite(side) * vcs_ + vc);
  } else {
    out.credits.push_back({.at = leaves + 1 + config_.side_latency[side],
                           .lane = static_cast<std::uint16_t>(lane_of(side, router)),
                           .side = side,
                           .vc = static_cast<std::uint8_t>(vc)});
  }
}

// --- counters and state ----------------------------------------------------------------------------------------------

std::uint64_t FlitMesh::flits_waiting(std::uint32_t router, std::uint32_t port) const {
  std::uint64_t flits = 0;
  for (std::uint32_t vc = 0; vc < port_vcs_; ++vc) {
    const InputVc& in = in_[std::size_t{router} * port_vcs_ + vc];
    const bool active = (state_[router].active >> vc & 1U) != 0;
    if (in.count > 0 && (active ? port_of_[in.output] : in.escape) == port) flits += in.count;
  }
  return flits;
}

void FlitMesh::archive(engine::Archive& archive) {
  archive(now_, pending_, state_, in_, out_, buffers_, since_, link_free_, credit_free_, sent_);
  archive.each(terminals_);
  archive(terminal_credits_, packets_, free_slots_, entering_, active_, active_terminals_);
  archive.each(wheel_);
}

}  // namespace octosim::models::network::flit
