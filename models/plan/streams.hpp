/// \file streams.hpp  The streams of input: how long each is, where it lives, in which order its frames are read.
#pragma once
#include <cstdint>
#include <vector>

#include "models/workload/settings.hpp"
#include "models/workload/token.hpp"

namespace octosim::models::plan {

/// Frames are numbered stream after stream (Token::frame); behind the last come numbers of whole streams.
class Streams {
 public:
  /// O(streams).  \throws ModelError if a stream has more than 2^31 frames, or all of them 2^32 - 2.
  Streams(const workload::WorkloadSettings& workload, std::uint64_t seed, std::uint32_t clusters);

  std::uint64_t count() const { return first_frame_.size() - 1; }
  /// Tokens that the source emits of a stream, of all, and of those that live in a cluster.
  std::uint64_t frames(std::uint64_t stream) const { return first_frame_[stream + 1] - first_frame_[stream]; }
  std::uint64_t frames() const { return first_frame_.back(); }
  std::uint64_t frames_of_cluster(std::uint32_t cluster) const { return frames_of_cluster_[cluster]; }
  /// Number of the first frame of a stream; of count(), frames().
  std::uint64_t first_frame(std::uint64_t stream) const { return first_frame_[stream]; }
  std::uint32_t whole(std::uint64_t stream) const { return static_cast<std::uint32_t>(frames() + stream); }

  /// A token of a frame, and not of a whole stream.
  bool is_of_frame(const workload::Token& token) const { return token.frame < frames(); }
  /// Of a token's frame, or whole stream.  O(log streams).
  std::uint64_t stream_of(std::uint32_t frame) const;

  bool is_home(std::uint32_t cluster) const;                 ///< of any stream
  std::uint32_t home_of_stream(std::uint64_t stream) const;  ///< cluster; spread evenly over the wafer
  std::uint64_t streams_of(std::uint32_t cluster) const;     ///< that live there

  /// Frames are read from the streams of a cluster in turn, those that have ended left out: the number of one in that
  /// order, and the other way.  O(1) for as many frames of each as the shortest stream has, else O(streams there); the
  /// other way x log(frames).
  std::uint64_t frame_number(std::uint64_t stream, std::uint64_t position) const;
  /// The same of a token's frame; more than any if it is none.
  std::uint64_t order_of(std::uint32_t frame) const;
  struct FrameName {
    std::uint64_t stream = 0;
    std::uint32_t position = 0;
  };
  FrameName frame_of(std::uint32_t cluster, std::uint64_t number) const;

 private:
  std::uint64_t stream_at(std::uint32_t cluster, std::uint64_t nth) const;
  std::uint64_t frames_before(std::uint32_t cluster, std::uint64_t position) const;

  std::uint64_t clusters_;
  std::uint64_t shortest_, longest_;        ///< in frames
  std::vector<std::uint64_t> first_frame_;  ///< by stream, and of one behind the last
  std::vector<std::uint64_t> frames_of_cluster_;
};

}  // namespace octosim::models::plan
