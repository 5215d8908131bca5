/// \file cut_run.hpp  Runs a model on thread ranks, saving images of it on the way, or going on from them.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/hash.hpp"
#include "tests/engine/kernel/on_ranks.hpp"

namespace octosim::test {

/// Where a run runs: by what nothing may change.
struct Place {
  std::int32_t ranks = 1;
  engine::Sync sync = engine::Sync::kWindow;
};

/// Deals the components out at random, another way for each number of ranks.
inline engine::Partition scattered(std::int32_t ranks) {
  return [ranks](engine::ComponentId id) {
    return engine::Rank{static_cast<std::int32_t>(engine::mix(77, index(id), static_cast<std::uint64_t>(ranks)) %
                                                  static_cast<std::uint64_t>(ranks))};
  };
}

/// What a checkpoint's files would hold: the images of all ranks.
struct Saved {
  engine::ImageHead head;
  std::map<std::uint32_t, std::vector<std::byte>> states;  ///< by component
  std::vector<engine::ImageHead> heads;                    ///< as each rank saw it

  engine::ResumePoint point() const {
    return {head, [this](engine::ComponentId id) { return std::span{states.at(index(id))}; }};
  }
};

struct CutRun {
  RanksRun run;
  std::vector<Saved> saved;
};
/// Runs until each of the `cuts` (events handled on rank 0), saving there; stops after the last, if `stop`.  Goes on
/// `from` an image, if one is given.  Without an `owner`: scattered.
inline CutRun run_with_cuts(const engine::Blueprint& model, const Place& place, const engine::RunOptions& options,
                            const std::vector<std::uint64_t>& cuts, bool stop, const Saved* from = nullptr,
                            const engine::Partition& owner = {}) {
  CutRun result;
  std::mutex mutex;
  result.run.reports.resize(static_cast<std::size_t>(place.ranks));
  engine::on_thread_ranks(place.ranks, [&](engine::Communicator& comm) {
    const auto me = static_cast<std::size_t>(index(comm.rank()));
    std::size_t asked = 0, saves = 0;
    KeepingSink sink;
    engine::RunOptions mine = options;
    mine.sink = &sink;
    mine.sync = place.sync;
    mine.edge_ns = 0;
    const engine::ResumePoint point = from != nullptr ? from->point() : engine::ResumePoint{};
    if (from != nullptr) mine.resume = &point;
    mine.at_edge = [&](const engine::Edge& edge) {
      if (me != 0 || asked >= cuts.size() || edge.events < cuts[asked]) return engine::Request::kNothing;
      ++asked;
      return stop && asked == cuts.size() ? engine::Request::kCheckpointAndStop : engine::Request::kCheckpoint;
    };
    mine.save = [&](const engine::Image& image) {
      const std::lock_guard lock{mutex};
      if (result.saved.size() == saves) result.saved.emplace_back();
      Saved& saved = result.saved[saves++];
      saved.head = image.head;
      saved.heads.push_back(image.head);
      for (std::size_t k = 0; k < image.ids.size(); ++k) {
        const auto state = image.state(k);
        EXPECT_TRUE(saved.states.try_emplace(image.ids[k], state.begin(), state.end()).second);
      }
    };
    const engine::RunReport report = engine::run(model, owner ? owner : scattered(place.ranks), comm, mine);
    const std::lock_guard lock{mutex};
    result.run.reports[me] = report;
    result.run.written.insert(result.run.written.end(), sink.written.begin(), sink.written.end());
  });
  std::sort(result.run.written.begin(), result.run.written.end());
  return result;
}

}  // namespace octosim::test
