/// \file station_unit.hpp  A sub-OWG in one cluster: its input queue, its Task Flows, its TBU scheduler.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "models/octopus/diffuser.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/task_flow_queue.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// Items wait in the input queue, are admitted to the Task Flows of the entry Task Blocks, and leave through the CB
/// Engine when all packets of an exit Task Block are there.  A packet is issued to a TBU only when its inputs are
/// filled and every Task Flow behind it has room, which is reserved.  TBUs serve Task Blocks as the plan assigned them.
class StationUnit {
 public:
  /// `first_emitter`: emitters first_emitter + position of the task, for its exits.
  StationUnit(const Site& site, std::uint16_t sub_owg, Ports& ports, Emitters& emitters, Emitters::Id first_emitter,
              std::uint32_t slot);

  void start(engine::Context& context);
  void on_offer(engine::Context& context, const network::Packet& packet);
  void on_item(engine::Context& context, const network::Packet& packet);
  void on_request(engine::Context& context, const network::Packet& packet);
  void on_result(engine::Context& context, const network::Packet& packet);
  void on_handover(engine::Context& context, const network::Packet& packet);
  void on_owner(engine::Context& context, const network::Packet& packet);
  void on_poll(engine::Context& context);
  void on_report(const network::Packet& packet);
  void on_move(engine::Context& context, const network::Packet& packet);
  void on_move_room(engine::Context& context, const network::Packet& packet);
  void on_move_unused(engine::Context& context, const network::Packet& packet);
  void settle(engine::Context& context);
  void sample(engine::Context& context) const;
  void finish(engine::Context& context) const;
  void archive(engine::Archive& archive);

  /// Wake-ups carry slot * kWakes + what: an item has passed the input port, the interval is over, reports are in.
  enum Wake : std::uint32_t { kItemIsIn, kInterval, kDecide };
  static constexpr std::uint32_t kWakes = 3;
  void wake(engine::Context& context, Wake what);

  std::uint16_t sub_owg() const { return sub_owg_; }

 private:
  struct Item {
    workload::Token token;
    std::vector<std::uint64_t> digests;  ///< by entry group
    std::uint32_t parts = 0;             ///< groups that have come
    void archive(engine::Archive& archive) { archive(token, digests, parts); }
  };
  struct Active {  ///< an admitted item
    workload::Token token;
    std::vector<plan::TaskWork> work{};   ///< by task
    std::vector<std::uint32_t> issued{};  ///< packets, by task
    std::vector<std::uint32_t> folded{};  ///< packets taken by the CB Engine, by task
    std::vector<std::uint64_t> fold{};    ///< their digest, by task
    std::uint32_t entries_left = 0;       ///< entry Task Flows that still hold it
    std::uint32_t exits_left = 0;         ///< exit Task Blocks not complete
    void archive(engine::Archive& archive) { archive(token, work, issued, folded, fold, entries_left, exits_left); }
  };
  enum class Tbu : std::uint8_t { kAway, kIdle, kBusy };  ///< idle: it has asked, and was not granted anything yet
  struct TbuState {
    Tbu state = Tbu::kAway;
    Idle idle = Idle::kStarved;                           ///< why, as the request said or the last look at the queues
    std::uint32_t task = workload::kNone;                 ///< position of the last issued here
    std::uint32_t block = workload::kNone;                ///< it is configured for
    std::uint32_t due = 0;                                ///< results that have not come
    std::uint64_t sent = 0;                               ///< packets since its grant
    std::uint64_t since = 0;                              ///< when its request came
    std::uint64_t packets = 0, macs = 0, operations = 0;  ///< issued to it by this station
    bool at_rest() const { return state == Tbu::kIdle && due == 0; }
    void archive(engine::Archive& archive) {
      archive(state, idle, task, block, due, sent, since, packets, macs, operations);
    }
  };
  enum class Issue : std::uint8_t { kNow, kStarved, kBlocked };

  Active& active(std::uint64_t number) { return active_[number - first_active_]; }
  std::uint64_t waiting_bytes() const { return held_ * station_.item_bytes; }
  std::uint64_t load() const;
  bool has_input_room() const;
  void free_input(engine::Context& context);
  bool can_admit() const;
  void admit();
  Issue can_issue(std::uint32_t task) const;
  void issue(engine::Context& context, std::uint32_t tbu, std::uint32_t task);
  void grant(engine::Context& context, std::uint32_t tbu, std::uint32_t block);
  bool prefetch(engine::Context& context, const TbuState& state, std::uint32_t tbu);
  bool schedule(engine::Context& context);
  bool try_tbu(engine::Context& context, std::uint32_t tbu);
  void fold_exits(engine::Context& context);
  void leave(engine::Context& context, std::uint32_t task, const Active& item);
  void drop_finished();
  bool could_work() const;
  bool output_is_full() const;
  void tell_leader(engine::Context& context);
  void trigger(engine::Context& context, Trigger cause);
  void hand_over(engine::Context& context, std::uint32_t tbu);
  void accept(engine::Context& context, const network::Packet& offer);
  void finish_tbus(engine::Context& context) const;
  void report_load(engine::Context& context);
  void diffuse(engine::Context& context);
  std::uint32_t wake_tag(Wake what) const { return slot_ * kWakes + what; }
  network::Packet to_neighbour(Kind kind, std::uint32_t cluster) const;

  Site site_;
  std::uint16_t sub_owg_;
  const plan::Station& station_;
  const plan::SubOwg& plan_;
  Ports& ports_;
  Emitters& emitters_;
  Emitters::Id first_emitter_;
  std::uint32_t slot_;

  // input
  engine::Ring<Item> input_;
  engine::Ring<Item> arriving_;            ///< passing the input port, in the order they will be in
  std::map<std::uint64_t, Item> joining_;  ///< token -> parts so far, if there are several entry groups
  engine::Ring<network::Packet> offers_;   ///< waiting for room
  std::uint64_t held_ = 0;                 ///< items in the bank: promised, arriving, waiting, at the entries
  std::uint64_t port_free_ = 0;

  // between the Task Blocks
  std::vector<TaskFlowQueue> queues_;  ///< as plan::Station::queues
  std::vector<TaskFlowQueue> exits_;   ///< by task
  std::vector<std::uint64_t> issued_;  ///< packets ever issued, by task
  engine::Ring<Active> active_;
  std::uint64_t first_active_ = 0, admitted_ = 0;

  // TBUs
  std::vector<TbuState> tbus_;
  std::uint16_t owner_ = 0;        ///< sub-OWG the cluster works on
  bool triggered_ = false;         ///< the leader knows that half the TBUs are idle
  bool ready_told_ = false;        ///< the leader knows that there is work
  std::uint64_t since_owner_ = 0;  ///< packets executed since the last threshold

  Diffuser diffuser_;
  engine::Cycles report_delay_{1};
  std::uint64_t reported_ = 0;  ///< load the neighbours know

  // what was done
  std::uint64_t executed_ = 0, made_ = 0, delivered_ = 0, absorbed_ = 0, items_ = 0;
  std::uint64_t input_written_bytes_ = 0, input_read_bytes_ = 0;  ///< of the input queue
  std::uint64_t chosen_ = 0, moves_ = 0, moved_items_ = 0, moved_bytes_ = 0, moved_byte_hops_ = 0;
};

}  // namespace octosim::models::octopus
