/// \file frame_gate.hpp  N-buffering by frames: how far a Task Block may be ahead of the next ones.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "engine/model/archive.hpp"
#include "models/octopus/frame_counts.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"
#include "models/plan/task_graph.hpp"

namespace octosim::models::octopus {

/// For the Task Blocks of one station of a divided cluster.  A Task Block has finished a frame when it has executed all
/// items of it, the ones before have finished it, and it has finished the frame before; it may start frame f only if
/// each next one has finished frame f - N.  Stations tell one another, and the stream home, how many frames are
/// finished.  How many items a frame has at a Task Block is taken from the untimed interpreter: a real machine would
/// mark the end of a frame (assumed to cost nothing).
/// Frames are then finished in order everywhere, and never more at a Task Block than at one before it, so that the
/// earliest frame that is not finished anywhere can always go on.
class FrameGate {
 public:
  FrameGate(const Site& site, std::uint16_t sub_owg, Ports& ports);

  /// The Task Block at `task` may not start the frame of this token yet.
  bool is_closed(std::uint32_t task, const workload::Token& token) const;
  /// It has executed an item, and what it became has left.
  void executed(engine::Context& context, std::uint32_t task, const workload::Token& token);
  /// Another station, or the stream home, tells how far a Task Block, or the source, is.
  void on_frames(engine::Context& context, const network::Packet& packet);

  void archive(engine::Archive& archive) { archive(finished_, executed_); }

  static network::Packet frames_packet(std::uint32_t node, std::uint16_t sub_owg, std::uint32_t block,
                                       std::uint64_t finished);
  /// Instead of a sub-OWG: for the stream home.
  static constexpr std::uint16_t kHome = 0xFFFF;

 private:
  void advance(engine::Context& context);
  bool advance(std::uint32_t task);
  void tell(engine::Context& context, std::uint32_t task);

  Site site_;
  std::uint16_t sub_owg_;
  Ports& ports_;
  const std::vector<std::uint32_t>& tasks_;
  std::uint64_t ahead_;
  FrameCounts counts_;
  std::uint64_t frames_;
  plan::TaskGraph graph_;
  std::vector<std::uint64_t> finished_;                           ///< frames, by block, as far as known here
  std::vector<std::map<std::uint64_t, std::uint64_t>> executed_;  ///< by task: frame -> items, if not finished
};

}  // namespace octosim::models::octopus
