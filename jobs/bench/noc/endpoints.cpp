#include "jobs/bench/noc/endpoints.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/hash.hpp"

namespace octosim::jobs::bench::noc {

using engine::Context;
using engine::Cycles;
using models::network::Credit;
using models::network::Packet;

namespace {

constexpr std::uint64_t kOfPackets = 0x6E6F632E70616B74ULL;  // purpose of draws
/// Packets that a terminal hands over before they are due, so that the network never waits for one.  Chosen: above the
/// two cycles that a credit and the next packet take.
constexpr std::uint32_t kAhead = 4;
constexpr std::size_t kHistogram = 1U << 16U;
/// Between two reports while measured packets are waited for.  Chosen.
constexpr Cycles kDrainReport{64};
constexpr std::uint32_t kReportTag = 0xFFFF'FFFFU;

constexpr std::array kLinkColumns{engine::Column{"mesh", "id", "0"},
                                  engine::Column{"node", "id", "router, row by row"},
                                  engine::Column{"side", "id", "0 north, 1 south, 2 east, 3 west, 4 .. terminals"},
                                  engine::Column{"packets", "count", "that left through it"},
                                  engine::Column{"bytes", "bytes", "of those packets"},
                                  engine::Column{"busy", "cycles", "the port passed a flit"},
                                  engine::Column{"waiting", "count", "flits or packets that wait for it"}};
constexpr std::array kTerminalColumns{engine::Column{"packets", "count", "measured"},
                                      engine::Column{"latency", "cycles", "their sum"},
                                      engine::Column{"most", "cycles", "greatest"},
                                      engine::Column{"hops", "count", "routers they passed, summed"},
                                      engine::Column{"queued", "cycles", "before they entered, summed"},
                                      engine::Column{"accepted", "count", "flits while measuring"},
                                      engine::Column{"least", "count", "of the terminal that took least"},
                                      engine::Column{"digest", "hash", "of every packet's arrival, summed"}};
constexpr std::array kLatencyColumns{engine::Column{"latency", "cycles", "from made to tail there"},
                                     engine::Column{"packets", "count", "measured packets that took so long"}};
constexpr std::array kMonitorColumns{engine::Column{"status", "id", "NocStatus"},
                                     engine::Column{"from", "cycles", "measuring began"},
                                     engine::Column{"until", "cycles", "measuring ended"}};
constexpr std::array kTypes{
    engine::RecordType{"/noc/links", "Ports of routers.", engine::Level::kSummary, kLinkColumns},
    engine::RecordType{"/noc/terminals", "What the terminals of a tile saw.", engine::Level::kSummary,
                       kTerminalColumns},
    engine::RecordType{"/noc/latencies", "Histogram of packet latencies.", engine::Level::kSummary, kLatencyColumns},
    engine::RecordType{"/noc/monitor", "How the run ended.", engine::Level::kSummary, kMonitorColumns}};

}  // namespace

std::span<const engine::RecordType> record_types() { return kTypes; }

Endpoints::Ports::Ports(std::uint32_t terminals) : terminals_{terminals} {
  names_.reserve(terminals);
  for (std::uint32_t terminal = 0; terminal < terminals; ++terminal) {
    names_.push_back(fmt::format("terminal{}", terminal));
    in_.push_back(engine::in_port<&Endpoints::on_packet>(names_.back()));
    out_.push_back(engine::out_port<Packet>(names_.back()));
  }
  for (std::uint32_t terminal = 0; terminal < terminals; ++terminal) {
    in_.push_back(engine::in_port<&Endpoints::on_credit>(names_[terminal]));
  }
  in_.push_back(engine::in_port<&Endpoints::on_end>("end"));
  out_.push_back(engine::out_port<Report>("report"));
  table_ = {"terminals", in_, out_};
}

Endpoints::Endpoints(const NocSettings& settings, const Ports& ports, std::uint32_t tile)
    : settings_{settings},
      ports_{ports},
      log_of_rest_{std::log1p(-settings.load / settings.packet_flits)},
      from_{settings.warmup * settings.period},
      until_{engine::kNever.cycle},
      warm_{settings.warmup == 0} {
  const auto mesh = settings.mesh(tile);
  const models::network::Sender link{kFlitBytes, std::uint64_t{settings.vcs} * settings.vc_buffer * kFlitBytes};
  for (std::uint32_t n = 0; n < mesh.terminals(); ++n) {
    const std::uint32_t router = n / mesh.locals;
    const std::uint32_t row = mesh.first_row + router / mesh.tile_cols, col = mesh.first_col + router % mesh.tile_cols;
    Source& source = sources_.emplace_back(link);
    source.terminal = (row * mesh.cols + col) * mesh.locals + n % mesh.locals;
  }
}

void Endpoints::start(Context& context) {
  for (std::uint32_t index = 0; index < sources_.size(); ++index) {
    draw_next(sources_[index]);
    if (settings_.fidelity == Fidelity::kPacket) {
      context.wake_after(Cycles{sources_[index].made + 1}, index);
    } else {
      for (std::uint32_t k = 0; k < kAhead; ++k) send_next(context, index);
    }
  }
  context.wake_after(Cycles{settings_.period}, kReportTag);
}

/// The number of cycles without a packet is geometric.
void Endpoints::draw_next(Source& source) {
  const auto words = engine::draw_words({settings_.seed, source.terminal, kOfPackets}, source.number);
  const auto gap = static_cast<std::uint64_t>(std::log(engine::uniform_of(words[0])) / log_of_rest_);
  source.made = source.number == 0 ? gap : source.made + 1 + gap;
  source.to = destination(settings_.traffic, settings_.k, settings_.locals, source.terminal, words[1]);
}

Packet Endpoints::take_packet(Source& source) {
  Packet packet{.a = source.number, .b = source.made, .d = source.terminal};
  packet.bytes = static_cast<std::uint32_t>(settings_.packet_flits * kFlitBytes);
  packet.address(0, source.to);
  source.sent.push_back(source.made);
  ++source.number;
  draw_next(source);
  return packet;
}

/// Arrives in the cycle in which it is made, or in the next one if that is past.
void Endpoints::send_next(Context& context, std::uint32_t index) {
  const Packet packet = take_packet(sources_[index]);
  const std::uint64_t at = std::max(packet.b, context.now().cycle + 1);
  send(context, index, packet, Cycles{at - context.now().cycle - 1});
}

void Endpoints::entered(std::uint64_t made, std::uint64_t now) {
  if (!measures(made)) return;
  ++entered_;
  queued_ += now - made;
}

void Endpoints::on_credit(Context& context, std::uint32_t port, const Credit& credit) {
  const std::uint32_t index = port - ports_.credit_in(0);
  Source& source = sources_[index];
  if (settings_.fidelity == Fidelity::kPacket) {
    source.link.credit(credit.bytes);
    return drain(context, index);
  }
  entered(source.sent.front(), context.now().cycle - 1);
  source.sent.pop_front();
  send_next(context, index);
}

/// Into a router that works on packets: those that are made go when the link and the buffer have room.
void Endpoints::drain(Context& context, std::uint32_t index) {
  Source& source = sources_[index];
  while (const auto departure = source.link.pop(context.now())) {
    // made one cycle ago when it was pushed at once: the link is one cycle shorter for it
    entered(source.sent.front(), context.now().cycle - 1 + departure->delay.count);
    source.sent.pop_front();
    send(context, index, departure->waiting.packet, departure->delay);
  }
}

void Endpoints::wake(Context& context, std::uint32_t tag) {
  if (tag == kReportTag) return report(context);
  Source& source = sources_[tag];
  source.link.push({take_packet(source)});
  drain(context, tag);
  context.wake_after(Cycles{source.made + 1 - context.now().cycle}, tag);
}

void Endpoints::on_packet(Context& context, std::uint32_t port, const Packet& packet) {
  const std::uint64_t now = context.now().cycle, latency = now - packet.b;
  Source& sink = sources_[port];
  digest_ += engine::mix(engine::mix(packet.d, packet.a), now);
  if (!warm_ || measures(packet.b)) {
    ++told_.packets;
    told_.latency += latency;
  }
  if (now < until_) told_.accepted += settings_.packet_flits;
  if (now >= from_ && now < until_) sink.accepted += settings_.packet_flits;
  if (!measures(packet.b)) return;
  ++packets_;
  latency_ += latency;
  most_ = std::max(most_, latency);
  const std::uint32_t k = settings_.k, from = packet.d / settings_.locals, to = packet.node() / settings_.locals;
  const auto apart = [](std::uint32_t a, std::uint32_t b) { return a > b ? a - b : b - a; };
  hops_ += 1 + apart(from % k, to % k) + apart(from / k, to / k);
  if (latency >= kHistogram) {
    ++beyond_[latency];
    return;
  }
  if (latency >= histogram_.size()) histogram_.resize(std::max<std::size_t>(2 * histogram_.size(), latency + 1));
  ++histogram_[latency];
}

void Endpoints::on_end(Context& context, const EndOfMeasuring& /*end*/) {
  until_ = context.now().cycle + 1;  // whatever came before this in the same cycle was counted
  context.wake_after(kDrainReport, kReportTag);
}

/// At the end of each period; while waiting for the last packets more often.
void Endpoints::report(Context& context) {
  const std::uint64_t now = context.now().cycle;
  Report report = told_;
  report.entered = entered_;
  for (const Source& source : sources_) {
    for (std::size_t k = 0; k < source.sent.size() && source.sent[k] <= now; ++k) {
      if (warm_ && source.sent[k] < from_) continue;
      ++report.waiting;
      report.age += now - source.sent[k];
    }
    const std::uint64_t next = source.sent.empty() ? source.made : source.sent.front();
    if (next < until_) report.entered |= kMoreWillEnter;
  }
  send(context, ports_.report_out(), report);
  const bool ended = until_ != engine::kNever.cycle;
  if (ended) return context.wake_after(kDrainReport, kReportTag);
  if (now >= from_ && !warm_) {
    warm_ = true;
    told_ = {};
  }
  context.wake_after(Cycles{settings_.period}, kReportTag);
}

void Endpoints::finish(Context& context) {
  std::uint64_t accepted = 0, least = engine::kNever.cycle;
  for (const Source& source : sources_) {
    accepted += source.accepted;
    least = std::min(least, source.accepted);
  }
  const std::array<std::uint64_t, 8> row{packets_, latency_, most_, hops_, queued_, accepted, least, digest_};
  context.record(kTerminalRecord, row);
  const auto tell = [&](std::uint64_t latency, std::uint64_t packets) {
    const std::array<std::uint64_t, 2> bin{latency, packets};
    if (packets > 0) context.record(kLatencyRecord, bin);
  };
  for (std::size_t latency = 0; latency < histogram_.size(); ++latency) tell(latency, histogram_[latency]);
  for (const auto& [latency, packets] : beyond_) tell(latency, packets);
}

void Endpoints::archive(engine::Archive& archive) {
  archive(until_, warm_);
  archive.each(sources_);
  archive(told_, packets_, latency_, most_, hops_, queued_, entered_, digest_, histogram_, beyond_);
}

}  // namespace octosim::jobs::bench::noc
