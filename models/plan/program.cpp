#include "models/plan/program.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/base/random.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::plan {
namespace {

using workload::BlockKind, workload::Dependence, workload::divide_up, workload::kNone;

constexpr std::uint64_t kMostBytes = 1ULL << 31U;  ///< of an item, and frames of a stream: what messages can name

void limit(std::string_view what, std::uint64_t value, std::uint64_t most) {
  if (value > most) throw engine::ModelError{fmt::format("{}: {} (must be at most {})", what, value, most)};
}

Tensor tensor_of(const workload::Flow& flow) { return {flow.tensor_bytes, flow.scale}; }

}  // namespace

Program::Program(Plan plan)
    : plan_{std::move(plan)}, cells_{plan_}, input_{plan_.workload, plan_.seed, plan_.clusters.count()} {
  cells_.clusters = cells_of(plan_);
  index_recorded();
  tabulate_flows();
  for (const auto& property : plan_.owg.properties) purposes_.push_back(engine::hash_text(property.name));
  place_stations();
  for (const auto& block : plan_.owg.blocks) {
    const bool task = block.kind == BlockKind::kTask;
    shape_of_.push_back(task ? static_cast<std::uint32_t>(shapes_.size()) : kNone);
    if (task) shapes_.emplace_back(block, plan_.hardware.tbu);
  }
  position_of_.assign(plan_.owg.blocks.size(), kNone);
  for (const SubOwg& sub : plan_.sub_owgs) {
    for (std::uint32_t position = 0; position < sub.tasks.size(); ++position)
      position_of_[sub.tasks[position]] = position;
  }
  for (std::uint32_t sub = 0; sub < plan_.sub_owgs.size(); ++sub) build_station(sub);
  share_banks();
  memory_ = MemoryMap{plan_, input_, frame_bytes()};
}

/// The Task Flows that one CBU may hold share its scratchpad.  Of all in a cluster each has the same share of what its
/// CBUs have: so much of each CBU is for those whose packets stay near their TBUs, together for all of one station; the
/// rest is for the stations there.
void Program::share_banks() {
  std::vector<std::uint64_t> own(positions_.size()), staying(stations_.size());
  std::uint64_t all = 0, all_staying = 0;
  for (std::size_t sub = 0; sub < stations_.size(); ++sub) {
    const Station& station = stations_[sub];
    std::uint64_t count = 1;  // the input
    for (const auto& queue : station.queues) {
      if (queue.from == kNone) continue;
      ++(station.tasks[queue.from].stays ? staying[sub] : count);
    }
    for (const auto& task : station.tasks) {
      count += (task.exits ? 1 : 0) + (task.in_tensors.empty() ? 0 : 1) + (task.writes_dram() ? 1 : 0);
    }
    own[station_rank_[sub]] += count;
    all += count + staying[sub];
    all_staying += staying[sub];
  }
  const std::uint64_t capacity = plan_.hardware.tf_queue.capacity;
  const auto at_least_one = [](std::uint64_t bytes) { return std::max<std::uint64_t>(1, bytes); };
  for (std::size_t sub = 0; sub < stations_.size(); ++sub) {
    Station& station = stations_[sub];
    station.bank_bytes = at_least_one((capacity - capacity * all_staying / all) / own[station_rank_[sub]]);
    station.room_bytes = at_least_one(capacity * staying[sub] / all);
    if (sub > 0) {
      station.first_queue =
          stations_[sub - 1].first_queue + static_cast<std::uint32_t>(stations_[sub - 1].queues.size());
    }
    const std::uint64_t most = plan_.hardware.tf_queue.packets_per_flow;
    std::uint64_t items = station.bank_bytes / std::max(1U, station.item_bytes);
    if (most > 0) items = std::min(items, most);
    station.input_items = std::max<std::uint64_t>(1, items);
  }
}

std::uint64_t Program::spilled_bytes(const StationTask& task, std::uint32_t packets) const {
  if (!task.chunks.empty()) return 0;  // that is what the loops are for
  const std::uint64_t activations = divide_up(task.activation_bytes, packets);
  return activations - std::min(activations, plan_.hardware.tbu.activation_room());
}

std::uint64_t Program::spilled_of_result(const StationTask& task, std::uint64_t bytes) const {
  std::uint32_t packets = 1;
  while (packets < 1U << Shape::kMostCut && divide_up(task.out_bytes, packets) + spilled_bytes(task, packets) > bytes)
    packets *= 2;
  return std::min(bytes, spilled_bytes(task, packets));
}

void Program::tabulate_flows() {
  const auto& owg = plan_.owg;
  constexpr std::uint64_t kNames = 65'535;
  limit("blocks of the workflow", owg.blocks.size(), kNames);
  limit("flows of the workflow", owg.flows.size(), kNames);
  limit("clusters of the wafer", plan_.clusters.count(), kNames);
  limit("TBUs of a cluster x (tbu.prefetch + 2)", plan_.clusters.size() * (plan_.hardware.tbu.prefetch + 2), 1U << 22U);
  flows_into_.resize(owg.blocks.size());
  flows_out_of_.resize(owg.blocks.size());
  group_of_flow_.assign(owg.flows.size(), kNone);
  for (std::uint32_t flow = 0; flow < owg.flows.size(); ++flow) {
    flows_out_of_[owg.flows[flow].from].push_back(flow);
    flows_into_[owg.flows[flow].to].push_back(flow);
    if (owg.flows[flow].bytes > kMostBytes) {
      throw engine::ModelError{fmt::format(
          "flow {} -> {}: bytes = {} (must be at most {}; declare the tensor as tensor_bytes, kept in DRAM)",
          owg.blocks[owg.flows[flow].from].name, owg.blocks[owg.flows[flow].to].name, owg.flows[flow].bytes,
          kMostBytes)};
    }
  }
  for (std::uint32_t block = 0; block < owg.blocks.size(); ++block) {
    limit(fmt::format("flows into {}", owg.blocks[block].name), flows_into_[block].size(), 250);
    if (owg.blocks[block].kind == BlockKind::kSource) source_ = block;
    if (owg.blocks[block].kind == BlockKind::kSink) sink_ = block;
    if (owg.blocks[block].kind == BlockKind::kExpand && owg.blocks[block].fan_out.streamed) streamed_expand_ = block;
  }
}

void Program::build_station(std::uint32_t sub_owg) {
  const SubOwg& sub = plan_.sub_owgs[sub_owg];
  Station station;
  station.tasks.resize(sub.tasks.size());
  for (std::uint32_t position = 0; position < sub.tasks.size(); ++position) {
    StationTask& task = station.tasks[position];
    task.block = sub.tasks[position];
    for (const std::uint32_t flow : flows_into_[task.block]) {
      const auto& f = plan_.owg.flows[flow];
      StationQueue queue{.flow = flow, .to = position, .bytes = f.bytes};
      const auto queue_index = static_cast<std::uint32_t>(station.queues.size());
      if (plan_.sub_owg_of[f.from] == sub_owg && !std::count(sub.exits.begin(), sub.exits.end(), flow)) {
        queue.from = position_of(f.from);
        station.tasks[queue.from].out_queues.push_back(queue_index);
      } else {
        auto group = std::find_if(station.groups.begin(), station.groups.end(),
                                  [&](const EntryGroup& g) { return g.from == f.from; });
        if (group == station.groups.end()) {
          station.groups.push_back({.from = f.from, .flows = {}, .bytes = 0});
          group = station.groups.end() - 1;
        }
        group->flows.push_back(flow);
        group->bytes += static_cast<std::uint32_t>(f.bytes);
        queue.group = static_cast<std::uint32_t>(group - station.groups.begin());
        group_of_flow_[flow] = queue.group;
        station.item_bytes += static_cast<std::uint32_t>(f.bytes);
      }
      task.in_bytes += f.bytes;
      task.in_queues.push_back(queue_index);
      station.queues.push_back(queue);
    }
    for (const std::uint32_t flow : flows_out_of_[task.block]) {
      task.out_bytes += plan_.owg.flows[flow].bytes;
      if (std::count(sub.exits.begin(), sub.exits.end(), flow) != 0) {
        task.exits = true;
        task.exit_bytes += plan_.owg.flows[flow].bytes;
      }
    }
    add_tensors(task);
    task.chunks = ChunkProgram{loops_of(task)};
  }
  for (std::size_t queue = station.queues.size(); queue > 0; --queue) {  // in the order of their consumers
    const auto& [flow, group, from, to, bytes] = station.queues[queue - 1];
    const StationTask& behind = station.tasks[to];
    const bool barrier = !behind.chunks.empty() && behind.chunks.is_barrier(behind.whole);
    if (from != kNone && (behind.whole || barrier)) station.tasks[from].whole = true;
  }
  const bool alone = plan_.clusters.size() == 1;  // its TBU is next to the station
  for (StationTask& task : station.tasks) {
    task.stays = !alone && task.chunks.empty() && plan_.hardware.tf_queue.place == hardware::FlowPlace::kProducer &&
                 !task.exits && task.out_tensors.empty() && !task.out_queues.empty();
  }
  first_entry_.push_back(static_cast<std::uint32_t>(entries_.size()));
  for (std::uint32_t group = 0; group < station.groups.size(); ++group) entries_.push_back({sub_owg, group});
  stations_.push_back(std::move(station));
}

/// Slices store no more of an item than Task Flows bring, and nothing if those bring a tensor that is in DRAM.  Where
/// DRAM is free, all whole tensors are as if they lay in the TF-Queue.
std::vector<workload::ChunkLoop> Program::loops_of(const StationTask& task) const {
  std::vector<workload::ChunkLoop> loops = plan_.owg.blocks[task.block].work.loops;
  const bool is_free = plan_.hardware.dram.tensors == hardware::Tensors::kFree;
  std::uint64_t left = is_free || !task.in_tensors.empty() ? 0 : task.in_bytes;
  for (workload::ChunkLoop& loop : loops) {
    loop.stored_bytes = std::min(loop.stored_bytes, divide_up(left, loop.slices));
    left -= std::min(left, loop.slices * loop.stored_bytes);
    if (is_free) loop.dram_in_bytes = loop.dram_out_bytes = loop.dram_kept_bytes = 0;
  }
  return loops;
}

/// A tensor that goes to two blocks is written once.
void Program::add_tensors(StationTask& task) const {
  const auto& owg = plan_.owg;
  task.activation_bytes = shape(task.block).activation_bytes();
  if (plan_.hardware.dram.tensors == hardware::Tensors::kCharged) {
    for (const std::uint32_t flow : flows_into_[task.block]) {
      if (owg.flows[flow].tensor_bytes > 0) task.in_tensors.push_back(tensor_of(owg.flows[flow]));
    }
    for (const std::uint32_t flow : flows_out_of_[task.block]) {
      const Tensor tensor = tensor_of(owg.flows[flow]);
      const bool known = std::count(task.out_tensors.begin(), task.out_tensors.end(), tensor) != 0;
      if (tensor.bytes > 0 && !known) task.out_tensors.push_back(tensor);
    }
  }
  const auto most = [&](std::uint64_t bytes, const std::vector<Tensor>& tensors) {
    constexpr std::uint64_t kMost = 1ULL << 32U;
    for (const Tensor& one : tensors) bytes = std::max(bytes, one.bytes) >= kMost ? kMost : bytes + one.bytes;
    bytes = std::max(bytes, task.activation_bytes) >= kMost ? kMost : bytes + task.activation_bytes;
    if (bytes < kMost) return;
    throw engine::ModelError{
        fmt::format("Task Block {}: flows, tensors and activations of one item are {} B or more (must be less)",
                    owg.blocks[task.block].name, kMost)};
  };
  most(task.in_bytes, task.in_tensors);
  most(task.out_bytes, task.out_tensors);
}

/// A Task Block that states its bytes has as many more for another sub-OWG as the settings say, and never fewer.
std::uint64_t Program::configuration_bytes(std::uint32_t block, bool other_sub_owg) const {
  const std::uint64_t within = plan_.hardware.tbu.bitstream, beyond = plan_.hardware.cluster.bitstream;
  const std::uint64_t stated = plan_.owg.blocks[block].work.bitstream_bytes;
  if (stated == 0) return other_sub_owg ? beyond : within;
  return stated + (other_sub_owg ? beyond - std::min(beyond, within) : 0);
}

std::uint64_t Program::frame_bytes() const {
  std::uint64_t bytes = 1;
  for (const std::uint32_t flow : flows_out_of_[source_]) bytes = std::max(bytes, plan_.owg.flows[flow].bytes);
  return bytes;
}

void Program::place_stations() {
  const auto height = plan_.clusters.height, width = plan_.clusters.width;
  std::vector<std::pair<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>>> order;  // (4 - touched, place)
  for (std::uint32_t row = 0; row < height; ++row) {
    for (std::uint32_t col = 0; col < width; ++col) {
      const std::uint32_t touched = (row > 0 ? 2U : 1U) * (col > 0 ? 2U : 1U);
      order.push_back({4 - touched, {row, col}});
    }
  }
  std::sort(order.begin(), order.end());
  for (const auto& [unused, place] : order) positions_.push_back(place);
  for (std::uint32_t sub = 0; sub < plan_.sub_owgs.size(); ++sub) {
    station_rank_.push_back(sub % static_cast<std::uint32_t>(positions_.size()));
  }
  if (plan_.schedule.divides_clusters()) place_near_tbus();
}

/// Each at the CBU with the fewest steps to its TBUs, all together, that has no station yet (if there is one).
void Program::place_near_tbus() {
  std::vector<std::uint32_t> used(positions_.size(), 0);
  const auto apart = [](std::uint32_t a, std::uint32_t b) { return std::max(a, b) - std::min(a, b); };
  for (std::size_t sub = 0; sub < plan_.sub_owgs.size(); ++sub) {
    std::pair<std::uint64_t, std::uint64_t> least{~std::uint64_t{0}, 0};
    for (std::uint32_t rank = 0; rank < positions_.size(); ++rank) {
      std::uint64_t steps = 0;
      for (std::uint32_t tbu = 0; tbu < plan_.clusters.size(); ++tbu) {
        if (plan_.sub_owgs[sub].tbu_tasks[tbu].empty()) continue;
        steps += apart(positions_[rank].first, tbu / plan_.clusters.width) +
                 apart(positions_[rank].second, tbu % plan_.clusters.width);
      }
      const std::pair<std::uint64_t, std::uint64_t> value{used[rank], steps};
      if (value >= least) continue;
      least = value;
      station_rank_[sub] = rank;
    }
    ++used[station_rank_[sub]];
  }
}

/// With one series for each property and level at most, of plan_.recorded.
void Program::index_recorded() {
  if (!plan_.recorded) return;
  series_.resize(plan_.owg.properties.size());
  for (const auto& one : plan_.recorded->series) {
    (one.is_of_items() ? series_[one.property].second : series_[one.property].first) = &one;
  }
}

/// nullptr if it is not recorded of that token.
const double* Program::recorded(std::uint32_t property, const workload::TokenName& token) const {
  if (series_.empty()) return nullptr;
  const auto [frames, items] = series_[property];
  if (frames != nullptr) {
    const std::uint64_t stream = workload::functional::stream_of(token.parent);
    if (stream < input_.count()) return frames->values.data() + plan_.recorded->row_of(stream, token.position);
  }
  if (items == nullptr || token.frame >= input_.frames()) return nullptr;
  const std::uint64_t stream = input_.stream_of(token.frame);
  const auto position = static_cast<std::uint32_t>(token.frame - input_.first_frame(stream));
  const std::uint64_t frame =
      workload::functional::child_id(workload::functional::stream_id(stream), source_, position);
  if (token.parent != frame) return nullptr;
  return plan_.recorded->value(*items, plan_.recorded->row_of(stream, position), token.position);
}

double Program::value_of(std::uint32_t property, const workload::TokenName& token) const {
  if (const double* value = recorded(property, token)) return *value;
  const auto& how = plan_.owg.properties[property];
  if (!how.per_stream && !how.along.wanders()) {
    return workload::draw_property(how, purposes_[property], plan_.seed, token);
  }
  const auto name = how.per_stream ? stream_token(input_.stream_of(token.frame), 0).name() : token;
  return drawn_.value(property, name, [&] {
    if (!how.along.wanders()) return workload::draw_property(how, purposes_[property], plan_.seed, name);
    const double level = levels_.value(property, {.id = name.parent}, [&] {
      return workload::draw_level(how, purposes_[property], plan_.seed, name.parent);
    });
    return workload::draw_along(how, purposes_[property], plan_.seed, name, level);
  });
}

std::uint64_t Program::bytes_of(const Tensor& tensor, const workload::TokenName& token) const {
  if (tensor.scale == kNone) return tensor.bytes;
  const double part = std::clamp(value_of(tensor.scale, token), 0.0, 1.0);
  return static_cast<std::uint64_t>(std::llround(static_cast<double>(tensor.bytes) * part));
}

std::uint64_t Program::fan_out(std::uint32_t expand, const workload::TokenName& token) const {
  const double value = value_of(plan_.owg.blocks[expand].fan_out.property, token);
  return value <= 0 ? 0 : static_cast<std::uint64_t>(std::llround(value));
}

std::vector<std::uint32_t> Program::branches(std::uint32_t route, const workload::TokenName& token) const {
  const auto& choosing = plan_.owg.blocks[route].choosing;
  if (choosing.weights.empty()) {
    const double value = value_of(choosing.property, token);
    std::uint32_t branch = 0;
    while (branch < choosing.below.size() && value >= choosing.below[branch]) ++branch;
    return {branch};
  }
  std::vector<std::uint32_t> chosen;
  std::vector<double> weights = choosing.weights;
  const engine::DrawKey key{plan_.seed, token.id, workload::functional::block_salt(route)};
  for (std::uint32_t nth = 0; nth < choosing.choose; ++nth) {
    double total = 0;
    for (const double weight : weights) total += weight;
    double left = engine::draw_uniform(key, nth) * total;
    std::uint32_t branch = 0;
    std::uint32_t last = 0;
    for (; branch < weights.size(); ++branch) {
      if (weights[branch] <= 0) continue;
      last = branch;
      if (left < weights[branch]) break;
      left -= weights[branch];
    }
    if (branch == weights.size()) branch = last;  // rounding at the upper end
    chosen.push_back(branch);
    weights[branch] = 0;
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::uint64_t Program::merge_arrivals(std::uint32_t merge, const workload::TokenName& token) const {
  const auto chosen = branches(plan_.partner[merge], token);
  std::uint64_t arrivals = 0;
  for (const std::uint32_t flow : flows_into_[merge]) {
    arrivals += std::binary_search(chosen.begin(), chosen.end(), plan_.branch[flow]) ? 1 : 0;
  }
  return arrivals;
}

template <class StreamOf>
void Program::cut_work(std::uint32_t sub_owg, StreamOf stream_of, std::vector<TaskWork>& out) const {
  const Station& station = stations_[sub_owg];
  const std::uint64_t most_bytes = std::min(plan_.workload.packet_bytes, station.bank_bytes);
  out.resize(station.tasks.size());
  for (std::size_t position = 0; position < station.tasks.size(); ++position) {
    const StationTask& task = station.tasks[position];
    std::uint32_t slots = 1;
    for (const std::uint32_t queue : task.in_queues) {
      const std::uint32_t from = station.queues[queue].from;
      if (from != kNone) slots = std::max(slots, out[from].made());
    }
    if (!task.chunks.empty()) {
      out[position] = task.chunks.work(slots, task.whole);
      continue;
    }
    const Shape& shape = this->shape(task.block);
    const Stream stream = stream_of(shape, position);
    const std::uint64_t need = std::max(divide_up(task.in_bytes, most_bytes), divide_up(task.out_bytes, most_bytes));
    const std::uint64_t packets = task.whole ? 1 : std::bit_ceil(std::max<std::uint64_t>(slots, need));
    const auto least = static_cast<std::uint32_t>(std::countr_zero(packets));
    const std::uint32_t cut = task.whole ? 0 : shape.cut(stream.cycles, plan_.workload.packet_cycles, least);
    if (cut > Shape::kMostCut) {
      throw engine::ModelError{fmt::format(
          "Task Block {}: more than 2^30 packets for one item (raise workload.packet_cycles or tf_queue.capacity)",
          plan_.owg.blocks[task.block].name)};
    }
    out[position] = {.cycles = std::max<std::uint64_t>(1, stream.cycles + shape.overhead(cut)),
                     .packets = 1U << cut,
                     .macs = stream.macs,
                     .operations = stream.operations};
  }
}

void Program::work(std::uint32_t sub_owg, const workload::TokenName& token, std::vector<TaskWork>& out) const {
  const Station& station = stations_[sub_owg];
  const auto stream = [&](const Shape& shape, std::size_t position) {
    const auto& work = plan_.owg.blocks[station.tasks[position].block].work;
    return shape.stream(work.dependence == Dependence::kFixed ? 1.0 : value_of(work.property, token),
                        work.scale == kNone ? 1.0 : value_of(work.scale, token));
  };
  cut_work(sub_owg, stream, out);
}

void Program::work_at(std::uint32_t sub_owg, std::span<const double> values, std::span<const double> scales,
                      std::vector<TaskWork>& out) const {
  const auto stream = [&](const Shape& shape, std::size_t position) {
    return shape.stream(values[position], scales[position]);
  };
  cut_work(sub_owg, stream, out);
}

workload::Token Program::stream_token(std::uint64_t stream, std::uint16_t home) const {
  const std::uint64_t id = workload::functional::stream_id(stream);
  return {.id = id,
          .parent = 0,
          .digest = id,
          .position = static_cast<std::uint32_t>(stream),
          .home = home,
          .frame = input_.whole(stream)};
}

workload::Token Program::frame_token(std::uint64_t stream, std::uint32_t position, std::uint16_t home) const {
  const std::uint64_t parent = workload::functional::stream_id(stream);
  const std::uint64_t id = workload::functional::child_id(parent, source_, position);
  return {.id = id,
          .parent = parent,
          .digest = id,
          .position = position,
          .home = home,
          .frame = static_cast<std::uint32_t>(input_.first_frame(stream) + position)};
}

std::uint64_t Program::sink_arrivals(std::uint64_t stream) const {
  return flows_into_[sink_].size() * (streamed_expand_ == kNone ? input_.frames(stream) : 1);
}

std::uint32_t Program::node_at_rank(std::uint32_t cluster, std::uint32_t rank) const {
  const auto [row, col] = positions_[rank % positions_.size()];
  const Place first = place_of_node(plan_, first_node_of_cluster(plan_, cluster));
  return node_at(plan_, {first.row + row, first.col + col});
}
std::uint32_t Program::node_of_station(std::uint32_t cluster, std::uint32_t sub_owg) const {
  return node_at_rank(cluster, station_rank_[sub_owg]);
}
std::uint32_t Program::node_of_block(std::uint32_t cluster, std::uint32_t block) const {
  return node_at_rank(cluster, block);
}
std::uint32_t Program::leader_node(std::uint32_t cluster) const { return node_at_rank(cluster, 0); }
std::uint32_t Program::controller_node() const {
  const auto& hardware = plan_.hardware;
  return node_at(plan_, {static_cast<std::uint32_t>(hardware.cbu_rows() / 2),
                         static_cast<std::uint32_t>(hardware.cbu_cols() / 2)});
}
std::uint32_t Program::source_node(std::uint32_t cluster) const { return node_at_rank(cluster, 0); }

}  // namespace octosim::models::plan
