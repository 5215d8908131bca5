/// \file home_unit.hpp  Where streams begin and end: fetches frames from DRAM, and is the sink of the streams it reads.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "engine/model/archive.hpp"
#include "models/octopus/frame_gate.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// The streams of one cluster, read frame by frame in turn: the next frame is fetched when the one before has been
/// taken in, so a full machine is never flooded, and fewer frames than DRAM has room for are between fetch and end.
/// With schedule.source = shared the next frame is whatever the SourceUnit gives, of any stream.  At
/// the end of each stream what was delivered is compared with the untimed interpreter.  Holds the run open until all
/// its streams are done.
class HomeUnit {
 public:
  /// `emitter`: the one of the source block.
  HomeUnit(const Site& site, Ports& ports, Emitters& emitters, Emitters::Id emitter);

  void start(engine::Context& context);
  void on_frame(engine::Context& context, const network::Packet& packet);
  /// The shared source has given a frame to read; it has given the first one of a stream that lives here.
  void on_this_frame(engine::Context& context, const network::Packet& packet);
  void on_started(engine::Context& context, const network::Packet& packet);
  /// With frame buffers: a Task Block that takes from the source has finished so many frames.
  void on_frames(engine::Context& context, const network::Packet& packet);
  void on_delivered(engine::Context& context, const network::Packet& packet);
  /// A frame has left the machine: its tensors are not needed any more.
  void on_retired(engine::Context& context);
  void sample(engine::Context& context) const;
  /// The source's emitter has nothing left.
  void drained(engine::Context& context);
  void archive(engine::Archive& archive) {
    archive.each(streams_);
    archive(next_, fetched_, in_flight_, waits_, arrived_);
    archive.each(finished_);
  }

 private:
  struct Stream {
    std::uint64_t number = 0;
    std::uint64_t fetched = 0;  ///< frames
    std::uint64_t first = 0;    ///< cycle of the first fetch
    std::uint64_t arrivals = 0, sum = 0;
  };
  void fetch(engine::Context& context);
  void request(engine::Context& context, std::uint64_t stream, std::uint64_t frame);
  void retire(engine::Context& context);
  bool may_fetch() const;
  bool is_shared() const { return site_.program->plan().schedule.source == plan::Source::kShared; }
  void finish(engine::Context& context, const Stream& stream);

  Site site_;
  Ports& ports_;
  Emitters& emitters_;
  Emitters::Id emitter_;
  std::vector<Stream> streams_;
  std::map<std::uint64_t, std::size_t> by_id_;      ///< stream token -> index
  std::size_t next_ = 0;                            ///< whose turn it is
  std::uint64_t fetched_ = 0;                       ///< frames
  std::uint64_t in_flight_ = 0;                     ///< frames fetched and not at their end
  std::vector<std::uint64_t> finished_;             ///< frames, by Task Block that takes from the source
  std::vector<std::uint32_t> first_tasks_;          ///< those Task Blocks
  bool waits_ = false;                              ///< a frame would be fetched if there were room for its tensors
  std::map<std::uint64_t, std::uint64_t> arrived_;  ///< frame -> flows it has reached the sink by, if there are several
};

}  // namespace octosim::models::octopus
