#include "models/octopus/frame_gate.hpp"

#include <algorithm>

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;
using workload::Token;

FrameGate::FrameGate(const Site& site, std::uint16_t sub_owg, Ports& ports)
    : site_{site},
      sub_owg_{sub_owg},
      ports_{ports},
      tasks_{site.program->plan().sub_owgs[sub_owg].tasks},
      ahead_{site.program->plan().schedule.frames_ahead()},
      counts_{site},
      frames_{site.program->frames() * site.program->streams_of(site.cluster)},
      executed_(tasks_.size()) {
  if (ahead_ == 0) return;
  graph_ = plan::TaskGraph{site.program->owg()};
  finished_.resize(site.program->owg().blocks.size());
}

bool FrameGate::is_closed(std::uint32_t task, const Token& token) const {
  if (ahead_ == 0 || token.frame == Token::kNoFrame) return false;
  const auto& next = graph_.next[tasks_[task]];
  const std::uint32_t frame = site_.program->number_of(token.frame);
  return std::any_of(next.begin(), next.end(), [&](std::uint32_t block) { return frame >= finished_[block] + ahead_; });
}

void FrameGate::executed(Context& context, std::uint32_t task, const Token& token) {
  if (ahead_ == 0 || token.frame == Token::kNoFrame) return;
  ++executed_[task][site_.program->number_of(token.frame)];
  advance(context);
}

void FrameGate::on_frames(Context& context, const Packet& packet) {
  finished_[packet.f] = std::max(finished_[packet.f], packet.a);
  advance(context);
  context.settle();
}

/// Task Blocks are in topological order: once is enough.
void FrameGate::advance(Context& context) {
  for (std::uint32_t task = 0; task < tasks_.size(); ++task) {
    bool any = false;
    while (advance(task)) any = true;
    if (any) tell(context, task);
  }
}

bool FrameGate::advance(std::uint32_t task) {
  const std::uint32_t block = tasks_[task];
  const std::uint64_t frame = finished_[block];
  if (frame == frames_) return false;
  for (const std::uint32_t before : graph_.previous[block]) {
    if (finished_[before] <= frame) return false;
  }
  const auto done = executed_[task].find(frame);
  if ((done == executed_[task].end() ? 0 : done->second) < counts_.of(frame)[block]) return false;
  if (done != executed_[task].end()) executed_[task].erase(done);
  ++finished_[block];
  std::uint64_t least = finished_[block];
  for (const std::uint32_t other : tasks_) least = std::min(least, finished_[other]);
  counts_.forget_before(least);
  return true;
}

Packet FrameGate::frames_packet(std::uint32_t node, std::uint16_t sub_owg, std::uint32_t block,
                                std::uint64_t finished) {
  Packet packet = control_packet(kFrames, node);
  packet.a = finished;
  packet.e = sub_owg;
  packet.f = static_cast<std::uint16_t>(block);
  return packet;
}

/// Once each station that a flow connects it with.
void FrameGate::tell(Context& context, std::uint32_t task) {
  const auto& program = *site_.program;
  const std::uint32_t block = tasks_[task];
  std::vector<std::uint16_t> whom;
  const auto add = [&](std::uint32_t other) {
    const std::uint16_t name =
        other == program.source() ? kHome : static_cast<std::uint16_t>(program.plan().sub_owg_of[other]);
    if (name != sub_owg_ && std::find(whom.begin(), whom.end(), name) == whom.end()) whom.push_back(name);
  };
  for (const std::uint32_t other : graph_.previous[block]) add(other);
  for (const std::uint32_t other : graph_.next[block]) add(other);
  for (const std::uint16_t name : whom) {
    const std::uint32_t node =
        name == kHome ? program.source_node(site_.cluster) : program.node_of_station(site_.cluster, name);
    ports_.send_control(context, frames_packet(node, name, block, finished_[block]));
  }
}

}  // namespace octosim::models::octopus
