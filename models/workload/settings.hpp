/// \file settings.hpp  [workload]: how much input there is and how it is cut into packets.
#pragma once
#include <cstdint>
#include <string>
#include <tuple>

#include "engine/base/settings.hpp"

namespace octosim::models::workload {

struct WorkloadSettings {
  std::string owg, recorded;
  std::uint64_t videos = 8;
  double minutes = 0.02;
  double minutes_most = 0;
  double rate = 30;
  std::uint64_t packet_cycles = 20'000;
  std::uint64_t packet_bytes = 256 * 1024;

  /// Frames of a video (images of a stream): minutes x 60 x rate, at least 1; `minutes` uniform between `minutes` and
  /// `minutes_most`, a pure function of (seed, stream).
  std::uint64_t frames(std::uint64_t seed, std::uint64_t stream) const;
  std::uint64_t least_frames() const;  ///< of any video
  std::uint64_t most_frames() const;
  double expected_frames() const;

  static constexpr auto settings() {
    using engine::Effect, engine::Setting, engine::Unit;
    using W = WorkloadSettings;
    return std::tuple{
        Setting{
            "owg", &W::owg, Unit::kText, 0, 0, Effect::kResults,
            "Workflow file (.toml), or the name of one of the six benchmarks, er, dpsr, sfr, cmr, osvos, ocr, or moe."},
        Setting{
            "recorded", &W::recorded, Unit::kText, 0, 0, Effect::kResults,
            "Recording (CSV or HDF5) of properties of frames and of their items, instead of what the workflow says of "
            "them; empty: none.  Streams beyond its videos take them in turn, frames beyond a video begin again."},
        Setting{"videos", &W::videos, Unit::kCount, 1, 1e6, Effect::kResults,
                "Streams of input: videos, or streams of images.  Default: chosen."},
        Setting{"minutes", &W::minutes, Unit::kMinutes, 0, 1e6, Effect::kResults,
                "Length of each stream; at least one frame.  The paper uses 3 to 30 minutes (VI-A)."},
        Setting{"minutes_most", &W::minutes_most, Unit::kMinutes, 0, 1e6, Effect::kResults,
                "If not 0, the length of each stream is drawn: uniform from minutes to this (uniform is assumed)."},
        Setting{"rate", &W::rate, Unit::kHertz, 1e-3, 1e6, Effect::kResults,
                "Frames (images) per second of stream; only their number matters, all input is present at cycle 0.  "
                "Default: assumed."},
        Setting{
            "packet_cycles", &W::packet_cycles, Unit::kCycles, 100, 1e12, Effect::kResults,
            "Most work of one packet on one TBU.  It decides how agile scheduling can be.  Default: chosen; sweep."},
        Setting{
            "packet_bytes", &W::packet_bytes, Unit::kBytes, 64, 1e12, Effect::kResults,
            "Most bytes of one packet between Task Blocks; never more than its bank of the TF-Queue holds.  Default: "
            "chosen; sweep."}};
  }
};

}  // namespace octosim::models::workload
