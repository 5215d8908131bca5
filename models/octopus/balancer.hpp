/// \file balancer.hpp  The Dynamic Sub-OWG Balancer: evens out one sub-OWG's input with those of other clusters.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/archive.hpp"
#include "models/octopus/input_queue.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"
#include "models/schedule/balance.hpp"

namespace octosim::models::octopus {

/// Tells the neighbours its load every period, if it has changed, and does what the policy says: items move only once
/// the receiver has promised room.  The controller of a central policy orders moves likewise, to any cluster.
class Balancer {
 public:
  struct Tags {  ///< of its wake-ups
    std::uint32_t period = 0, decide = 0;
  };
  Balancer(const Site& site, std::uint16_t sub_owg, Ports& ports, InputQueue& input, const Tags& tags);

  void start(engine::Context& context);
  /// The period is over; the reports of the neighbours are in.
  void period(engine::Context& context);
  void decide(engine::Context& context);
  /// The cluster has nothing that could work, or has again.  The policy for hungry clusters is asked at once, then
  /// every period.
  void hunger(engine::Context& context, bool hungry);
  bool is_hungry() const { return hungry_; }

  void on_report(const network::Packet& packet);
  void on_move(engine::Context& context, const network::Packet& packet);
  void on_move_room(engine::Context& context, const network::Packet& packet);
  void on_move_unused(engine::Context& context, const network::Packet& packet);
  void on_order(engine::Context& context, const network::Packet& packet);

  std::uint64_t moves() const { return moves_; }
  std::uint64_t moved_items() const { return moved_items_; }
  std::uint64_t moved_bytes() const { return moved_bytes_; }
  std::uint64_t moved_byte_hops() const { return moved_byte_hops_; }
  void archive(engine::Archive& archive) {
    archive(neighbours_, delay_, reported_, hungry_, pulls_, held_for_pull_, moves_, moved_items_, moved_bytes_,
            moved_byte_hops_);
  }

 private:
  const schedule::BalancePolicy& policy() const { return site_.program->plan().schedule.balance_policy(); }
  network::Packet to_cluster(Kind kind, std::uint32_t cluster) const;
  void follow(engine::Context& context, const std::optional<schedule::Transfer>& transfer);
  void ask(engine::Context& context, std::uint32_t cluster, std::uint64_t items);
  schedule::Neighbourhood neighbourhood() const;
  /// Without the room for items that may not come: nobody could take those from here.
  std::uint64_t load() const { return input_.bytes() - held_for_pull_ * item_bytes_; }

  Site site_;
  std::uint16_t sub_owg_;
  std::uint64_t item_bytes_;
  Ports& ports_;
  InputQueue& input_;
  Tags tags_;
  std::vector<schedule::Neighbour> neighbours_;
  engine::Cycles delay_{1};          ///< from one's own report to the last of the others
  std::uint64_t reported_ = 0;       ///< load the neighbours know
  bool hungry_ = false;              ///< the cluster has nothing that could work
  bool pulls_ = false;               ///< has asked another cluster for items, and not heard what came of it
  std::uint64_t held_for_pull_ = 0;  ///< room for those
  std::uint64_t moves_ = 0, moved_items_ = 0, moved_bytes_ = 0, moved_byte_hops_ = 0;
};

}  // namespace octosim::models::octopus
