/// \file tbu_scheduler.hpp  The Adaptive TBU Scheduler of a station: which TBUs it has, and what it tells them.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/prefetch.hpp"
#include "engine/model/archive.hpp"
#include "models/octopus/tbu_protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// Answers requests with grants, follows what each TBU has been sent, and hands TBUs over to the station that has the
/// cluster next.  A TBU is handed over while it still works: its results come here, and the next station may load the
/// configuration buffer it does not use.
class TbuScheduler {
 public:
  TbuScheduler(const Site& site, std::uint16_t sub_owg, Ports& ports);

  /// Asks memory for what is looked at for all TBUs.
  void expect() const { engine::prefetch(tbus_.data(), tbus_.size() * sizeof tbus_.front()); }
  /// The TBUs it has at cycle 0, without a request: all of its share if the cluster is divided, else all of the cluster
  /// if it works on this sub-OWG first.
  void start();
  std::uint32_t count() const { return static_cast<std::uint32_t>(tbus_.size()); }

  /// A TBU asks for work; one that has been handed over is passed on to `owner`, the sub-OWG that has the cluster.
  void on_request(engine::Context& context, const Request& request, std::uint16_t owner);
  void on_handover(const Handover& handover);
  void on_result(const network::Packet& result);
  /// All it has, to the station of `owner`.
  void hand_over(engine::Context& context, std::uint16_t owner);

  /// What may be issued to it now.
  bool is_free(std::uint32_t tbu) const { return tbus_[tbu].state == State::kIdle; }
  bool any_free() const { return counted(State::kIdle) > 0; }
  /// It works for the station before, and may be configured and sent a packet ahead.
  bool may_follow(std::uint32_t tbu) const { return tbus_[tbu].state == State::kDraining && tbus_[tbu].begun; }
  /// It works here, and has fewer packets to execute than it may be sent ahead.
  bool may_prefetch(std::uint32_t tbu) const;
  /// Position of the Task Block of this sub-OWG that it is configured for, or was sent last; kNone.
  std::uint32_t task_of(std::uint32_t tbu) const { return tbus_[tbu].task; }
  /// TBUs here that are configured for the Task Block at `position`, without `tbu`.
  std::uint32_t serving(std::uint32_t position, std::uint32_t tbu) const;
  /// Whether `tbu` is one of those.
  bool serves(std::uint32_t position, std::uint32_t tbu) const;
  /// Why it was given nothing when the station last looked.
  void remember(std::uint32_t tbu, Idle idle) { tbus_[tbu].idle = idle; }
  /// So of all that may be issued to, or ahead of what they do for the station before.
  void remember_starved();

  /// A packet of the Task Block is issued to it: grants it if it is not at work on it.  Returns the epoch.
  std::uint32_t issue(engine::Context& context, std::uint32_t tbu, std::uint32_t position, const plan::TaskWork& work,
                      std::uint32_t packet);
  /// When a packet for it may leave that would leave at `cycle`: packets for one TBU keep their order.
  std::uint64_t leaves(std::uint32_t tbu, std::uint64_t cycle);

  /// TBUs that have asked and whose results have all come; kNone while one is on its way here.
  std::uint32_t at_rest() const;
  bool any_draining() const { return counted(State::kDraining) > 0; }
  bool any_busy() const { return counted(State::kBusy) > 0; }
  /// Those configured for the Task Block have all asked.
  bool all_free(std::uint32_t block) const;
  /// TBUs of this station: of the whole cluster, or its share.
  std::uint32_t share() const { return share_; }

  void finish(engine::Context& context) const;
  void archive(engine::Archive& archive) {
    archive.each(tbus_);
    archive.each(details_);
    archive(in_state_);
  }

 private:
  enum class State : std::uint8_t {
    kAway,      ///< another station has it
    kDraining,  ///< it was handed over at work, and has not asked yet
    kIdle,      ///< it has asked, and was not granted anything yet
    kBusy
  };
  /// What is looked at for all of them: small, and together.
  struct Tbu {
    State state = State::kAway;
    Idle idle = Idle::kStarved;             ///< why, as the request said or the last look at the queues
    bool begun = true;                      ///< a packet of its last grant has been executed
    std::uint32_t block = workload::kNone;  ///< it is configured for
    std::uint32_t task = workload::kNone;   ///< position of `block` here, if it is one of this sub-OWG's
    std::uint32_t due = 0;                  ///< results that have not come
    void archive(engine::Archive& archive) { archive(state, idle, begun, block, task, due); }
  };
  /// What else is known of one.
  struct Details {
    std::uint32_t other = workload::kNone;                ///< Task Block in its other configuration buffer
    std::uint32_t epoch = 0;                              ///< of its last grant
    std::uint32_t sent = 0;                               ///< packets since then
    std::uint64_t since = 0;                              ///< when its request came; ~0: it has not asked
    Request asked{};                                      ///< a request that came before its handover
    std::uint64_t packets = 0, macs = 0, operations = 0;  ///< issued to it by this station
    std::uint64_t leaves = 0;                             ///< its last packet, when its bank was free
    void archive(engine::Archive& archive) {
      archive(other, epoch, sent, since);
      archive(asked.received, asked.idle, asked.tbu, asked.block, asked.epoch);
      archive(packets, macs, operations, leaves);
    }
  };
  void grant(engine::Context& context, std::uint32_t tbu, std::uint32_t block);
  void become(Tbu& tbu, State state);
  void configured_for(Tbu& tbu, std::uint32_t block) const;
  std::uint32_t counted(State state) const { return in_state_[static_cast<std::size_t>(state)]; }
  void send_weights(engine::Context& context, std::uint32_t tbu, std::uint32_t block);
  bool divided() const { return site_.program->plan().schedule.divides_clusters(); }

  Site site_;
  std::uint16_t sub_owg_;
  Ports& ports_;
  std::vector<Tbu> tbus_;
  std::vector<Details> details_;  ///< by TBU
  std::uint32_t share_ = 0;
  std::array<std::uint32_t, 4> in_state_{};  ///< TBUs, by State
};

}  // namespace octosim::models::octopus
