/// \file monitor.hpp  Decides when enough was measured, and when the run may end.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/component.hpp"
#include "jobs/bench/noc/endpoints.hpp"

namespace octosim::jobs::bench::noc {

/// How a run ended.
enum class NocStatus : std::uint8_t {
  kStable,     ///< latency and rate settled, or the periods were used up
  kUnstable,   ///< the mean latency passed the limit
  kUndrained,  ///< measured packets did not all arrive in time
  kMeasured,   ///< Mode::kThroughput
};

/// One for the whole mesh, connected to the terminals of every tile.
class Monitor final : public engine::Component {
 public:
  /// In: Report of each tile.  Out: EndOfMeasuring to each.
  class Ports {
   public:
    explicit Ports(std::uint32_t tiles);
    Ports(const Ports&) = delete;
    Ports& operator=(const Ports&) = delete;
    const engine::PortTable& table() const { return table_; }

   private:
    std::vector<std::string> names_;
    std::vector<engine::InPort> in_;
    std::vector<engine::OutPort> out_;
    engine::PortTable table_;
  };

  Monitor(const NocSettings& settings, const Ports& ports) : settings_{settings}, ports_{ports} {}

  const engine::PortTable& ports() const override { return ports_.table(); }
  void start(engine::Context& context) override { context.hold(); }
  void settle(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override {
    archive(sum_, more_, periods_, settled_, last_latency_, last_accepted_, until_, status_, ended_);
  }
  void on_report(engine::Context& context, const Report& report);

 private:
  void end_of_period(engine::Context& context);
  void end(engine::Context& context, NocStatus status);

  const NocSettings& settings_;
  const Ports& ports_;
  Report sum_;
  bool more_ = false;
  std::uint64_t periods_ = 0;
  std::uint64_t settled_ = 0;  ///< successive periods
  double last_latency_ = 0, last_accepted_ = 0;
  std::uint64_t until_ = 0;  ///< end of measuring, once it is known
  NocStatus status_ = NocStatus::kStable;
  bool ended_ = false;
};

}  // namespace octosim::jobs::bench::noc
