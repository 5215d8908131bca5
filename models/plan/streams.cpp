#include "models/plan/streams.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace octosim::models::plan {
namespace {

void refuse_above(std::uint64_t most, std::string_view what, std::uint64_t value) {
  if (value > most) throw engine::ModelError{fmt::format("{}: {} (must be at most {})", what, value, most)};
}

}  // namespace

Streams::Streams(const workload::WorkloadSettings& workload, std::uint64_t seed, std::uint32_t clusters)
    : clusters_{clusters},
      shortest_{workload.most_frames()},
      longest_{workload.most_frames()},
      first_frame_{0},
      frames_of_cluster_(clusters, 0) {
  refuse_above(1ULL << 31U, "frames of a stream (workload.minutes x 60 x workload.rate)", longest_);
  first_frame_.reserve(workload.videos + 1);
  for (std::uint64_t stream = 0; stream < workload.videos; ++stream) {
    const std::uint64_t frames = workload.frames(seed, stream);
    shortest_ = std::min(shortest_, frames);
    first_frame_.push_back(first_frame_.back() + frames);
  }
  refuse_above(workload::kNoFrame - 1, "frames of all streams, and one for each", frames() + workload.videos);
  for (std::uint64_t stream = 0; stream < count(); ++stream) {
    frames_of_cluster_[home_of_stream(stream)] += frames(stream);
  }
}

std::uint64_t Streams::stream_of(std::uint32_t frame) const {
  if (frame >= frames()) return frame - frames();
  const auto next = std::upper_bound(first_frame_.begin(), first_frame_.end(), frame);
  return static_cast<std::uint64_t>(next - first_frame_.begin()) - 1;
}

bool Streams::is_home(std::uint32_t cluster) const {
  if (count() >= clusters_) return true;
  const std::uint64_t first = stream_at(cluster, 0);  // the only one that could live here
  return first < count() && home_of_stream(first) == cluster;
}

std::uint32_t Streams::home_of_stream(std::uint64_t stream) const {
  if (count() >= clusters_) return static_cast<std::uint32_t>(stream % clusters_);
  return static_cast<std::uint32_t>(stream * clusters_ / count());
}

std::uint64_t Streams::streams_of(std::uint32_t cluster) const {
  if (count() < clusters_) return is_home(cluster) ? 1 : 0;
  return count() / clusters_ + (cluster < count() % clusters_ ? 1 : 0);
}

std::uint64_t Streams::stream_at(std::uint32_t cluster, std::uint64_t nth) const {
  return count() < clusters_ ? (cluster * count() + clusters_ - 1) / clusters_ : nth * clusters_ + cluster;
}

/// Frames of the streams of a cluster that are before `position` of theirs.
std::uint64_t Streams::frames_before(std::uint32_t cluster, std::uint64_t position) const {
  const std::uint64_t here = streams_of(cluster);
  if (position <= shortest_) return position * here;
  std::uint64_t all = 0;
  for (std::uint64_t nth = 0; nth < here; ++nth) all += std::min(position, frames(stream_at(cluster, nth)));
  return all;
}

std::uint64_t Streams::frame_number(std::uint64_t stream, std::uint64_t position) const {
  if (count() < clusters_) return position;
  const std::uint32_t home = home_of_stream(stream);
  const std::uint64_t before = stream / clusters_;  // streams whose turn is earlier
  std::uint64_t number = frames_before(home, position);
  if (position < shortest_) return number + before;
  for (std::uint64_t nth = 0; nth < before; ++nth) number += position < frames(stream_at(home, nth)) ? 1 : 0;
  return number;
}

std::uint64_t Streams::order_of(std::uint32_t frame) const {
  if (frame >= frames()) return workload::kNoFrame;
  const std::uint64_t stream = stream_of(frame);
  return frame_number(stream, frame - first_frame_[stream]);
}

Streams::FrameName Streams::frame_of(std::uint32_t cluster, std::uint64_t number) const {
  OCTOSIM_EXPECT(number < frames_of_cluster_[cluster]);
  std::uint64_t position = 0, beyond = longest_;  // the last position with no more than `number` frames before it
  while (position + 1 < beyond) {
    const std::uint64_t middle = position + (beyond - position) / 2;
    (frames_before(cluster, middle) <= number ? position : beyond) = middle;
  }
  std::uint64_t left = number - frames_before(cluster, position), nth = 0;
  const auto has = [&] { return position < frames(stream_at(cluster, nth)); };
  if (position < shortest_) nth = left;
  for (; position >= shortest_ && (!has() || left > 0); ++nth) left -= has() ? 1 : 0;
  return {stream_at(cluster, nth), static_cast<std::uint32_t>(position)};
}

}  // namespace octosim::models::plan
