#include "partition/workflow/recordable.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "partition/workflow/graph.hpp"

namespace octosim::partition::workflow {
namespace {

namespace workload = models::workload;
using workload::BlockKind, workload::kNone;

std::uint32_t property_of(const workload::Block& block) {
  switch (block.kind) {
    case BlockKind::kTask:
      return block.work.dependence == workload::Dependence::kFixed ? kNone : block.work.property;
    case BlockKind::kRoute:
      return block.choosing.property;
    case BlockKind::kExpand:
      return block.fan_out.streamed ? kNone : block.fan_out.property;
    default:
      return kNone;
  }
}

class Uses {
 public:
  Uses(const workload::Owg& owg, const Structure& structure)
      : owg_{owg},
        graph_{owg},
        structure_{structure},
        whole_(owg.blocks.size(), false),
        found_(owg.properties.size()) {}

  std::vector<Recordable> find() {
    for (const std::uint32_t b : structure_.topological) {
      for (const std::uint32_t f : graph_.into(b)) whole_[b] = whole_[b] || whole_[graph_.flow(f).from];
      if (graph_.block(b).kind == BlockKind::kCollapse && graph_.block(structure_.partner[b]).fan_out.streamed)
        whole_[b] = true;
      const workload::Block& block = graph_.block(b);
      look(b, property_of(block));
      if (block.kind == BlockKind::kTask) look(b, block.work.scale);
      for (const std::uint32_t f : graph_.into(b)) look(b, graph_.flow(f).scale);
    }
    return std::move(found_);
  }

 private:
  void look(std::uint32_t b, std::uint32_t property) {
    if (property == kNone) return;
    Recordable& at = found_[property];
    if (owg_.properties[property].per_stream) {
      at.problem = "it is the same for a whole video";
      return;
    }
    const std::vector<std::uint32_t> expands = expands_around(b);
    const std::string& name = graph_.block(b).name;
    if (whole_[b]) {
      at.problem = fmt::format("{} looks at it of whole videos", name);
    } else if (expands.size() > 1) {
      at.problem = fmt::format("{} looks at it inside Expand {}, which is inside Expand {}", name,
                               graph_.block(expands[0]).name, graph_.block(expands[1]).name);
    } else if (expands.empty()) {
      at.of_frames = true;
    } else if (at.expand != kNone && at.expand != expands[0]) {
      at.problem = fmt::format("it is looked at inside two Expands, {} and {}", graph_.block(at.expand).name,
                               graph_.block(expands[0]).name);
    } else {
      at.expand = expands[0];
    }
  }

  /// But the one that is streamed, whose items are frames; the innermost first.
  std::vector<std::uint32_t> expands_around(std::uint32_t b) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t f = graph_.into(b)[0]; structure_.scope[f] != kNone;) {
      const std::uint32_t opening = structure_.scope[f];
      const workload::Block& block = graph_.block(opening);
      if (block.kind == BlockKind::kExpand && !block.fan_out.streamed) found.push_back(opening);
      f = graph_.into(opening)[0];
    }
    return found;
  }

  const workload::Owg& owg_;
  Graph graph_;
  const Structure& structure_;
  std::vector<bool> whole_;  ///< by block: its item is all frames of a video again
  std::vector<Recordable> found_;
};

}  // namespace

std::vector<Recordable> recordable(const workload::Owg& owg, const Structure& structure) {
  return Uses{owg, structure}.find();
}

void check_recorded(const workload::Recorded& recorded, const workload::Owg& owg, const Structure& structure,
                    const std::string& file) {
  const std::vector<Recordable> can = recordable(owg, structure);
  for (const workload::RecordedSeries& one : recorded.series) {
    const std::string& name = owg.properties[one.property].name;
    const Recordable& at = can[one.property];
    if (!at.problem.empty()) {
      throw engine::ModelError{
          fmt::format("{}: column {}: {} (must be looked at of frames, or of the items of one Expand of frames)", file,
                      name, at.problem)};
    }
    if (one.is_of_items() ? at.expand != kNone : at.of_frames) continue;
    const bool of_either = at.of_frames || at.expand != kNone;
    throw engine::ModelError{fmt::format("{}: column {}: has values of {}, of which no block looks at it (must be {})",
                                         file, name, one.is_of_items() ? "items" : "frames",
                                         !of_either     ? "a property that a block looks at"
                                         : at.of_frames ? "in rows of frames, without item"
                                                        : "in rows of items")};
  }
}

}  // namespace octosim::partition::workflow
