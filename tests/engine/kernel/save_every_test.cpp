#include <array>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>

#include "tests/engine/kernel/cut_run.hpp"
#include "tests/engine/kernel/scripted_model.hpp"
#include "tests/support/relay_model.hpp"

namespace octosim::engine {
namespace {

using test::CutRun;
using test::Place;
using test::RelayModel;
using test::RelaySettings;
using test::run_with_cuts;
using test::Saved;
using test::ScriptedModel;
using ::testing::ElementsAre;

constexpr std::array<Place, 6> kPlaces{{{1, Sync::kWindow},
                                        {2, Sync::kWindow},
                                        {2, Sync::kNeighbor},
                                        {5, Sync::kNeighbor},
                                        {8, Sync::kWindow},
                                        {9, Sync::kWindow}}};  // more than tell one another

RunOptions saved_every(Cycles every) {
  RunOptions options;
  options.save_every = every;
  return options;
}

std::vector<std::uint64_t> cuts_of(const CutRun& run) {
  std::vector<std::uint64_t> cuts;
  for (const Saved& saved : run.saved) cuts.push_back(saved.head.cut.cycle);
  return cuts;
}

/// Sleeps, handles, sleeps: events at these cycles only, on component 0.  The other one has none.
ScriptedModel at_cycles(const std::vector<std::uint64_t>& times) {
  ScriptedModel model{2};
  model.scripts[0].start = [times](Context& context) {
    context.hold();
    for (std::uint32_t k = 0; k < times.size(); ++k) context.wake_after(Cycles{times[k]}, k);
  };
  model.scripts[0].wake = [last = times.size() - 1](Context& context, std::uint32_t k) {
    context.progress();
    if (k == last) context.release();
  };
  return model;
}

/// Ties in every cycle: each multiple is a cut, on any ranks; the images do not differ, and any of them will do.
TEST(SaveEvery, CutsAtEachMultipleOnAnyRanks) {
  const RelayModel model{{.shape = RelaySettings::Shape::kTorus, .tokens = 2, .hops = 60, .latency = 1, .service = 0}};
  RunOptions options;
  options.level = Level::kEvent;
  options.sample_interval = 7_cy;
  const auto whole = test::on_ranks(1, model, test::everything_on(0), options);
  options.save_every = 30_cy;
  std::vector<std::uint64_t> multiples;
  for (std::uint64_t time = 30; time <= whole.reports[0].end.cycle; time += 30) multiples.push_back(time);
  ASSERT_GE(multiples.size(), 3U);
  std::vector<Saved> first;
  for (const Place& place : kPlaces) {
    const CutRun run = run_with_cuts(model, place, options, {}, false);
    EXPECT_EQ(cuts_of(run), multiples) << place.ranks;
    EXPECT_EQ(run.run.reports[0].digest, whole.reports[0].digest);
    EXPECT_EQ(run.run.reports[0].checkpoints, multiples.size());
    EXPECT_TRUE(run.run.written == whole.written) << run.run.written.size() << ", " << whole.written.size();
    if (first.empty()) first = run.saved;
    ASSERT_EQ(run.saved.size(), first.size());
    for (std::size_t k = 0; k < first.size(); ++k) {
      EXPECT_TRUE(run.saved[k].states == first[k].states) << place.ranks << ", cut " << multiples[k];
      EXPECT_EQ(run.saved[k].head.events, first[k].head.events);
      EXPECT_EQ(run.saved[k].head.next_sample, first[k].head.next_sample);
    }
  }
  for (std::size_t k = 0; k < first.size(); ++k) {
    const CutRun rest = run_with_cuts(model, kPlaces[k % kPlaces.size()], options, {}, false, &first[k]);
    EXPECT_EQ(rest.run.reports[0].digest, whole.reports[0].digest);
    EXPECT_EQ(rest.run.reports[0].checkpoints, multiples.size() - k - 1) << "not where it goes on from";
  }
}

/// A link now and then between long stretches of one rank alone: the same cuts everywhere.
TEST(SaveEvery, DoesNotDependOnWhereEventsFall) {
  const RelayModel model{
      {.shape = RelaySettings::Shape::kRandom, .tokens = 8, .hops = 40, .latency = 500, .spread = 90'000, .seed = 3}};
  const auto alone = cuts_of(run_with_cuts(model, kPlaces[0], saved_every(100'000_cy), {}, false));
  ASSERT_GE(alone.size(), 4U);
  for (const std::uint64_t cut : alone) EXPECT_EQ(cut % 100'000, 0U);
  for (const Place& place : kPlaces) {
    EXPECT_EQ(cuts_of(run_with_cuts(model, place, saved_every(100'000_cy), {}, false)), alone) << place.ranks;
  }
}

/// Nothing crosses ranks, and one of them holds everything: its windows have no other end.
TEST(SaveEvery, EndsWindowsWhereNothingCrosses) {
  const ScriptedModel model = at_cycles({5, 10, 19, 20, 41, 60, 1'000'000'000, 1'000'000'019});
  for (const Place& place : kPlaces) {
    if (place.ranks > 2) continue;
    const CutRun run =
        run_with_cuts(model, place, saved_every(20_cy), {}, false, nullptr, test::round_robin(place.ranks));
    EXPECT_THAT(cuts_of(run), ElementsAre(20, 40, 60, 1'000'000'000)) << place.ranks;
    EXPECT_EQ(run.run.reports[0].end, SimTime{1'000'000'019});
  }
}

/// A save that is asked for where one is due, in an idle stretch, does not lie before that one.
TEST(SaveEvery, CutsDoNotGoBack) {
  const ScriptedModel model = at_cycles({5, 95, 96});
  for (const Place& place : {kPlaces[0], kPlaces[1]}) {
    const CutRun run =
        run_with_cuts(model, place, saved_every(20_cy), {1}, true, nullptr, test::round_robin(place.ranks));
    EXPECT_THAT(cuts_of(run), ElementsAre(80, 80)) << place.ranks;
    EXPECT_EQ(run.run.reports[0].end, SimTime{80});
  }
}

/// The last multiple may be that of `stop`, or past the end of what is held: nothing is saved there.
TEST(SaveEvery, SavesNothingAtTheEnd) {
  RunOptions options = saved_every(20_cy);
  options.stop = SimTime{60};
  const ScriptedModel model = at_cycles({5, 25, 45, 65});
  for (const Place& place : kPlaces) {
    if (place.ranks > 2) continue;
    const auto owner = test::round_robin(place.ranks);
    EXPECT_THAT(cuts_of(run_with_cuts(model, place, options, {}, false, nullptr, owner)), ElementsAre(20, 40));
    EXPECT_THAT(cuts_of(run_with_cuts(at_cycles({5, 25, 39}), place, saved_every(20_cy), {}, false, nullptr, owner)),
                ElementsAre(20));
  }
}

}  // namespace
}  // namespace octosim::engine
