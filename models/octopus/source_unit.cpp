#include "models/octopus/source_unit.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

/// The memory map has room for so many frames of every cluster that reads a stream.
SourceUnit::SourceUnit(const Site& site, Ports& ports) : site_{site}, ports_{ports} {
  std::uint64_t homes = 0;
  for (std::uint32_t cluster = 0; cluster < site.program->plan().clusters.count(); ++cluster) {
    homes += site.program->input().is_home(cluster) ? 1 : 0;
  }
  const std::uint64_t each = site.program->memory().frames_in_flight();
  most_ = each > ~std::uint64_t{0} / homes ? ~std::uint64_t{0} : each * homes;
}

void SourceUnit::on_next_frame(Context& context, const Packet& packet) {
  asking_.push_back(packet);
  give(context);
}

void SourceUnit::on_retired(Context& context) {
  --in_flight_;
  give(context);
}

void SourceUnit::give(Context& context) {
  const auto& program = *site_.program;
  const auto step = [&] {
    stream_ = (stream_ + 1) % program.input().count();
    if (stream_ == 0) ++round_;
  };
  while (!asking_.empty() && given_ < program.input().frames() && in_flight_ < most_) {
    while (round_ >= program.input().frames(stream_)) step();  // one that has ended
    const std::uint64_t stream = stream_;
    Packet answer = control_packet(kThisFrame, static_cast<std::uint32_t>(asking_.front().b));
    asking_.pop_front();
    answer.a = stream;
    answer.d = static_cast<std::uint32_t>(round_);
    ports_.send_control(context, answer);
    if (answer.d == 0) {
      Packet started = control_packet(kStarted, program.source_node(program.input().home_of_stream(stream)));
      started.a = stream;
      ports_.send_control(context, started);
    }
    step();
    ++given_;
    ++in_flight_;
  }
}

}  // namespace octosim::models::octopus
