#include "jobs/bench/ring.hpp"

#include <array>
#include <memory>

namespace octosim::jobs::bench {
namespace {

constexpr std::uint32_t kNext = 0;
constexpr std::uint32_t kPrevious = 1;

class RingNode final : public engine::Component {
 public:
  explicit RingNode(const RingSettings& settings) : settings_{settings} {}

  static const engine::PortTable kPorts;
  const engine::PortTable& ports() const override { return kPorts; }

  void start(engine::Context& context) override {
    const std::uint32_t id = index(context.self());
    if (settings_.kind != RingSettings::Kind::kIdle) {
      context.wake_after({settings_.latency});
      if (settings_.kind == RingSettings::Kind::kToken && id == 0) engine::send(context, kNext, RingToken{});
    } else {
      if (id == 0) context.wake_after({1});
      if (id + 1 == settings_.nodes) context.wake_after({RingSettings::kIdleCycles});
    }
  }
  void wake(engine::Context& context, std::uint32_t) override {
    if (settings_.kind != RingSettings::Kind::kIdle) context.wake_after({settings_.latency});
  }
  void on_token(engine::Context& context, const RingToken& token) {
    hops_ = token.hops + 1;
    engine::send(context, kNext, RingToken{hops_});
  }
  void archive(engine::Archive& archive) override { archive(hops_); }

 private:
  const RingSettings& settings_;
  std::uint64_t hops_ = 0;
};

constexpr std::array kIn{engine::in_port<&RingNode::on_token>("from_previous"),
                         engine::in_port<&RingNode::on_token>("from_next")};
constexpr std::array kOut{engine::out_port<RingToken>("next"), engine::out_port<RingToken>("previous")};
const engine::PortTable RingNode::kPorts{"ring_node", kIn, kOut};

}  // namespace

std::unique_ptr<engine::Component> Ring::make(engine::ComponentId) const {
  return std::make_unique<RingNode>(settings_);
}

const engine::PortTable& Ring::ports_of(engine::ComponentId) const { return RingNode::kPorts; }

std::vector<engine::Link> Ring::links_from(engine::ComponentId id) const {
  const std::uint32_t nodes = settings_.nodes;
  const std::uint64_t latency = settings_.kind == RingSettings::Kind::kIdle ? 1 + index(id) % 10 : settings_.latency;
  return {{id, kNext, engine::ComponentId{(index(id) + 1) % nodes}, kNext, {latency}},
          {id, kPrevious, engine::ComponentId{(index(id) + nodes - 1) % nodes}, kPrevious, {latency}}};
}

}  // namespace octosim::jobs::bench
