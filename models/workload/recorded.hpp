/// \file recorded.hpp  Properties that were recorded instead of drawn: a table of their values, by video and frame.
#pragma once
#include <cstdint>
#include <vector>

#include "models/workload/owg.hpp"

namespace octosim::models::workload {

/// Values of one property, of frames or of the items that an Expand makes of a frame.  About 8 B a value; of items 8 B
/// a frame more.
struct RecordedSeries {
  std::uint32_t property = kNone;    ///< index into Owg::properties
  std::vector<std::uint64_t> first;  ///< of items: by recorded frame, where its values begin, and their end; else empty
  std::vector<double> values;        ///< of frames: by recorded frame; each finite and at least 0

  bool is_of_items() const { return !first.empty(); }
};

/// What a recording says.  Streams beyond the recorded videos take them in turn, frames beyond the length of a video
/// begin with it again, items beyond those of a frame likewise.
struct Recorded {
  std::vector<std::uint64_t> videos;  ///< by recorded video, where its frames begin, and their end; empty: no recording
  std::vector<RecordedSeries> series;  ///< at most one of frames and one of items for each property

  std::uint64_t video_count() const { return videos.empty() ? 0 : videos.size() - 1; }
  std::uint64_t frame_count() const { return videos.empty() ? 0 : videos.back(); }
  bool has_items() const;
  /// kNone of a property that is not recorded.  `of_items`: of items; else of frames.
  std::uint32_t find(std::uint32_t property, bool of_items) const;

  /// The recorded frame that stands for frame `frame` of stream `stream`.  \pre there is one
  std::uint64_t row_of(std::uint64_t stream, std::uint64_t frame) const {
    const std::uint64_t video = stream % video_count();
    return videos[video] + frame % (videos[video + 1] - videos[video]);
  }
  /// Its value; of items that of its item `item`.  nullptr if the frame was recorded without items.
  const double* value(const RecordedSeries& of, std::uint64_t row, std::uint64_t item) const;
};

/// XXH3-64 of all of it, chained: the numbers of videos, then of each series property, first and values, each list with
/// its length before it.  The same on every rank.  0 if there is no recording.
std::uint64_t digest_of(const Recorded& recorded);

}  // namespace octosim::models::workload
