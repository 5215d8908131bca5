/// \file tally.hpp  Totals of a run, taken from the records as they are written.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "engine/comm/communicator.hpp"
#include "engine/model/record.hpp"
#include "io/trace/run_info.hpp"
#include "models/hardware/energy.hpp"
#include "models/octopus/control_kind.hpp"

namespace octosim::jobs::cli {

/// Sums of this rank; `reduce` makes them those of the run.
struct Totals {
  std::uint64_t streams_done = 0, streams_failed = 0, items_delivered = 0;
  std::uint64_t tbu_packets = 0, busy = 0, configuring = 0, loading = 0, starved = 0, blocked = 0, port = 0, done = 0;
  std::uint64_t made = 0, delivered = 0, absorbed = 0, in_flight = 0;
  std::uint64_t switches = 0, moves = 0, moved_items = 0, moved_bytes = 0, moved_byte_hops = 0;
  models::hardware::Activity activity;  ///< what energy is computed from
  std::uint64_t control_messages = 0, control_byte_hops = 0, control_port_bytes = 0;
  std::array<std::uint64_t, models::octopus::kControlKinds.size()> control_bytes{};  ///< by ControlKind

  /// Collective.
  void reduce(engine::Communicator& comm);
  void add(const Totals& other);
  /// All of them in order, for a checkpoint; from_words takes an empty list for zeros.
  std::vector<std::uint64_t> to_words() const;
  /// \throws SystemError if there are more or fewer than this build has.
  static Totals from_words(const std::vector<std::uint64_t>& words);
};

/// Passes every record on to `next` (which outlives it) and adds up those of the end of the run.
class Tally final : public engine::RecordSink {
 public:
  explicit Tally(engine::RecordSink& next) : next_{next} {}
  void write(std::uint32_t type, engine::SimTime time, engine::ComponentId component, std::uint64_t nth,
             std::span<const std::uint64_t> values) override;
  const Totals& totals() const { return totals_; }
  /// Share of this rank's input that was fed in, as of the last sample; 0 before the first.
  double input_part() const;

 private:
  void add_router(std::span<const std::uint64_t> values);

  engine::RecordSink& next_;
  Totals totals_;
  std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> input_;  // cluster -> (fetched, total)
};

}  // namespace octosim::jobs::cli
