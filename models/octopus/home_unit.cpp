#include "models/octopus/home_unit.hpp"

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
  for (std::uint64_t stream = 0; stream < site.program->streams(); ++stream) {
    if (site.program->home_of_stream(stream) != site.cluster) continue;
    by_id_[functional::stream_id(stream)] = streams_.size();
    streams_.push_back({.number = stream});
  }
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

void HomeUnit::fetch(Context& context) {
  waits_ = in_flight_ >= site_.program->memory().frames_in_flight();
  if (waits_) return;
  const auto& plan = site_.program->plan();
  for (std::size_t tried = 0; tried < streams_.size(); ++tried) {
    Stream& stream = streams_[next_];
    next_ = (next_ + 1) % streams_.size();
    if (stream.fetched == site_.program->frames()) continue;
    if (stream.fetched == 0) stream.first = context.now().cycle;
    Packet request = control_packet(kFetch, node_of_tf_port(plan, plan::chiplet_of_node(plan, site_.node)));
    request.a = stream.number;
    request.c = site_.program->memory().encoded(stream.number, stream.fetched);
    request.b = site_.node;
    request.d = static_cast<std::uint32_t>(stream.fetched++);
    ports_.send_control(context, request);
    ++in_flight_;
    return;
  }
}

void HomeUnit::on_frame(Context& context, const Packet& packet) {
  const auto token = site_.program->frame_token(packet.a, packet.d, static_cast<std::uint16_t>(site_.cluster));
  emit_outputs(context, site_, emitters_, emitter_, site_.program->source(), token);
}

void HomeUnit::on_retired(Context& context) {
  --in_flight_;
  if (waits_) fetch(context);
}

void HomeUnit::on_delivered(Context& context, const Packet& packet) {
  const workload::Token token = token_of(packet);
  const bool whole = site_.program->streamed_expand() != workload::kNone;
  Stream& stream = streams_[by_id_.at(whole ? token.id : token.parent)];
  stream.sum += functional::arrived(packet.f, token.digest, token.position);
  if (stream.arrivals == site_.program->sink_arrivals()) {
    throw engine::LogicError{"an item was delivered to a stream that is complete"};
  }
  if (++stream.arrivals == site_.program->sink_arrivals()) finish(context, stream);
  // Without a Collapse of the whole stream a frame ends here, when it has come by every flow into the sink.
  if (whole) return;
  const std::uint64_t flows = site_.program->flows_into(site_.program->sink()).size();
  if (flows > 1 && ++arrived_[token.id] < flows) return;
  arrived_.erase(token.id);
  on_retired(context);
}

void HomeUnit::sample(Context& context) const {
  if (streams_.empty() || !context.records(kInput)) return;
  std::array<std::uint64_t, 3> row{site_.cluster, 0, streams_.size() * site_.program->frames()};
  for (const Stream& stream : streams_) row[1] += stream.fetched;
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
