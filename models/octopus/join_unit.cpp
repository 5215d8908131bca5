#include "models/octopus/join_unit.hpp"

#include <algorithm>

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;
namespace functional = workload::functional;

std::uint64_t JoinUnit::children_of(std::uint32_t collapse, const workload::Token& parent) const {
  const std::uint32_t expand = site_.program->plan().partner[collapse];
  if (expand == site_.program->streamed_expand()) return site_.program->frames();
  return site_.program->fan_out(expand, parent.name());
}

void JoinUnit::accept(Context& context, const Packet& offer) {
  Packet answer = control_packet(kAccept, static_cast<std::uint32_t>(offer.b));
  answer.e = offer.e;
  ports_.send_control(context, answer);
}

void JoinUnit::on_offer(Context& context, const Packet& packet) {
  Gate& gate = gates_[packet.f];
  if (gate.open >= site_.program->plan().hardware.cluster.open_scopes) {
    gate.waiting.push_back(packet);
    return;
  }
  ++gate.open;
  accept(context, packet);
}

void JoinUnit::on_open(Context& context, const Packet& packet) {
  const Key key{packet.a, packet.f};
  Scope& scope = scopes_[key];
  scope.parent = token_of(packet);
  scope.open = true;
  scope.counted = site_.program->plan().partner[packet.f] != site_.program->streamed_expand();
  close_if_complete(context, key);
}

void JoinUnit::on_child(Context& context, const Packet& packet) {
  const workload::Token child = token_of(packet);
  const Key key{child.parent, site_.program->owg().flows[packet.f].to};
  if (site_.program->plan().partner[key.second] == site_.program->streamed_expand()) retire(context, child, key.second);
  Scope& scope = scopes_[key];
  ++scope.received;
  scope.sum += functional::arrived(packet.f, child.digest, child.position);
  if (scope.open) close_if_complete(context, key);
}

/// A frame is at its end when it has come by every flow into the Collapse of its stream.
void JoinUnit::retire(Context& context, const workload::Token& frame, std::uint32_t collapse) {
  if (site_.program->memory().tensor_bytes() == 0) return;  // nothing of it is in DRAM
  const std::uint64_t flows = site_.program->flows_into(collapse).size();
  if (flows > 1 && ++frames_[frame.id] < flows) return;
  frames_.erase(frame.id);
  const bool shared = site_.program->plan().schedule.source == plan::Source::kShared;
  const std::uint32_t node = shared ? site_.program->controller_node() : site_.program->source_node(frame.home);
  ports_.send_control(context, control_packet(kRetired, node));
}

void JoinUnit::close_if_complete(Context& context, const Key& key) {
  const auto found = scopes_.find(key);
  const Scope scope = found->second;
  const std::uint32_t collapse = key.second;
  const std::uint64_t children = children_of(collapse, scope.parent);
  if (scope.received < children * site_.program->flows_into(collapse).size()) return;
  scopes_.erase(found);
  workload::Token out = scope.parent;
  out.digest = functional::joined(collapse, scope.sum, children);
  const bool ordered = site_.program->plan().schedule.frames_ahead() > 0;
  if (scope.counted && !ordered) ++gates_[collapse].leaving;
  if (scope.counted && ordered) close_gate(context, collapse, 1);  // it may wait for one that is not open yet
  leave(context, collapse, out);
}

void JoinUnit::on_branch(Context& context, const Packet& packet) {
  const workload::Token token = token_of(packet);
  const std::uint32_t merge = site_.program->owg().flows[packet.f].to;
  const Key key{token.id, merge};
  const std::uint64_t expected = site_.program->merge_arrivals(merge, token.name());
  Sum& sum = merges_[key];
  sum.sum += functional::arrived(packet.f, token.digest, 0);
  if (++sum.received < expected) return;
  workload::Token out = token;
  out.digest = functional::joined(merge, sum.sum, expected);
  merges_.erase(key);
  leave(context, merge, out);
}

void JoinUnit::pass(Context& context, std::uint32_t block, const workload::Token& token) {
  emit_outputs(context, site_, emitters_, static_cast<Emitters::Id>(first_emitter_ + block), block, token);
}

void JoinUnit::leave(Context& context, std::uint32_t block, const workload::Token& token) {
  const auto& program = *site_.program;
  if (program.plan().schedule.frames_ahead() == 0 || token.frame == workload::Token::kNoFrame) {
    return pass(context, block, token);
  }
  Order& order = order_[block];
  order.early[program.number_of(token.frame)].push_back(token);
  const std::uint64_t frames = program.frames() * program.streams_of(site_.cluster);
  while (order.frame < frames) {
    const auto found = order.early.find(order.frame);
    if (found != order.early.end()) {
      order.left += found->second.size();
      for (const workload::Token& next : found->second) pass(context, block, next);
      order.early.erase(found);
    }
    if (order.left < counts_.of(order.frame)[block]) return;
    order.left = 0;
    ++order.frame;
    std::uint64_t least = order.frame;
    for (const auto& [other, its] : order_) least = std::min(least, its.frame);
    counts_.forget_before(least);
  }
}

void JoinUnit::drained(Context& context, Emitters::Id id) {
  const auto found = gates_.find(static_cast<std::uint32_t>(id - first_emitter_));
  if (found == gates_.end()) return;
  Gate& gate = found->second;
  const std::uint64_t leaving = gate.leaving;
  gate.leaving = 0;
  close_gate(context, found->first, leaving);
}

void JoinUnit::close_gate(Context& context, std::uint32_t collapse, std::uint64_t scopes) {
  Gate& gate = gates_[collapse];
  gate.open -= scopes;
  while (!gate.waiting.empty() && gate.open < site_.program->plan().hardware.cluster.open_scopes) {
    ++gate.open;
    accept(context, gate.waiting.front());
    gate.waiting.pop_front();
  }
}

}  // namespace octosim::models::octopus
