/// \file linked_model.hpp  A model of components that do nothing, with the links that a test gives.
#pragma once
#include <memory>
#include <vector>

#include "engine/model/blueprint.hpp"

namespace octosim::test {

class LinkedModel final : public engine::Blueprint {
 public:
  /// Port numbers of `links` are not looked at.
  LinkedModel(std::uint32_t components, std::vector<engine::Link> links) : links_(components) {
    for (const engine::Link& link : links) links_[index(link.from)].push_back(link);
  }
  std::uint32_t component_count() const override { return static_cast<std::uint32_t>(links_.size()); }
  std::unique_ptr<engine::Component> make(engine::ComponentId) const override { return nullptr; }
  const engine::PortTable& ports_of(engine::ComponentId) const override { return kPorts; }
  std::vector<engine::Link> links_from(engine::ComponentId id) const override { return links_[index(id)]; }

 private:
  static constexpr engine::PortTable kPorts{"Idle", {}, {}};
  std::vector<std::vector<engine::Link>> links_;
};

inline engine::Link link(std::uint32_t from, std::uint32_t to, std::uint64_t latency) {
  return {engine::ComponentId{from}, 0, engine::ComponentId{to}, 0, {latency}};
}

}  // namespace octosim::test
