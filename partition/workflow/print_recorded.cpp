#include "partition/workflow/print_recorded.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/plan/streams.hpp"

namespace octosim::partition::workflow {
namespace {

namespace workload = models::workload;

template <class T>
std::string from_to(const T& least, const T& most) {
  return least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
}

std::uint64_t frames_without_items(const workload::RecordedSeries& of) {
  std::uint64_t count = 0;
  for (std::size_t frame = 0; frame + 1 < of.first.size(); ++frame) count += of.first[frame] == of.first[frame + 1];
  return count;
}

}  // namespace

std::string print_recorded(const models::plan::Plan& plan) {
  if (!plan.recorded) return {};
  const workload::Recorded& all = *plan.recorded;
  std::string text = fmt::format("recorded in {}: {} videos, {} frames\n", plan.workload.recorded, all.video_count(),
                                 all.frame_count());
  for (const workload::RecordedSeries& one : all.series) {
    const std::string& name = plan.owg.properties[one.property].name;
    text += fmt::format("  {:<24} of {} {}", name, one.values.size(), one.is_of_items() ? "items" : "frames");
    const std::uint64_t without = one.is_of_items() ? frames_without_items(one) : 0;
    text += without == 0 ? "\n" : fmt::format(" ({} frames have none: those of a frame without are drawn)\n", without);
  }
  const std::uint64_t streams = plan.workload.videos, videos = all.video_count(), used = std::min(streams, videos);
  const models::plan::Streams input{plan.workload, plan.seed, plan.clusters.count()};
  std::uint64_t shortest = input.frames(0), longest = shortest;
  for (std::uint64_t stream = 1; stream < input.count(); ++stream) {
    shortest = std::min(shortest, input.frames(stream));
    longest = std::max(longest, input.frames(stream));
  }
  std::uint64_t least = all.frame_count(), most = 0;
  for (std::uint64_t video = 0; video < used; ++video) {
    least = std::min(least, all.videos[video + 1] - all.videos[video]);
    most = std::max(most, all.videos[video + 1] - all.videos[video]);
  }
  text += fmt::format("  {} streams take the videos in turn: {} of them, each {} times\n", streams, used,
                      from_to(std::max<std::uint64_t>(1, streams / videos), (streams + videos - 1) / videos));
  const auto times = [](std::uint64_t frames, std::uint64_t length) {
    return fmt::format("{:.3g}", static_cast<double>(frames) / static_cast<double>(length));
  };
  text += fmt::format("  a stream has {} frames, its video {}: {} times its length\n", from_to(shortest, longest),
                      from_to(least, most), from_to(times(shortest, most), times(longest, least)));
  return text;
}

}  // namespace octosim::partition::workflow
