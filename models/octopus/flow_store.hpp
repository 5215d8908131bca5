/// \file flow_store.hpp  Packets between Task Blocks that wait in the CBU next to the TBU that made them.
#pragma once
#include <cstdint>

#include "engine/model/archive.hpp"
#include "models/memory/banked_sram.hpp"
#include "models/octopus/postponed.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// "The Task Flow is allocated and aggregated within the relevant CBUs" (paper IV-C).  A result stays in the TF-Queue
/// of the CBU that the TBU hands it to; its station, which keeps the order and the room of all its Task Flows, hears of
/// it by a message.  The station has it sent, whole or in parts, to the TBU that works on it next.  So a TBU that
/// changes its Task Block moves no data: what it makes from then on is kept next to it, and what it needs comes from
/// where it was made.
class FlowStore {
 public:
  /// `sram` outlives it; its Task Flows are numbered there from `first_flow` on.
  FlowStore(const Site& site, Ports& ports, memory::BankedSram& sram, std::uint64_t first_flow, std::uint32_t wake_tag);

  /// A kResult of a Task Block whose results stay (plan::StationTask::stays).
  void on_result(engine::Context& context, const network::Packet& result);
  /// kForward.
  void on_forward(engine::Context& context, const network::Packet& order);
  /// What has waited for a bank.
  void wake(engine::Context& context);

  void archive(engine::Archive& archive) { archive(waiting_); }

 private:
  void when_free(engine::Context& context, std::uint64_t cycle, const network::Packet& packet);
  void go_on(engine::Context& context, const network::Packet& packet);

  Site site_;
  Ports& ports_;
  memory::BankedSram& sram_;
  std::uint64_t first_flow_;
  std::uint32_t wake_tag_;
  Postponed<network::Packet> waiting_;  ///< kStored and kPart, for their bank
};

}  // namespace octosim::models::octopus
