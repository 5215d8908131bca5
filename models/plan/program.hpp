/// \file program.hpp  What every component of the machine, and the interpreter, looks up in a Plan.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "models/plan/chunk_program.hpp"
#include "models/plan/drawn_values.hpp"
#include "models/plan/memory_map.hpp"
#include "models/plan/plan.hpp"
#include "models/plan/shape.hpp"
#include "models/plan/streams.hpp"
#include "models/plan/task_work.hpp"
#include "models/workload/token.hpp"

namespace octosim::models::plan {

/// All flows from one block into one sub-OWG: they carry the same token at the same time.
struct EntryGroup {
  std::uint32_t from = 0;            ///< block
  std::vector<std::uint32_t> flows;  ///< indices into Owg::flows
  std::uint32_t bytes = 0;           ///< of one item
};

/// A tensor that stays in DRAM, of one item: so many bytes times a property.
struct Tensor {
  std::uint64_t bytes = 0;
  std::uint32_t scale = workload::kNone;
  bool operator==(const Tensor&) const = default;
};

/// Flows as one sub-OWG's station sees them.  Indices into Station::inner are its "queues".
struct StationTask {
  std::uint32_t block = 0;
  std::vector<std::uint32_t> in_queues;       ///< queues it takes from, in the order of its flows
  std::vector<std::uint32_t> out_queues;      ///< inner queues it fills
  bool exits = false;                         ///< also fills its exit queue
  std::uint64_t in_bytes = 0, out_bytes = 0;  ///< of one item, all flows together
  std::uint64_t exit_bytes = 0;
  std::vector<Tensor> in_tensors, out_tensors;  ///< read from DRAM or written there
  std::uint64_t activation_bytes = 0;           ///< of one item
  ChunkProgram chunks;                          ///< empty: it is not chunked
  bool whole = false;  ///< an item is one packet, or leaves in one: a Task Block behind it is a barrier (ChunkProgram)
  /// What its packets become waits in the CBU that the TBU hands it to, if tf_queue.place = producer: all of it goes to
  /// Task Blocks of this station, through its TF-Queue.
  bool stays = false;
  bool writes_dram() const { return !out_tensors.empty() || chunks.writes_dram(); }
};
struct StationQueue {
  std::uint32_t flow = 0;
  std::uint32_t group = workload::kNone;  ///< entry group that fills it; kNone: `from` fills it
  std::uint32_t from = workload::kNone;   ///< position of the producing task
  std::uint32_t to = 0;                   ///< position of the consuming task
  std::uint64_t bytes = 0;                ///< of one item
};

/// The station of a sub-OWG: its TF-Queue, CB Engine and TBU scheduler, in one CBU of every cluster.
struct Station {
  std::vector<EntryGroup> groups;
  std::vector<StationQueue> queues;
  std::vector<StationTask> tasks;  ///< same positions as SubOwg::tasks
  std::uint32_t item_bytes = 0;    ///< of one item in the input queue, all groups
  std::uint64_t bank_bytes = 0;    ///< share of its CBU's scratchpad for each of its Task Flows
  std::uint64_t room_bytes = 0;    ///< share of any CBU's scratchpad for all its Task Flows whose packets stay
  std::uint32_t first_queue = 0;   ///< number of its first queue among those of all stations
  std::uint64_t input_items = 1;   ///< that fit into its input queue
};

/// A Plan with the tables that follow from it.  Immutable after construction; shared by all components of a rank.
class Program {
 public:
  /// \throws ModelError if the workflow or the machine is larger than the message format can name (2^31 bytes an item,
  /// 65,535 blocks, flows or clusters, 250 flows into a block, 2^22 packets with the TBUs of a cluster), or than DRAM
  /// holds (MemoryMap).
  explicit Program(Plan plan);

  const Plan& plan() const { return plan_; }
  /// The plan with what ranks may own for clusters (cells_of): for who deals out the wafer, not for models.
  const Plan& cells() const { return cells_; }
  const workload::Owg& owg() const { return plan_.owg; }
  const MemoryMap& memory() const { return memory_; }
  /// Bytes of a Task Block's parameters that come with its configuration (tbu.pinned_weights); chunk loops bring
  /// theirs.
  std::uint64_t pinned_weights(std::uint32_t block) const {
    const workload::Work& work = plan_.owg.blocks[block].work;
    return work.loops.empty() ? std::min(work.parameter_bytes, plan_.hardware.tbu.pinned_weights) : 0;
  }
  /// Of the configuration of a Task Block, for a TBU that is configured for one of its sub-OWG, or of another one.
  std::uint64_t configuration_bytes(std::uint32_t block, bool other_sub_owg) const;
  /// What the source sends of one frame, encoded.
  std::uint64_t frame_bytes() const;
  const Station& station(std::uint32_t sub_owg) const { return stations_[sub_owg]; }
  /// Of a Task Block: as its station sees it, and its position there.
  const StationTask& task(std::uint32_t task_block) const {
    return stations_[plan_.sub_owg_of[task_block]].tasks[position_of_[task_block]];
  }
  std::uint32_t position_of(std::uint32_t task_block) const { return position_of_[task_block]; }
  /// Queues of all stations of a cluster.
  std::uint32_t queues() const {
    return stations_.back().first_queue + static_cast<std::uint32_t>(stations_.back().queues.size());
  }

  std::span<const std::uint32_t> flows_into(std::uint32_t block) const { return flows_into_[block]; }
  std::span<const std::uint32_t> flows_out_of(std::uint32_t block) const { return flows_out_of_[block]; }
  /// Entry group of a flow within the sub-OWG of its target; kNone for flows to Control Blocks and the sink.
  std::uint32_t group_of_flow(std::uint32_t flow) const { return group_of_flow_[flow]; }

  /// Entry groups are numbered through the whole workflow, so that 16 bits name the target of an item.
  struct Entry {
    std::uint32_t sub_owg = 0, group = 0;
  };
  Entry entry(std::uint32_t number) const { return entries_[number]; }
  std::uint16_t entry_number(std::uint32_t sub_owg, std::uint32_t group) const {
    return static_cast<std::uint16_t>(first_entry_[sub_owg] + group);
  }

  /// Pure functions of (seed, token), as the four below.  This: the value of a property, recorded or drawn.
  double value_of(std::uint32_t property, const workload::TokenName& token) const;
  std::uint64_t fan_out(std::uint32_t expand, const workload::TokenName& token) const;
  /// Chosen outputs of a Route, as positions in flows_out_of(route), increasing.
  std::vector<std::uint32_t> branches(std::uint32_t route, const workload::TokenName& token) const;
  /// Arrivals at a Merge that complete a token: every flow into it from a branch that was chosen.
  std::uint64_t merge_arrivals(std::uint32_t merge, const workload::TokenName& token) const;
  /// Work of each task of a sub-OWG on a token, by position.
  void work(std::uint32_t sub_owg, const workload::TokenName& token, std::vector<TaskWork>& out) const;
  /// The same if property and scale of each task, by position, have these values.  \pre as many as tasks
  void work_at(std::uint32_t sub_owg, std::span<const double> values, std::span<const double> scales,
               std::vector<TaskWork>& out) const;
  /// Bytes of a tensor of the item `token`.
  std::uint64_t bytes_of(const Tensor& tensor, const workload::TokenName& token) const;
  /// Activations of a packet beyond what a TBU's SRAM has for them, if an item is `packets` packets.
  std::uint64_t spilled_bytes(const StationTask& task, std::uint32_t packets) const;
  /// Likewise, of a packet whose result, its spilled activations with it, is so many bytes.  O(log packets).
  /// \pre nothing else is in it than what goes to Task Blocks of the station (StationTask::stays)
  std::uint64_t spilled_of_result(const StationTask& task, std::uint64_t bytes) const;
  const Shape& shape(std::uint32_t task_block) const { return shapes_[shape_of_[task_block]]; }

  /// The Expand whose chunks the source emits (video to frames); kNone.
  std::uint32_t streamed_expand() const { return streamed_expand_; }
  std::uint32_t source() const { return source_; }
  std::uint32_t sink() const { return sink_; }
  const Streams& input() const { return input_; }
  workload::Token stream_token(std::uint64_t stream, std::uint16_t home) const;
  workload::Token frame_token(std::uint64_t stream, std::uint32_t position, std::uint16_t home) const;
  /// Arrivals at the sink that complete a stream.
  std::uint64_t sink_arrivals(std::uint64_t stream) const;

  /// Where things live inside every cluster, as offsets (rows, columns) from its first node: the CBUs that touch the
  /// most TBUs of the cluster come first.  In a divided cluster a station is near its TBUs.
  std::uint32_t node_of_station(std::uint32_t cluster, std::uint32_t sub_owg) const;
  std::uint32_t node_of_block(std::uint32_t cluster, std::uint32_t block) const;  ///< Collapse, Merge
  std::uint32_t leader_node(std::uint32_t cluster) const;
  std::uint32_t controller_node()
      const;  ///< of the central controller and the shared source: in the middle of the wafer
  std::uint32_t source_node(std::uint32_t cluster) const;  ///< fetches the streams that live there, and is their sink

 private:
  void tabulate_flows();
  void build_station(std::uint32_t sub_owg);
  void add_tensors(StationTask& task) const;
  std::vector<workload::ChunkLoop> loops_of(const StationTask& task) const;
  void place_stations();
  void place_near_tbus();
  void share_banks();
  template <class StreamOf>
  void cut_work(std::uint32_t sub_owg, StreamOf stream_of, std::vector<TaskWork>& out) const;
  std::uint32_t node_at_rank(std::uint32_t cluster, std::uint32_t rank) const;
  void index_recorded();
  const double* recorded(std::uint32_t property, const workload::TokenName& token) const;

  Plan plan_, cells_;
  Streams input_;
  std::vector<std::vector<std::uint32_t>> flows_into_, flows_out_of_;
  std::vector<std::uint32_t> group_of_flow_;
  std::vector<Shape> shapes_;
  std::vector<std::uint32_t> shape_of_;  // by block; kNone but for Task Blocks
  std::vector<Station> stations_;
  std::vector<std::uint32_t> position_of_;  // by block; kNone but for Task Blocks
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> first_entry_;  // by sub-OWG
  std::vector<std::uint64_t> purposes_;     // by property
  using Series = const workload::RecordedSeries*;
  mutable DrawnValues drawn_;   // of properties that wander or are of a stream; of the thread that simulates
  mutable DrawnValues levels_;  // of those that wander, by parent; likewise
  std::vector<std::pair<Series, Series>> series_;                   // by property: of frames and of items, or null
  std::vector<std::pair<std::uint32_t, std::uint32_t>> positions_;  // (row, col) in a cluster, most central first
  std::vector<std::uint32_t> station_rank_;                         // by sub-OWG: which of those
  std::uint32_t streamed_expand_ = workload::kNone, source_ = 0, sink_ = 0;
  MemoryMap memory_;
};

}  // namespace octosim::models::plan
