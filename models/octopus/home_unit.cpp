#include "models/octopus/home_unit.hpp"

#include <algorithm>
#include <array>

#include "engine/base/error.hpp"
#include "models/octopus/records.hpp"
#include "models/octopus/tf_port.hpp"
#include "models/plan/geometry.hpp"
#include "models/plan/interpreter.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;
namespace functional = workload::functional;

HomeUnit::HomeUnit(const Site& site, Ports& ports, Emitters& emitters, Emitters::Id emitter)
    : site_{site}, ports_{ports}, emitters_{emitters}, emitter_{emitter} {
  for (std::uint64_t stream = 0; stream < site.program->input().count(); ++stream) {
    if (site.program->input().home_of_stream(stream) != site.cluster) continue;
    by_id_[functional::stream_id(stream)] = streams_.size();
    streams_.push_back({.number = stream});
  }
  if (site.program->plan().schedule.frames_ahead() == 0) return;
  first_tasks_ = plan::TaskGraph{site.program->owg()}.next[site.program->source()];
  finished_.resize(first_tasks_.size());
}

void HomeUnit::start(Context& context) {
  const auto& program = *site_.program;
  for (const Stream& stream : streams_) {
    context.hold();
    if (program.streamed_expand() == workload::kNone) continue;
    const std::uint32_t collapse = program.plan().partner[program.streamed_expand()];
    const auto token = program.stream_token(stream.number, static_cast<std::uint16_t>(site_.cluster));
    ports_.send_data(context, token_packet(kOpen, program.node_of_block(site_.cluster, collapse), token,
                                           kDescriptorBytes, static_cast<std::uint16_t>(collapse)));
  }
  fetch(context);
}

bool HomeUnit::may_fetch() const {
  if (in_flight_ >= site_.program->memory().frames_in_flight()) return false;
  const std::uint64_t ahead = site_.program->plan().schedule.frames_ahead();
  return std::all_of(finished_.begin(), finished_.end(),
                     [&](std::uint64_t finished) { return fetched_ < finished + ahead; });
}

void HomeUnit::fetch(Context& context) {
  if (is_shared()) {
    Packet ask = control_packet(kNextFrame, site_.program->controller_node());
    ask.b = site_.node;
    return ports_.send_control(context, ask);
  }
  waits_ = !may_fetch();
  if (waits_) return;
  for (std::size_t tried = 0; tried < streams_.size(); ++tried) {
    Stream& stream = streams_[next_];
    next_ = (next_ + 1) % streams_.size();
    if (stream.fetched == site_.program->input().frames(stream.number)) continue;
    if (stream.fetched == 0) stream.first = context.now().cycle;
    ++in_flight_;
    return request(context, stream.number, stream.fetched++);
  }
}

void HomeUnit::request(Context& context, std::uint64_t stream, std::uint64_t frame) {
  const auto& plan = site_.program->plan();
  Packet request = control_packet(kFetch, node_of_tf_port(plan, plan::chiplet_of_node(plan, site_.node)));
  request.a = stream;
  request.c = site_.program->memory().encoded(stream, frame);
  request.b = site_.node;
  request.d = static_cast<std::uint32_t>(frame);
  ports_.send_control(context, request);
  ++fetched_;
}

void HomeUnit::on_this_frame(Context& context, const Packet& packet) { request(context, packet.a, packet.d); }

void HomeUnit::on_started(Context& context, const Packet& packet) {
  streams_[by_id_.at(functional::stream_id(packet.a))].first = context.now().cycle;
}

void HomeUnit::on_frame(Context& context, const Packet& packet) {
  const auto home = static_cast<std::uint16_t>(site_.program->input().home_of_stream(packet.a));
  const auto token = site_.program->frame_token(packet.a, packet.d, home);
  emit_outputs(context, site_, emitters_, emitter_, site_.program->source(), token);
}

/// The frame has left the source: the sub-OWGs behind it are told, if frames are counted.
void HomeUnit::drained(Context& context) {
  std::vector<std::uint16_t> told;
  for (const std::uint32_t task : first_tasks_) {
    const auto sub = static_cast<std::uint16_t>(site_.program->plan().sub_owg_of[task]);
    if (std::find(told.begin(), told.end(), sub) != told.end()) continue;
    told.push_back(sub);
    const std::uint32_t node = site_.program->node_of_station(site_.cluster, sub);
    ports_.send_control(context, FrameGate::frames_packet(node, sub, site_.program->source(), fetched_));
  }
  fetch(context);
}

void HomeUnit::on_frames(Context& context, const Packet& packet) {
  for (std::size_t k = 0; k < first_tasks_.size(); ++k) {
    if (first_tasks_[k] == packet.f) finished_[k] = std::max(finished_[k], packet.a);
  }
  if (waits_) fetch(context);
}

void HomeUnit::on_retired(Context& context) {
  --in_flight_;
  if (waits_) fetch(context);
}

/// The frame of a stream that lives here is at its end.
void HomeUnit::retire(Context& context) {
  if (!is_shared()) return on_retired(context);
  ports_.send_control(context, control_packet(kRetired, site_.program->controller_node()));
}

void HomeUnit::on_delivered(Context& context, const Packet& packet) {
  const workload::Token token = token_of(packet);
  const bool whole = site_.program->streamed_expand() != workload::kNone;
  Stream& stream = streams_[by_id_.at(whole ? token.id : token.parent)];
  stream.sum += functional::arrived(packet.f, token.digest, token.position);
  const std::uint64_t all = site_.program->sink_arrivals(stream.number);
  if (stream.arrivals == all) {
    throw engine::LogicError{"an item was delivered to a stream that is complete"};
  }
  if (++stream.arrivals == all) finish(context, stream);
  // Without a Collapse of the whole stream a frame ends here, when it has come by every flow into the sink.
  if (whole) return;
  const std::uint64_t flows = site_.program->flows_into(site_.program->sink()).size();
  if (flows > 1 && ++arrived_[token.id] < flows) return;
  arrived_.erase(token.id);
  retire(context);
}

void HomeUnit::sample(Context& context) const {
  if ((streams_.empty() && fetched_ == 0) || !context.records(kInput)) return;
  std::array<std::uint64_t, 3> row{site_.cluster, 0, site_.program->input().frames_of_cluster(site_.cluster)};
  row[1] = fetched_;
  context.record(kInput, row);
}

void HomeUnit::finish(Context& context, const Stream& stream) {
  const plan::StreamResult expected = plan::interpret_stream(*site_.program, stream.number);
  const bool ok = expected.arrivals == stream.arrivals && expected.digest == stream.sum;
  const std::array<std::uint64_t, 6> row{stream.number,   site_.cluster, stream.first,
                                         stream.arrivals, stream.sum,    ok ? 1U : 0U};
  context.record(kStream, row);
  context.release();
}

}  // namespace octosim::models::octopus
