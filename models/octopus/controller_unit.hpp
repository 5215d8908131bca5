/// \file controller_unit.hpp  The central controller of a machine that balances its load reactively.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/model/archive.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"
#include "models/schedule/balance.hpp"

namespace octosim::models::octopus {

/// The baseline of the paper's Fig. 12 (challenge 2): leaders tell it when their cluster has nothing to do.  When
/// `schedule.idle_threshold` of all clusters have, it asks every station for its load, takes `schedule.decision`
/// cycles, and sends its orders: what idle clusters work on, once they are drained, and which items move where.  It
/// begins anew when all have done so, but not before an interval has passed.
class ControllerUnit {
 public:
  ControllerUnit(const Site& site, Ports& ports);

  void on_idle(engine::Context& context, const network::Packet& packet);
  void on_surveyed(engine::Context& context, const network::Packet& packet);
  void on_assigned(engine::Context& context, const network::Packet& packet);
  /// It has decided, or the interval has passed.
  void wake(engine::Context& context);
  void finish(engine::Context& context) const;

  void archive(engine::Archive& archive) {
    archive(phase_, missing_, owner_);
    archive.each(idle_);
    archive(items_, stranded_, rounds_, assignments_, orders_);
  }
  static constexpr std::uint32_t kWakeTag = 0xFFFF'FFFDU;

 private:
  enum class Phase : std::uint8_t { kWatching, kSurveying, kDeciding, kOrdering, kResting };
  void look(engine::Context& context);
  void order(engine::Context& context);
  void rest(engine::Context& context);

  Site site_;
  Ports& ports_;
  Phase phase_ = Phase::kWatching;
  std::uint64_t missing_ = 0;         ///< answers, of stations or leaders
  std::vector<std::uint32_t> owner_;  ///< by cluster
  std::vector<std::uint8_t> idle_;    ///< by cluster
  std::vector<std::uint64_t> items_;  ///< by cluster and sub-OWG, as surveyed
  std::vector<std::uint8_t> stranded_;
  std::uint64_t rounds_ = 0, assignments_ = 0, orders_ = 0;
};

}  // namespace octosim::models::octopus
