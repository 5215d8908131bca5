#include <array>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>

#include "engine/kernel/simulator.hpp"
#include "tests/engine/kernel/cut_run.hpp"
#include "tests/support/relay_model.hpp"

namespace octosim::engine {
namespace {

using test::Place;
using test::RelayModel;
using test::RelaySettings;
using test::run_with_cuts;
using test::Saved;
using test::scattered;

constexpr std::array<RelaySettings, 4> kModels{{
    {.shape = RelaySettings::Shape::kTorus, .tokens = 8, .hops = 60, .latency = 1, .service = 0},
    {.shape = RelaySettings::Shape::kTorus,
     .tokens = 8,
     .hops = 60,
     .latency = 7,
     .spread = 6,
     .service = 3,
     .seed = 9},
    {.shape = RelaySettings::Shape::kRandom, .tokens = 8, .hops = 60, .latency = 3, .service = 40, .seed = 2},
    {.shape = RelaySettings::Shape::kRandom, .tokens = 8, .hops = 40, .latency = 500, .spread = 90'000, .seed = 3},
}};
constexpr std::array<Place, 6> kPlaces{{{1, Sync::kWindow},
                                        {2, Sync::kNeighbor},
                                        {3, Sync::kWindow},
                                        {3, Sync::kNeighbor},
                                        {5, Sync::kNeighbor},
                                        {8, Sync::kWindow}}};

class Restart : public testing::TestWithParam<std::tuple<std::size_t, std::size_t, std::size_t>> {};

/// Saved in one place, resumed in another: digest, events, end and all records are those of the undisturbed run.
TEST_P(Restart, GivesTheUndisturbedRun) {
  const auto [which, here, there] = GetParam();
  const RelayModel model{kModels[which]};
  RunOptions options;
  options.level = Level::kEvent;
  options.sample_interval = {kModels[which].latency * 5};
  const auto whole = test::on_ranks(1, model, test::everything_on(0), options);
  int saved_runs = 0;
  for (const std::uint64_t part : {0U, 1U, 2U, 3U}) {
    const std::uint64_t cut = whole.reports[0].events * part / 4 / static_cast<std::uint64_t>(kPlaces[here].ranks);
    const auto before = run_with_cuts(model, kPlaces[here], options, {cut}, true);
    // A short run may have come to its end before all ranks have agreed to save it.
    if (before.run.reports[0].reason != EndReason::kCheckpointed) continue;
    ++saved_runs;
    ASSERT_EQ(before.saved.size(), 1U);
    const Saved& saved = before.saved[0];
    EXPECT_EQ(saved.states.size(), model.component_count());
    for (const ImageHead& head : saved.heads) EXPECT_EQ(head.cut, saved.head.cut);
    for (const auto& written : before.run.written)
      EXPECT_LT(written.time, std::max<std::uint64_t>(1, saved.head.cut.cycle));
    const auto after = run_with_cuts(model, kPlaces[there], options, {}, false, &saved);
    for (const RunReport& report : after.run.reports) {
      EXPECT_EQ(report.digest, whole.reports[0].digest) << part;
      EXPECT_EQ(report.events, whole.reports[0].events);
      EXPECT_EQ(report.end, whole.reports[0].end);
      EXPECT_EQ(report.reason, EndReason::kReleased);
    }
    auto written = before.run.written;
    written.insert(written.end(), after.run.written.begin(), after.run.written.end());
    std::sort(written.begin(), written.end());
    EXPECT_TRUE(written == whole.written) << written.size() << ", " << whole.written.size();
  }
  EXPECT_GE(saved_runs, kPlaces[here].ranks == 1 ? 0 : 2);
}

INSTANTIATE_TEST_SUITE_P(Relay, Restart,
                         testing::Combine(testing::Range(std::size_t{0}, kModels.size()),
                                          testing::Range(std::size_t{0}, kPlaces.size()), testing::Values(0U, 3U, 4U)));

/// A run that saves on its way is not disturbed by it, and any of its checkpoints will do.
TEST(RestartOnTheWay, AnyCheckpointWillDo) {
  const RelayModel model{kModels[2]};
  const auto whole = test::on_ranks(1, model, test::everything_on(0), {});
  for (const Place& place : {kPlaces[1], kPlaces[2], kPlaces[4]}) {
    const auto run = run_with_cuts(model, place, {}, {100, 500, 1000, 2000}, false);
    EXPECT_EQ(run.run.reports[0].digest, whole.reports[0].digest);
    EXPECT_GE(run.saved.size(), 2U);
    EXPECT_EQ(run.run.reports[0].checkpoints, run.saved.size());
    for (const Saved& saved : run.saved) {
      EXPECT_EQ(run_with_cuts(model, kPlaces[3], {}, {}, false, &saved).run.reports[0].digest, whole.reports[0].digest);
    }
  }
}

/// The image of a component is a function of the model and the cut, not of where it was saved.
TEST(RestartOnTheWay, ImagesDoNotDependOnThePlace) {
  const RelayModel model{kModels[0]};
  const auto first = run_with_cuts(model, {2, Sync::kWindow}, {}, {100}, true);
  const Saved& saved = first.saved.at(0);
  const RunOptions still;
  for (const Place& place : kPlaces) {
    Saved again;
    std::mutex mutex;
    on_thread_ranks(place.ranks, [&](Communicator& comm) {
      Lookahead widen;
      Share share = build_share(model, scattered(place.ranks), comm, widen);
      Simulator simulator{share, model, still, comm.rank()};
      simulator.restore(saved.point());
      const Image image = simulator.save(saved.head);
      const std::lock_guard lock{mutex};
      for (std::size_t k = 0; k < image.ids.size(); ++k) {
        const auto state = image.state(k);
        again.states.try_emplace(image.ids[k], state.begin(), state.end());
      }
    });
    EXPECT_TRUE(again.states == saved.states);
  }
}

TEST(RestartRefuses, AStateThatDoesNotFit) {
  const RelayModel model{kModels[0]};
  const auto first = run_with_cuts(model, {2, Sync::kWindow}, {}, {100}, true);
  Saved shorter = first.saved.at(0);
  shorter.states.at(3).pop_back();
  EXPECT_THROW(run_with_cuts(model, {2, Sync::kWindow}, {}, {}, false, &shorter), SystemError);
  Saved longer = first.saved.at(0);
  longer.states.at(3).push_back(std::byte{0});
  EXPECT_THROW(run_with_cuts(model, {1, Sync::kWindow}, {}, {}, false, &longer), SystemError);
}

}  // namespace
}  // namespace octosim::engine
