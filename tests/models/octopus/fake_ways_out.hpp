/// \file fake_ways_out.hpp  A CBU that sends nothing: keeps what a unit inside it lets out.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::test {

/// Also stands for the emitters; they are idle unless the test says otherwise.
class FakeWaysOut final : public models::octopus::Ports, public models::octopus::Emitters {
 public:
  using Packet = models::network::Packet;
  struct Fed {
    std::uint32_t tbu = 0;
    Packet packet;
  };
  struct Emitted {
    Id id = 0;
    std::vector<models::octopus::Emission> emissions;
  };

  void send_data(engine::Context&, const Packet& packet) override { data.push_back(packet); }
  void send_control(engine::Context&, const Packet& packet) override { control.push_back(packet); }
  void feed(engine::Context&, std::uint32_t tbu, Packet packet) override { fed.push_back({tbu, packet}); }
  void tell(engine::Context&, std::uint32_t tbu, Packet packet) override { told.push_back({tbu, packet}); }
  void configure(engine::Context&, std::uint32_t tbu, std::uint16_t, std::uint64_t bytes) override {
    configured.emplace_back(tbu, bytes);
  }
  void send_dram(engine::Context&, const Packet& packet) override { dram.push_back(packet); }
  void emit(engine::Context&, Id id, std::span<const models::octopus::Emission> emissions) override {
    emitted.push_back({id, {emissions.begin(), emissions.end()}});
  }
  bool idle(Id) const override { return emitters_idle; }

  /// Control packets of one kind since the last call of `forget`.
  std::vector<Packet> control_of(models::octopus::Kind kind) const {
    std::vector<Packet> found;
    for (const Packet& packet : control) {
      if (packet.kind() == kind) found.push_back(packet);
    }
    return found;
  }
  void forget() { *this = FakeWaysOut{}; }

  std::vector<Packet> data, control, dram;
  std::vector<Fed> fed, told;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> configured;  ///< TBU, bytes
  std::vector<Emitted> emitted;
  bool emitters_idle = true;
};

}  // namespace octosim::test
