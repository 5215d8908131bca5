#include <utility>

#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {
namespace {

using plan::Program;
using workload::BlockKind;
using workload::Token;
namespace functional = workload::functional;

/// Walks the Control Blocks behind a token.
class Follower {
 public:
  Follower(const Program& program, std::uint32_t cluster, std::vector<Emission>& out)
      : program_{program}, cluster_{cluster}, out_{out} {}

  void outputs(std::uint32_t block, const Token& token) {
    const bool task = program_.owg().blocks[block].kind == BlockKind::kTask;
    for (const std::uint32_t flow : program_.flows_out_of(block)) {
      if (task && !leaves(flow)) continue;
      follow(flow, token);
    }
  }

 private:
  /// Whether a flow between Task Blocks, or out of one, ends outside the sub-OWG it comes from.
  bool leaves(std::uint32_t flow) const {
    const std::uint32_t to = program_.owg().flows[flow].to;
    if (program_.owg().blocks[to].kind != BlockKind::kTask) return true;
    return program_.group_of_flow(flow) != workload::kNone;
  }

  void follow(std::uint32_t flow, const Token& token) {
    const std::uint32_t block = program_.owg().flows[flow].to;
    switch (program_.owg().blocks[block].kind) {
      case BlockKind::kTask:
        return enter(flow, block, token);
      case BlockKind::kRoute:
        return route(block, token);
      case BlockKind::kMerge:
        return merge(flow, block, token);
      case BlockKind::kExpand:
        return expand(block, token);
      case BlockKind::kCollapse:
        return emit(token_packet(kChild, program_.node_of_block(token.home, block), token, bytes_of(flow), name(flow)));
      case BlockKind::kSink:
        return emit(token_packet(kDelivered, program_.source_node(token.home), token, bytes_of(flow), name(flow)));
      case BlockKind::kSource:
        return;
    }
  }

  void enter(std::uint32_t flow, std::uint32_t block, const Token& token) {
    const std::uint32_t sub = program_.plan().sub_owg_of[block];
    const std::uint32_t group = program_.group_of_flow(flow);
    const auto& station = program_.station(sub);
    if (station.groups[group].flows.front() != flow) return;  // one item stands for the whole group
    const bool joined = station.groups.size() > 1;
    const std::uint32_t node = program_.node_of_station(joined ? token.home : cluster_, sub);
    out_.push_back({token_packet(kItem, node, token, station.groups[group].bytes, program_.entry_number(sub, group)),
                    joined ? std::uint8_t{0} : std::uint8_t{kOfferItem}});
  }

  void route(std::uint32_t block, const Token& token) {
    for (const std::uint32_t branch : program_.branches(block, token.name())) {
      Token routed = token;
      routed.digest = functional::routed(block, token.digest, branch);
      follow(program_.flows_out_of(block)[branch], routed);
    }
  }

  void merge(std::uint32_t flow, std::uint32_t block, const Token& token) {
    // Frames may come in another order by another branch: where they must keep it, the join sees to that.
    const bool ordered = program_.plan().schedule.frames_ahead() > 0 && program_.input().is_of_frame(token);
    if (ordered || program_.merge_arrivals(block, token.name()) > 1) {
      return emit(token_packet(kBranch, program_.node_of_block(token.home, block), token, bytes_of(flow), name(flow)));
    }
    Token merged = token;
    merged.digest = functional::joined(block, functional::arrived(flow, token.digest, 0), 1);
    outputs(block, merged);
  }

  void expand(std::uint32_t block, const Token& token) {
    if (program_.owg().blocks[block].fan_out.streamed) {
      Token chunk = token;
      chunk.digest = functional::expanded(block, token.digest, token.position);
      return outputs(block, chunk);
    }
    const std::uint32_t collapse = program_.plan().partner[block];
    out_.push_back(
        {token_packet(kOpen, program_.node_of_block(cluster_, collapse), token, kDescriptorBytes, name(collapse)),
         kOfferScope});
    const std::uint64_t children = program_.fan_out(block, token.name());
    for (std::uint64_t position = 0; position < children; ++position) {
      outputs(block, {.id = functional::child_id(token.id, block, position),
                      .parent = token.id,
                      .digest = functional::expanded(block, token.digest, position),
                      .position = static_cast<std::uint32_t>(position),
                      .home = static_cast<std::uint16_t>(cluster_),
                      .frame = token.frame});
    }
  }

  void emit(const network::Packet& packet) { out_.push_back({packet, 0}); }
  std::uint32_t bytes_of(std::uint32_t flow) const {
    return static_cast<std::uint32_t>(program_.owg().flows[flow].bytes);
  }
  static std::uint16_t name(std::uint32_t index) { return static_cast<std::uint16_t>(index); }

  const Program& program_;
  std::uint32_t cluster_;
  std::vector<Emission>& out_;
};

}  // namespace

void follow_outputs(const Program& program, std::uint32_t cluster, std::uint32_t block, const Token& token,
                    std::vector<Emission>& out) {
  Follower{program, cluster, out}.outputs(block, token);
}

void emit_outputs(engine::Context& context, const Site& site, Emitters& emitters, Emitters::Id id, std::uint32_t block,
                  const Token& token) {
  std::vector<Emission>& emissions = emitters.list();
  follow_outputs(*site.program, site.cluster, block, token, emissions);
  emitters.emit(context, id, emissions);
}

}  // namespace octosim::models::octopus
