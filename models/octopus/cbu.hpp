/// \file cbu.hpp  A Control Block Processing Unit: the units inside it, and its ways in and out.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/ring.hpp"
#include "engine/model/component.hpp"
#include "models/memory/banked_sram.hpp"
#include "models/network/sender.hpp"
#include "models/octopus/cluster_unit.hpp"
#include "models/octopus/control_port.hpp"
#include "models/octopus/controller_unit.hpp"
#include "models/octopus/flow_store.hpp"
#include "models/octopus/home_unit.hpp"
#include "models/octopus/join_unit.hpp"
#include "models/octopus/mesh_entry.hpp"
#include "models/octopus/source_unit.hpp"
#include "models/octopus/station_unit.hpp"
#include "models/octopus/tbu_access.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// Hosts the stations, joins, leader and stream homes that the program places on its node; every CBU passes packets
/// between the data network and the TBUs it touches.
class Cbu final : public engine::Component, public Ports, public Emitters {
 public:
  struct Config {
    const plan::Program* program = nullptr;  ///< outlives the component
    std::uint32_t node = 0;
    std::uint32_t cluster = 0;
  };
  /// In: data, control, their credits, TBU ports by the corner of the TBU that this CBU is, task-flow port, TBU control
  /// ports.
  enum In : std::uint32_t {
    kDataIn,
    kControlIn,
    kDataCredit,
    kControlCredit,
    kTbuIn,
    kDramIn = kTbuIn + 4,
    kTbuControlIn
  };
  /// Out likewise.
  enum Out : std::uint32_t { kDataOut, kControlOut, kTbuOut, kDramOut = kTbuOut + 4, kTbuControlOut };
  static const engine::PortTable kPorts, kPostingPorts;
  /// kPostingPorts if a network is ideal: MeshEntry posts.
  static const engine::PortTable& ports_of(const plan::Plan& plan);

  explicit Cbu(const Config& config);
  const engine::PortTable& ports() const override { return ports_of(site_.program->plan()); }
  void expect() const override;
  void start(engine::Context& context) override;
  void wake(engine::Context& context, std::uint32_t tag) override;
  void settle(engine::Context& context) override;
  void sample(engine::Context& context) override;
  void finish(engine::Context& context) override;
  void archive(engine::Archive& archive) override;

  void on_packet(engine::Context& context, const network::Packet& packet);
  void on_dram(engine::Context& context, const network::Packet& packet);
  /// From a TBU this CBU touches, for the station that manages it.
  void on_tbu_control(engine::Context& context, const network::Packet& packet);
  void on_data_credit(engine::Context& context, const network::Credit& credit);
  void on_control_credit(engine::Context& context, const network::Credit& credit);

  // Ports and Emitters, for the units inside.
  void send_data(engine::Context& context, const network::Packet& packet) override;
  void send_control(engine::Context& context, const network::Packet& packet) override;
  void feed(engine::Context& context, std::uint32_t tbu, network::Packet packet) override;
  void tell(engine::Context& context, std::uint32_t tbu, network::Packet packet) override;
  void configure(engine::Context& context, std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes) override;
  void send_dram(engine::Context& context, const network::Packet& packet) override;
  void emit(engine::Context& context, Id id, std::span<const Emission> emissions) override;
  bool idle(Id id) const override { return emitters_[id].empty(); }

 private:
  using Emitter = engine::Ring<Emission>;  ///< what is to leave; if the first needs room, it has asked for it

  void pump(engine::Context& context, Id id);
  void drained(engine::Context& context, Id id);
  void on_accept(engine::Context& context, const network::Packet& packet);
  StationUnit& station(std::uint32_t sub_owg);
  bool keeps(const network::Packet& packet) const;

  Site site_;
  TbuAccess access_;
  MeshEntry data_;
  ControlPort control_;
  std::array<network::Sender, 4> tbus_;
  std::vector<Emitter> emitters_;
  Id first_block_emitter_ = 0;
  memory::BankedSram sram_;  ///< of the TF-Queue
  std::unique_ptr<FlowStore> store_;
  std::vector<std::unique_ptr<StationUnit>> stations_;
  JoinUnit joins_;
  std::unique_ptr<ClusterUnit> leader_;
  std::unique_ptr<HomeUnit> home_;
  std::unique_ptr<ControllerUnit> controller_;
  std::unique_ptr<SourceUnit> source_;
};

}  // namespace octosim::models::octopus
