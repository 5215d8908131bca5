#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/engine/kernel/on_ranks.hpp"
#include "tests/engine/kernel/scripted_model.hpp"

namespace octosim::engine {
namespace {

using test::Note;
using test::ScriptedModel;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

struct Wide {
  static constexpr std::string_view kKind = "note";
  std::uint64_t value = 0, more = 0;
};

struct Where {
  std::int32_t ranks;
  Partition owner;
  Sync sync;
};
/// Four components on up to four ranks.
std::vector<Where> posted_places() {
  std::vector<Where> all;
  for (const Sync sync : {Sync::kWindow, Sync::kNeighbor}) {
    for (const std::int32_t ranks : {1, 2, 3, 4}) all.push_back({ranks, test::round_robin(ranks), sync});
    all.push_back({4, [](ComponentId id) { return Rank{static_cast<std::int32_t>(3 - index(id))}; }, sync});
    all.push_back({3, [](ComponentId id) { return Rank{index(id) == 3 ? 0 : 2}; }, sync});
  }
  return all;
}

/// Components 0 to 2 may post, 5 cycles ahead at least; 3 only takes what comes.
ScriptedModel posters() {
  ScriptedModel model{4};
  model.least_post = 5_cy;
  for (std::uint32_t id = 0; id < 3; ++id) model.scripts[id].posts = true;
  return model;
}

constexpr ComponentId kTaker{3};

/// All at cycle 10 at component 3: a link's message, then posts by sender and count, whenever and wherever they were
/// made; port by port; then wakes.
TEST(Posts, OfOneCycleComeByPortThenSenderThenCount) {
  for (const Where& where : posted_places()) {
    ScriptedModel model = posters();
    model.link(2, 0, 3, 0, 10);
    std::vector<std::string> seen;  // on the thread of one rank
    model.scripts[3].start = [](Context& context) { context.wake_after(10_cy); };
    model.scripts[3].wake = [&](Context&, std::uint32_t) { seen.emplace_back("wake"); };
    model.scripts[3].note = [&](Context& context, std::uint32_t port, std::uint64_t value) {
      EXPECT_EQ(context.now(), SimTime{10});
      seen.push_back(std::to_string(port) + ": " + std::to_string(value));
    };
    model.scripts[2].start = [](Context& context) {
      post(context, kTaker, 0, Note{20}, 10_cy);
      send(context, 0, Note{1});
      post(context, kTaker, 0, Note{21}, 10_cy);
    };
    model.scripts[1].start = [](Context& context) {
      post(context, kTaker, 1, Note{10}, 10_cy);
      post(context, kTaker, 0, Note{11}, 10_cy);
    };
    model.scripts[0].start = [](Context& context) { context.wake_after(5_cy); };
    model.scripts[0].wake = [](Context& context, std::uint32_t) { post(context, kTaker, 0, Note{0}, 5_cy); };
    RunOptions options;
    options.sync = where.sync;
    test::on_ranks(where.ranks, model, where.owner, options);
    EXPECT_THAT(seen, ElementsAre("0: 1", "0: 0", "0: 11", "0: 20", "0: 21", "1: 10", "wake"));
  }
}

/// Each poster posts to another that a number names, a hundred times; a poster may post to itself.
TEST(Posts, GiveTheSameRunOnEveryPartition) {
  ScriptedModel model = posters();
  for (std::uint32_t id = 0; id < 3; ++id) {
    model.scripts[id].start = [](Context& context) {
      post(context, ComponentId{(index(context.self()) + 1) % 3}, 0, Note{100}, 5_cy);
    };
    model.scripts[id].note = [](Context& context, std::uint32_t, std::uint64_t left) {
      if (left == 0) return;
      const ComponentId to{static_cast<std::uint32_t>((left + index(context.self())) % 3)};
      post(context, to, left % 2, Note{left - 1}, {5 + left % 4});
      post(context, kTaker, 0, Note{left}, {left % 2 == 0 ? 5U : 400U});
    };
  }
  const auto alone = test::on_ranks(1, model, test::everything_on(0)).reports[0];
  EXPECT_EQ(alone.events, 3U * 101 + 3U * 100);
  for (const Where& where : posted_places()) {
    RunOptions options;
    options.sync = where.sync;
    for (const RunReport& report : test::on_ranks(where.ranks, model, where.owner, options).reports) {
      EXPECT_EQ(report.digest, alone.digest);
      EXPECT_EQ(report.events, alone.events);
      EXPECT_EQ(report.end, alone.end);
    }
  }
}

/// Expects that the post that component 1 makes at its start is refused everywhere, in words that match.
template <class Matcher>
void expect_refused(ScriptedModel& model, const std::function<void(Context&)>& post_it, const Matcher& words) {
  model.scripts[1].start = post_it;
  for (const Where& where : posted_places()) {
    RunOptions options;
    options.sync = where.sync;
    EXPECT_THAT([&] { test::on_ranks(where.ranks, model, where.owner, options); }, ThrowsMessage<LocalError>(words))
        << where.ranks << " ranks";
  }
}

TEST(PostsRefuse, AClassThatDoesNotSayThatItPosts) {
  ScriptedModel model = posters();
  model.scripts[1].posts = false;
  expect_refused(
      model, [](Context& context) { post(context, kTaker, 0, Note{}, 5_cy); },
      AllOf(HasSubstr("component 1 (scripted)"), HasSubstr("does not say that it posts")));
}

TEST(PostsRefuse, AnyClassOfAModelThatDoesNotPost) {
  ScriptedModel model{4};
  expect_refused(
      model, [](Context& context) { post(context, kTaker, 0, Note{}, 5_cy); }, HasSubstr("does not say that it posts"));
}

TEST(PostsRefuse, ADelayBelowTheLeast) {
  ScriptedModel model = posters();
  expect_refused(
      model, [](Context& context) { post(context, kTaker, 0, Note{}, 4_cy); },
      AllOf(HasSubstr("component 1 (poster)"), HasSubstr("4 cycles"), HasSubstr("at least 5")));
}

TEST(PostsRefuse, APortOrSizeThatTheTakerDoesNotHave) {
  ScriptedModel model = posters();
  for (const std::uint32_t port : {4U, 0x7FFEU}) {
    expect_refused(
        model, [port](Context& context) { post(context, kTaker, port, Note{}, 5_cy); },
        AllOf(HasSubstr("cycle 5, component 3 (scripted)"), HasSubstr("port " + std::to_string(port))));
  }
  for (const std::uint32_t port : {0x7FFFU, 0x8000U, 0xFFFFU, 0x1'0000U, 0xFFFF'FFFFU}) {
    expect_refused(
        model, [port](Context& context) { post(context, kTaker, port, Note{}, 5_cy); },
        AllOf(HasSubstr("component 1 (poster)"), HasSubstr("port " + std::to_string(port))));
  }
  expect_refused(
      model, [](Context& context) { post(context, kTaker, 0, Wide{}, 5_cy); },
      AllOf(HasSubstr("component 3 (scripted)"), HasSubstr("16 bytes")));
}

TEST(PostsRefuse, AModelWhosePostersHaveNoLeastDelay) {
  ScriptedModel model = posters();
  model.least_post = {};
  for (const Where& where : posted_places()) {
    std::vector<std::string> said(static_cast<std::size_t>(where.ranks), "accepted");
    on_thread_ranks(where.ranks, [&](Communicator& comm) {
      try {
        run(model, where.owner, comm);
      } catch (const ModelError& error) {
        said[static_cast<std::size_t>(index(comm.rank()))] = error.what();
      }
    });
    EXPECT_THAT(said, Each(AllOf(HasSubstr("(poster)"), HasSubstr("least_post_delay"))));
  }
}

}  // namespace
}  // namespace octosim::engine
