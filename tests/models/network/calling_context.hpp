/// \file calling_context.hpp  Calls handlers of one component by hand and keeps what they do.
#pragma once
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "engine/model/context.hpp"
#include "models/network/packet.hpp"

namespace octosim::test {

/// Records every type.  Asserts nothing: the test looks at what was kept.
class CallingContext final : public engine::Context {
 public:
  struct Sent {
    std::uint32_t port = 0;
    models::network::Packet packet;  ///< of a credit: its bytes in `a`
    std::uint64_t extra = 0;         ///< cycles
  };
  struct Row {
    std::uint32_t type = 0;
    std::vector<std::uint64_t> values;
  };

  explicit CallingContext(std::uint64_t now = 0) { at(now); }
  ~CallingContext() = default;
  CallingContext& at(std::uint64_t now) {
    now_ = engine::SimTime{now};
    return *this;
  }

  void wake_after(engine::Cycles delay, std::uint32_t tag) override { wakes.emplace_back(delay.count, tag); }
  void settle() override { ++settles; }
  void hold() override { ++holds; }
  void release() override { --holds; }
  void progress() override { ++progresses; }
  void record(std::uint32_t type, std::span<const std::uint64_t> values) override {
    rows.push_back({type, {values.begin(), values.end()}});
  }
  bool records(std::uint32_t) const override { return true; }
  void silent_until(engine::SimTime) override {}
  void post_bytes(engine::ComponentId, std::uint32_t, const void*, std::uint32_t, engine::Cycles) override {}
  void send_bytes(std::uint32_t port, const void* message, std::uint32_t bytes, engine::Cycles extra) override {
    Sent one;
    one.port = port;
    one.extra = extra.count;
    std::memcpy(&one.packet, message, bytes);
    sent.push_back(one);
  }

  std::vector<Sent> sent;
  std::vector<Row> rows;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> wakes;  ///< (delay, tag)
  int settles = 0, holds = 0, progresses = 0;
};

}  // namespace octosim::test
