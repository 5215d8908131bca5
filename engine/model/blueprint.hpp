/// \file blueprint.hpp  A model as pure functions of an id.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/base/time.hpp"
#include "engine/model/component.hpp"
#include "engine/model/record.hpp"

namespace octosim::engine {

/// A directed channel.  `latency` >= 1 cycle is its lookahead; a zero-latency link is a function call.
struct Link {
  ComponentId from{};
  std::uint32_t out_port = 0;  ///< index into ports_of(from).out
  ComponentId to{};
  std::uint32_t in_port = 0;  ///< index into ports_of(to).in
  Cycles latency{};
};

/// Asked by id, so that a rank builds only the components it owns.  Every function is pure: the same answer on
/// every rank, whatever was asked before.
class Blueprint {
 public:
  virtual ~Blueprint() = default;
  virtual std::uint32_t component_count() const = 0;
  virtual std::unique_ptr<Component> make(ComponentId) const = 0;
  /// The ports `make(id)` will have, without making it: links to components of other ranks are checked with it.
  virtual const PortTable& ports_of(ComponentId) const = 0;
  virtual std::vector<Link> links_from(ComponentId) const = 0;
  virtual std::span<const RecordType> record_types() const { return {}; }
  /// Least delay of post(); 0: no component may post.
  virtual Cycles least_post_delay() const { return {}; }
};

}  // namespace octosim::engine
