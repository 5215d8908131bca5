/// \file unit.hpp  What the units inside a CBU share: the program, their place, and the ways out.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/archive.hpp"
#include "engine/model/context.hpp"
#include "models/network/packet.hpp"
#include "models/plan/program.hpp"

namespace octosim::models::octopus {

/// Ways out of a CBU.
class Ports {
 public:
  virtual void send_data(engine::Context&, const network::Packet&) = 0;
  virtual void send_control(engine::Context&, const network::Packet&) = 0;
  /// To TBU `tbu` of this cluster, through the CBU nearest to here that touches it.
  virtual void feed(engine::Context&, std::uint32_t tbu, network::Packet) = 0;
  /// Likewise a control message, and a configuration of that Task Block, of so many bytes; 0: there is none.
  virtual void tell(engine::Context&, std::uint32_t tbu, network::Packet) = 0;
  virtual void configure(engine::Context&, std::uint32_t tbu, std::uint16_t block, std::uint64_t bytes) = 0;
  /// To the task-flow port at this CBU.
  virtual void send_dram(engine::Context&, const network::Packet&) = 0;

 protected:
  ~Ports() = default;
};

/// One thing that leaves the CB Engine.
struct Emission {
  network::Packet packet;
  /// kOfferItem or kOfferScope: ask the receiver first; 0: it always has room.
  std::uint8_t offer = 0;
  void archive(engine::Archive& archive) { archive(packet, offer); }
};

/// Emits in order, asking for room where it is needed; the next leaves when the one before was accepted.
class Emitters {
 public:
  using Id = std::uint16_t;
  /// Appends to emitter `id`; what needs no room leaves at once.
  virtual void emit(engine::Context&, Id id, std::span<const Emission> emissions) = 0;
  virtual bool idle(Id id) const = 0;
  /// An empty list, with memory, to make for emit().
  std::vector<Emission>& list() {
    list_.clear();
    return list_;
  }

 protected:
  ~Emitters() = default;

 private:
  std::vector<Emission> list_;
};

/// Where a unit is.
struct Site {
  const plan::Program* program = nullptr;
  std::uint32_t cluster = 0;
  std::uint32_t node = 0;
};

/// What a Control Block does with a token: everything that follows from it up to the next Task Blocks, joins, or the
/// sink.  A pure function; children get `cluster` as their home.
/// `token` leaves `block` on all its outputs (of a Task Block: those that leave its sub-OWG).
void follow_outputs(const plan::Program& program, std::uint32_t cluster, std::uint32_t block,
                    const workload::Token& token, std::vector<Emission>& out);

/// Gives all of that to emitter `id`.
void emit_outputs(engine::Context& context, const Site& site, Emitters& emitters, Emitters::Id id, std::uint32_t block,
                  const workload::Token& token);

}  // namespace octosim::models::octopus
