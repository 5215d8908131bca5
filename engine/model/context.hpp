/// \file context.hpp  The only way a handler may act on the world.
#pragma once
#include <cstdint>
#include <span>

#include "engine/base/ids.hpp"
#include "engine/base/time.hpp"
#include "engine/model/message.hpp"

namespace octosim::engine {

/// Valid for the one call it is passed to.
class Context {
 public:
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  SimTime now() const { return now_; }
  ComponentId self() const { return self_; }

  /// Calls Component::wake(tag) at now() + delay.  \pre delay >= 1_cy
  virtual void wake_after(Cycles delay, std::uint32_t tag = 0) = 0;

  /// Calls Component::settle once at the end of this cycle, after all its deliveries and wakes,
  /// however often it is asked for.  Not allowed inside settle().
  virtual void settle() = 0;

  /// Says that this component still has work: the run goes on until every hold is released.
  virtual void hold() = 0;
  virtual void release() = 0;
  /// Says that work was done in this cycle; a run without any for the stall limit ends in a StallError.
  virtual void progress() = 0;

  /// Promises that this component sends nothing before `time`, whatever arrives: other ranks may run ahead so far.
  /// Changes no result; a later call can only move it further.  A send before it is a LogicError.
  virtual void silent_until(SimTime time) = 0;

  /// Publishes one record of `type` (index into Blueprint::record_types()); costs nothing when it is off.
  virtual void record(std::uint32_t type, std::span<const std::uint64_t> values) = 0;
  virtual bool records(std::uint32_t type) const = 0;

  /// Used by OutPort; arrives at now() + latency of the link + extra.
  virtual void send_bytes(std::uint32_t out_port, const void* message, std::uint32_t bytes, Cycles extra) = 0;
  /// Used by post(); arrives at now() + delay.
  virtual void post_bytes(ComponentId to, std::uint32_t in_port, const void* message, std::uint32_t bytes,
                          Cycles delay) = 0;

 protected:
  Context() = default;
  ~Context() = default;
  SimTime now_{};
  ComponentId self_{};
};

}  // namespace octosim::engine
