/// \file ring.hpp  A ring with almost nothing to do: what remains is synchronisation.
#pragma once
#include <cstdint>
#include <string_view>

#include "engine/model/blueprint.hpp"

namespace octosim::jobs::bench {

struct RingSettings {
  enum class Kind : std::uint8_t {
    kEmpty,  ///< every node wakes each `latency` cycles and sends nothing
    kToken,  ///< and one token goes round
    kIdle,   ///< one node wakes at cycle 1, another at cycle kIdleCycles, and nothing else; links of 1 to 10 cycles
  };
  static constexpr std::uint64_t kIdleCycles = 1'000'000'000;

  std::uint32_t nodes = 2;
  std::uint64_t latency = 100;  ///< cycles; of every link, but for kIdle
  Kind kind = Kind::kEmpty;
};

struct RingToken {
  static constexpr std::string_view kKind = "token";
  std::uint64_t hops = 0;
};

/// Node i has links to i + 1 (port 0) and i - 1 (port 1), round the end.
class Ring final : public engine::Blueprint {
 public:
  /// \pre nodes >= 1, latency >= 1
  explicit Ring(const RingSettings& settings) : settings_{settings} {}

  std::uint32_t component_count() const override { return settings_.nodes; }
  std::unique_ptr<engine::Component> make(engine::ComponentId id) const override;
  const engine::PortTable& ports_of(engine::ComponentId) const override;
  std::vector<engine::Link> links_from(engine::ComponentId id) const override;

 private:
  RingSettings settings_;
};

}  // namespace octosim::jobs::bench
