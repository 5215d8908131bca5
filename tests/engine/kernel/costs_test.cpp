#include <array>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;
using testing::ElementsAre;

constexpr std::uint64_t kHops = 90, kBytesOfNote = 8 + 16 + 8;  // time, header, message

/// A note goes round three components, kHops links in all; the second is a poster by class, though it posts nothing.
ScriptedModel round_trip() {
  ScriptedModel model{3};
  model.least_post = 4_cy;
  model.scripts[1].posts = true;
  for (std::uint32_t id = 0; id < 3; ++id) {
    model.link(id, 0, (id + 1) % 3, 0, 4);
    model.scripts[id].note = [](Context& context, std::uint32_t, std::uint64_t left) {
      if (left == 0) return;
      send(context, 0, Note{left - 1});
    };
  }
  model.scripts[0].start = [](Context& context) { send(context, 0, Note{kHops - 1}); };
  return model;
}

std::vector<RunReport> reports(const ScriptedModel& model, std::int32_t ranks, Sync sync, bool count = false) {
  RunOptions options;
  options.sync = sync;
  options.profile = count;
  options.count_events = count;
  return test::on_ranks(ranks, model, test::round_robin(ranks), options).reports;
}

/// Start and handler take 20 ms each: neither counts as the other, nor is anything counted twice.
TEST(RunReport, TellsBuildingFromTheLoop) {
  constexpr auto kNap = std::chrono::milliseconds{20};
  constexpr auto kNapNs = static_cast<std::uint64_t>(std::chrono::nanoseconds{kNap}.count());
  ScriptedModel model{2};
  model.link(0, 0, 1, 0, 4);
  model.scripts[0].start = [kNap](Context& context) {
    std::this_thread::sleep_for(kNap);
    context.wake_after(1_cy);
  };
  model.scripts[0].wake = [kNap](Context&, std::uint32_t) { std::this_thread::sleep_for(kNap); };
  for (const std::int32_t ranks : {1, 2}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto run = test::on_ranks(ranks, model, test::round_robin(ranks));
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begin;
    EXPECT_GE(run.reports[0].build_ns, kNapNs);
    for (const RunReport& report : run.reports) {
      EXPECT_GE(report.loop_ns, kNapNs) << "of all ranks, for those without work wait";
      EXPECT_LE(report.build_ns + report.loop_ns, static_cast<std::uint64_t>(took.count()));
    }
  }
}

/// Every hop is an event sent to another rank.
TEST(RankStatistics, AddUpToWhatWasSent) {
  for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
    std::uint64_t messages = 0, batches = 0, null_batches = 0, bytes = 0, events = 0;
    for (const RunReport& report : reports(round_trip(), 3, sync)) {
      EXPECT_EQ(report.sync, sync);
      EXPECT_EQ(report.mine.messages_sent, kHops / 3);
      EXPECT_EQ(report.mine.events, kHops / 3);
      EXPECT_LE(report.mine.null_batches, report.mine.batches_sent);
      EXPECT_LE(report.mine.idle_rounds, report.mine.rounds);
      EXPECT_GE(report.mine.rounds - report.mine.idle_rounds, 1U);
      messages += report.mine.messages_sent;
      batches += report.mine.batches_sent;
      null_batches += report.mine.null_batches;
      bytes += report.mine.bytes_sent;
      events += report.mine.events;
    }
    EXPECT_EQ(messages, kHops);
    EXPECT_EQ(events, kHops);
    EXPECT_EQ(batches - null_batches, kHops - 1) << "each but the first, which goes before there are batches";
    ASSERT_GT(batches, 0U);
    EXPECT_EQ((bytes - kHops * kBytesOfNote) % batches, 0U) << "a header each, of one size";
  }
}

TEST(RankStatistics, OfOneRankHaveNothingSent) {
  const auto report = reports(round_trip(), 1, Sync::kAuto)[0];
  EXPECT_EQ(report.mine.messages_sent + report.mine.batches_sent + report.mine.bytes_sent, 0U);
  EXPECT_EQ(report.mine.events, kHops);
  EXPECT_EQ(report.mine.links, 3U);
  EXPECT_EQ(report.mine.cross_links, 0U);
}

TEST(Profile, CountsEachClassOnItsRank) {
  for (const std::int32_t ranks : {1, 2, 3}) {
    for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
      std::map<std::string_view, ClassCost> total;
      for (const RunReport& report : reports(round_trip(), ranks, sync, true)) {
        std::uint64_t events = 0, components = 0;
        for (const ClassCost& cost : report.classes) {
          events += cost.events;
          components += cost.components;
          ClassCost& sum = total[cost.component];
          sum.components += cost.components;
          sum.events += cost.events;
          sum.nanoseconds += cost.nanoseconds;
        }
        EXPECT_EQ(events, report.mine.events);
        EXPECT_EQ(components, report.mine.components);
      }
      ASSERT_EQ(total.size(), 2U);
      EXPECT_EQ(total["poster"].components, 1U);
      EXPECT_EQ(total["poster"].events, kHops / 3);
      EXPECT_EQ(total["scripted"].components, 2U);
      EXPECT_EQ(total["scripted"].events, kHops / 3 * 2);
      EXPECT_GT(total["scripted"].nanoseconds, 0U);
    }
  }
}

TEST(Profile, ChangesNoResult) {
  EXPECT_EQ(reports(round_trip(), 2, Sync::kWindow, true)[0].digest,
            reports(round_trip(), 2, Sync::kWindow, false)[0].digest);
  EXPECT_TRUE(reports(round_trip(), 2, Sync::kWindow, false)[0].classes.empty());
}

TEST(CountEvents, NamesEachComponentOnce) {
  ScriptedModel model = round_trip();
  model.scripts[2].start = [](Context& context) {
    for (std::uint32_t k = 1; k <= 7; ++k) context.wake_after({k}, k);
  };
  for (const std::int32_t ranks : {1, 2, 3}) {
    std::map<std::uint32_t, std::uint64_t> counts;
    for (const RunReport& report : reports(model, ranks, Sync::kNeighbor, true)) {
      for (const auto& [id, events] : report.component_events) {
        EXPECT_TRUE(counts.emplace(index(id), events).second);
      }
    }
    EXPECT_THAT(counts, ElementsAre(std::pair{0U, 30U}, std::pair{1U, 30U}, std::pair{2U, 37U}));
  }
  EXPECT_TRUE(reports(model, 2, Sync::kNeighbor, false)[0].component_events.empty());
}

}  // namespace
}  // namespace octosim::engine
