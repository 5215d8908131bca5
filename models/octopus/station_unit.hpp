/// \file station_unit.hpp  A sub-OWG in one cluster: its input queue, its Task Flows, its TBU scheduler.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "models/octopus/balancer.hpp"
#include "models/octopus/chunk_unit.hpp"
#include "models/octopus/flow_places.hpp"
#include "models/octopus/flow_room.hpp"
#include "models/octopus/frame_gate.hpp"
#include "models/octopus/input_queue.hpp"
#include "models/octopus/leaving.hpp"
#include "models/octopus/postponed.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/task_flow_queue.hpp"
#include "models/octopus/tbu_scheduler.hpp"
#include "models/octopus/tile_unit.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// Items wait in the input queue, are admitted to the Task Flows of the entry Task Blocks, and leave through the CB
/// Engine when all packets of an exit Task Block are there.  A packet is issued to a TBU only when its inputs are
/// filled and every Task Flow behind it has room, which is reserved.  Which Task Block a TBU serves is the policy's.
class StationUnit {
 public:
  /// `first_emitter`: emitters first_emitter + position of the task, for its exits.
  StationUnit(const Site& site, std::uint16_t sub_owg, Ports& ports, Emitters& emitters, Emitters::Id first_emitter,
              std::uint32_t slot, const QueueBanks& banks);
  /// Task Flows it has in the TF-Queue: the input, those between Task Blocks, exits, tiles to read and to write.
  std::uint64_t flows() const { return 1 + station_.queues.size() + 3 * station_.tasks.size(); }

  /// Asks memory for what most calls read.
  void expect() const;
  void start(engine::Context& context);
  void on_offer(engine::Context& context, const network::Packet& packet) { input_.on_offer(context, packet); }
  void on_item(engine::Context& context, const network::Packet& packet) { input_.on_item(context, packet); }
  void on_request(engine::Context& context, const network::Packet& packet);
  void on_result(engine::Context& context, const network::Packet& packet);
  /// A result that has stayed elsewhere (FlowStore).
  void on_stored(engine::Context& context, const network::Packet& packet);
  void on_tile(engine::Context& context, const network::Packet& packet);
  void on_written(engine::Context& context, const network::Packet& packet);
  void on_handover(engine::Context& context, const network::Packet& packet);
  void on_owner(engine::Context& context, const network::Packet& packet);
  void on_poll(engine::Context& context);
  void on_drain(engine::Context& context);
  void on_survey(engine::Context& context, const network::Packet& packet);
  void on_frames(engine::Context& context, const network::Packet& packet) { gate_.on_frames(context, packet); }
  /// The cluster has nothing that could work; or has again, as it also has when the leader asks or changes the owner.
  void on_hunger(engine::Context& context, const network::Packet& packet) { balancer_.hunger(context, packet.f != 0); }
  Balancer& balancer() { return balancer_; }
  void settle(engine::Context& context);
  void sample(engine::Context& context) const;
  void finish(engine::Context& context) const;
  void archive(engine::Archive& archive);

  /// Wake-ups carry slot * kWakes + what: an item has passed the input port or is written, the balancing period is
  /// over, reports are in, something has waited for a bank of the TF-Queue.
  enum Wake : std::uint32_t { kItemIsIn, kItemIsWritten, kPeriod, kDecide, kBankIsFree };
  static constexpr std::uint32_t kWakes = 5;
  void wake(engine::Context& context, Wake what);

  std::uint16_t sub_owg() const { return sub_owg_; }

 private:
  /// What a Task Block has done of an admitted item.
  struct Progress {
    std::uint32_t issued = 0;  ///< packets
    std::uint32_t done = 0;    ///< packets whose results are there
    std::uint32_t folded = 0;  ///< packets taken by the CB Engine
    std::uint64_t fold = 0;    ///< their digest
    std::uint64_t silent = 0;  ///< sum of the digests of packets that hand nothing on
    void archive(engine::Archive& archive) { archive(issued, done, folded, fold, silent); }
  };
  struct Active {  ///< an admitted item
    workload::Token token;
    std::vector<plan::TaskWork> work{};  ///< by task
    std::vector<Progress> progress{};    ///< by task
    std::uint32_t entries_left = 0;      ///< entry Task Flows that still hold it
    std::uint32_t exits_left = 0;        ///< exit Task Blocks not complete
    void archive(engine::Archive& archive) { archive(token, work, progress, entries_left, exits_left); }
  };
  enum class Issue : std::uint8_t { kNow, kStarved, kBlocked };
  class Queues;  ///< what a TbuRule sees

  /// One Task Block that starts its TBUs together (schedule.lock_step).
  struct Round {
    std::uint64_t started = 0;  ///< cycle
    std::uint64_t due = 0;      ///< results that have not come
    void archive(engine::Archive& archive) { archive(started, due); }
  };

  std::uint64_t flow_of_queue(std::uint32_t queue) const { return banks_.first_flow + 1 + queue; }
  /// Flows of a task behind the queues: exit, tiles read, tiles written.
  std::uint64_t flow_of_task(std::uint32_t task, std::uint64_t which) const {
    return flow_of_queue(static_cast<std::uint32_t>(station_.queues.size())) + 3 * task + which;
  }
  /// A packet waits for a bank: a feed to leave, or what has come to be written: kFeed, kTile, kResult (b number, d
  /// task).
  void when_free(engine::Context& context, std::uint64_t at, const network::Packet& packet);
  void go_on(engine::Context& context, const network::Packet& packet);
  std::uint64_t executed(std::uint32_t task, const network::Packet& result);
  void result_is_in(engine::Context& context, std::uint32_t task, std::uint64_t nth, std::uint64_t digest);
  void fill(engine::Context& context, std::uint32_t task, std::uint64_t nth, std::uint64_t digest);
  void fetch_tiles(engine::Context& context);
  Active& active(std::uint64_t number) { return active_[number - first_active_]; }
  const Active& active(std::uint64_t number) const { return active_[number - first_active_]; }
  std::uint64_t load() const;
  bool can_admit() const;
  bool admit();
  bool has_inputs(std::uint32_t task) const;
  bool any_ready() const;
  /// The head of a Task Flow may have changed: whether its consumer can take from it.
  void note_head(std::uint32_t queue);
  Issue can_issue(std::uint32_t task, std::uint64_t now, std::uint32_t place) const;
  /// \pre has_inputs(task)
  Issue may_issue(std::uint32_t task, std::uint64_t now, std::uint32_t place) const;
  /// On any TBU that it may get.
  Issue can_issue(std::uint32_t task, std::uint64_t now) const;
  std::uint32_t serving(std::uint32_t task, std::uint32_t tbu, std::uint64_t now) const;
  std::uint32_t nearest(std::uint32_t tbu, std::uint32_t task, std::uint64_t now) const;
  std::uint64_t backlog(std::uint32_t task) const;
  void issue(engine::Context& context, std::uint32_t tbu, std::uint32_t task);
  std::uint64_t take_inputs(engine::Context& context, Leaving& leaving);
  void reserve_outputs(const Leaving& leaving);
  void add_tensors(Leaving& leaving);
  void add_spill(Leaving& leaving);
  void forget_chunks(std::uint32_t tbu);
  void order_parts(engine::Context& context, const Feed& feed, const Leaving& leaving);
  bool schedule(engine::Context& context);
  bool try_tbu(engine::Context& context, std::uint32_t tbu);
  void fold_exits(engine::Context& context);
  void leave(engine::Context& context, std::uint32_t task, const Active& item);
  void note_left(engine::Context& context, std::uint32_t task);
  void drop_finished();
  bool could_work(std::uint64_t now) const;
  bool is_anything_due() const;
  bool is_owner() const { return owner_ == sub_owg_; }
  bool output_is_full() const;
  void tell_leader(engine::Context& context);
  void trigger(engine::Context& context, Trigger cause);
  void record_queues(engine::Context& context) const;
  std::uint32_t wake_tag(Wake what) const { return slot_ * kWakes + what; }

  Site site_;
  std::uint16_t sub_owg_;
  const plan::Station& station_;
  const plan::SubOwg& plan_;
  const plan::ScheduleSettings& settings_;
  Ports& ports_;
  Emitters& emitters_;
  Emitters::Id first_emitter_;
  std::uint32_t slot_;
  QueueBanks banks_;
  FlowPlaces places_;
  FlowRoom room_;  ///< of the Task Flows whose packets stay near their TBUs
  Postponed<network::Packet> waiting_;
  std::vector<TileUnit> tiles_;    ///< by task
  std::vector<ChunkUnit> chunks_;  ///< by task
  InputQueue input_;
  Balancer balancer_;
  TbuScheduler tbus_;
  FrameGate gate_;

  // between the Task Blocks
  std::vector<TaskFlowQueue> queues_;                    ///< as plan::Station::queues
  std::vector<TaskFlowQueue> exits_;                     ///< by task
  std::vector<std::uint64_t> issued_;                    ///< packets ever issued, by task
  std::vector<Round> rounds_;                            ///< by task
  std::vector<std::optional<workload::Token>> leaving_;  ///< by task: its item that the CB Engine is handing on
  std::vector<std::uint32_t> exiting_, reading_;         ///< tasks with exits; with tensors to read
  std::uint32_t may_fold_ = 0;                ///< 1: an exit has something, or was given it, since the last look
  std::uint32_t are_leaving_ = 0;             ///< tasks in `leaving_`
  std::vector<std::uint8_t> has_head_;        ///< by queue: ready()
  std::vector<std::uint32_t> heads_missing_;  ///< by task: queues into it that are not ready
  engine::Ring<Active> active_;
  std::vector<Active> spare_;  ///< memory of items that have left
  std::uint64_t first_active_ = 0, admitted_ = 0;

  std::uint16_t owner_ = 0;  ///< sub-OWG the cluster works on; in a divided cluster, this one
  bool triggered_ = false;   ///< the leader knows that half the TBUs are idle
  bool ready_told_ = false;  ///< the leader knows that there is work
  /// Finishes what is admitted and tells the leader; admits nothing until the cluster has an owner again.
  enum class Drain : std::uint8_t { kNo, kAsked, kDone } drain_ = Drain::kNo;
  std::uint64_t since_owner_ = 0;  ///< packets executed since the last threshold

  // what was done
  std::uint64_t executed_ = 0, made_ = 0, delivered_ = 0, absorbed_ = 0, items_ = 0, chosen_ = 0;
  std::uint64_t spills_ = 0, spilled_ = 0;  ///< packets; bytes each way
};

}  // namespace octosim::models::octopus
