/// \file endpoints.hpp  The terminals of a tile: they make packets, and take them.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/random.hpp"
#include "engine/base/ring.hpp"
#include "engine/model/component.hpp"
#include "engine/model/record.hpp"
#include "jobs/bench/noc/noc_settings.hpp"
#include "models/network/packet.hpp"
#include "models/network/sender.hpp"

namespace octosim::jobs::bench::noc {

/// What a tile's terminals tell the monitor.
struct Report {
  static constexpr std::string_view kKind = "noc report";
  std::uint64_t packets = 0;   ///< counted, and here
  std::uint64_t latency = 0;   ///< their sum, in cycles
  std::uint64_t waiting = 0;   ///< made here, and not begun to enter the network
  std::uint64_t age = 0;       ///< sum of theirs, in cycles
  std::uint64_t accepted = 0;  ///< flits, counted
  std::uint64_t entered = 0;   ///< measured packets that began to enter here; the highest bit: more will
};
inline constexpr std::uint64_t kMoreWillEnter = std::uint64_t{1} << 63U;

/// From the monitor: this cycle is the last that is measured.
struct EndOfMeasuring {
  static constexpr std::string_view kKind = "noc end";
  std::uint64_t period = 0;  ///< the last one
};

/// Record types of the model, by index.
enum NocRecord : std::uint32_t { kLinkRecord, kTerminalRecord, kLatencyRecord, kMonitorRecord };
std::span<const engine::RecordType> record_types();

/// Every terminal makes a packet in each cycle with the same probability, and has an infinite queue of them.  Draws are
/// keyed by (seed, terminal) and numbered by its packets, so that its packets are the same in every fidelity.
class Endpoints final : public engine::Component {
 public:
  /// Ports.  In: for each terminal its packets; for each the credits of its way in; EndOfMeasuring.
  /// Out: for each terminal its packets; Report.
  class Ports {
   public:
    explicit Ports(std::uint32_t terminals);
    Ports(const Ports&) = delete;
    Ports& operator=(const Ports&) = delete;
    const engine::PortTable& table() const { return table_; }
    std::uint32_t credit_in(std::uint32_t terminal) const { return terminals_ + terminal; }
    std::uint32_t end_in() const { return 2 * terminals_; }
    std::uint32_t report_out() const { return terminals_; }

   private:
    std::uint32_t terminals_;
    std::vector<std::string> names_;
    std::vector<engine::InPort> in_;
    std::vector<engine::OutPort> out_;
    engine::PortTable table_;
  };

  /// All outlive the component.
  Endpoints(const NocSettings& settings, const Ports& ports, std::uint32_t tile);

  const engine::PortTable& ports() const override { return ports_.table(); }
  void start(engine::Context& context) override;
  void wake(engine::Context& context, std::uint32_t tag) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override;

  void on_packet(engine::Context& context, std::uint32_t port, const models::network::Packet& packet);
  void on_credit(engine::Context& context, std::uint32_t port, const models::network::Credit& credit);
  void on_end(engine::Context& context, const EndOfMeasuring& end);

 private:
  struct Source {
    std::uint32_t terminal = 0;
    std::uint32_t to = 0;              ///< of the next packet
    std::uint64_t made = 0;            ///< cycle in which it is made
    std::uint64_t number = 0;          ///< packets before it
    std::uint64_t accepted = 0;        ///< flits, measured
    engine::Ring<std::uint64_t> sent;  ///< cycles in which those were made that have not begun to enter the network
    models::network::Sender link;      ///< into a router that works on packets

    explicit Source(models::network::Sender sender) : link{std::move(sender)} {}
    void archive(engine::Archive& archive) { archive(to, made, number, accepted, sent, link); }
  };
  void draw_next(Source& source);
  models::network::Packet take_packet(Source& source);
  void send_next(engine::Context& context, std::uint32_t index);
  void drain(engine::Context& context, std::uint32_t index);
  void entered(std::uint64_t made, std::uint64_t now);
  void report(engine::Context& context);
  bool measures(std::uint64_t made) const { return made >= from_ && made < until_; }

  const NocSettings& settings_;
  const Ports& ports_;
  double log_of_rest_;  // of the probability that no packet is made in a cycle
  std::uint64_t from_;  // measured are the packets made in from_ .. until_ - 1
  std::uint64_t until_;
  bool warm_;  // the warm-up is over
  std::vector<Source> sources_;

  Report told_;  // since the start, or the end of the warm-up
  std::uint64_t packets_ = 0, latency_ = 0, most_ = 0, hops_ = 0, queued_ = 0, entered_ = 0, digest_ = 0;
  std::vector<std::uint64_t> histogram_;           // by latency
  std::map<std::uint64_t, std::uint64_t> beyond_;  // latencies beyond it
};

}  // namespace octosim::jobs::bench::noc
