#include "jobs/project/measured_run.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "io/trace/engine_group.hpp"
#include "io/trace/meta.hpp"

namespace octosim::jobs::project {
namespace {

using testing::HasSubstr;

nlohmann::json good() {
  return {{"bench", "phold"},
          {"ranks", 2},
          {"sync", "window"},
          {"wall_seconds", 0.5},
          {"rounds", 7},
          {"events", 30},
          {"per_rank",
           {{"events", {10, 20}},
            {"reductions", {0, 0}},
            {"compute_seconds", {0.125, 0.25}},
            {"send_seconds", {0.5, 1}},
            {"messages_sent", {3, 4}},
            {"bytes_sent", {30, 40}},
            {"cross_links", {5, 6}}}}};
}

std::filesystem::path path_of(const std::string& name) {
  const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  return testing::TempDir() + "measured_run_" + test + "_" + name;  // tests may run side by side
}

std::filesystem::path written(const std::string& text) {
  auto path = path_of("some.json");
  std::ofstream{path} << text;
  return path;
}

std::string refusal(const std::filesystem::path& path) {
  try {
    read_measured(path);
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "";
}

TEST(ReadMeasured, TakesSumsAndMaximaOfTheJson) {
  const MeasuredRun run = read_measured(written(good().dump()));
  EXPECT_EQ(run.ranks, 2);
  EXPECT_EQ(run.wall_seconds, 0.5);
  EXPECT_EQ(run.rounds, 7);
  EXPECT_EQ(run.reductions, 7);  // windows reduce once each
  EXPECT_EQ(run.events, 30);
  EXPECT_EQ(run.most_events, 20);
  EXPECT_EQ(run.compute_seconds, 0.375);
  EXPECT_EQ(run.send_seconds, 1.5);
  EXPECT_EQ(run.messages, 7);
  EXPECT_EQ(run.bytes, 70);
  EXPECT_EQ(run.cross_links, 11);
  EXPECT_EQ(run.topology, Topology::kRandom);
}

TEST(ReadMeasured, NeighborsNeedNoReductions) {
  auto json = good();
  json["sync"] = "neighbor";
  EXPECT_EQ(read_measured(written(json.dump())).reductions, 0);
}

TEST(ReadMeasured, NamesWhatIsMissing) {
  auto json = good();
  json["per_rank"].erase("messages_sent");
  EXPECT_THAT(refusal(written(json.dump())), HasSubstr("some.json: messages_sent is not there"));
  json = good();
  json["events"] = "many";
  EXPECT_THAT(refusal(written(json.dump())), HasSubstr("events is not there, or not a number"));
  json = good();
  json["per_rank"] = 3;
  EXPECT_THAT(refusal(written(json.dump())), HasSubstr("per_rank"));
  json = good();
  json["per_rank"]["compute_seconds"] = {0, 0};
  EXPECT_THAT(refusal(written(json.dump())), HasSubstr("no time of computing"));
  json = good();
  json["rounds"] = 0;
  EXPECT_THAT(refusal(written(json.dump())), HasSubstr("rounds or events are 0"));
}

TEST(ReadMeasured, RefusesWhatIsNoResult) {
  EXPECT_THAT(refusal(written("{")), HasSubstr("neither a trace nor"));
  EXPECT_THAT(refusal(written("")), HasSubstr("neither a trace nor"));
  EXPECT_THAT(refusal(written("[1]")), HasSubstr("neither a trace nor"));
  EXPECT_THAT(refusal(written(R"({"bench": "queue"})")), HasSubstr("neither a trace nor"));
  EXPECT_THAT(refusal(path_of("nowhere")), HasSubstr("cannot be opened"));
  EXPECT_THAT(refusal(testing::TempDir()), HasSubstr("has no trace.h5"));
}

/// The groups that a trace has in common with others.
std::filesystem::path trace_with(const std::vector<io::trace::EngineRow>& rows) {
  namespace trace = io::trace;
  trace::h5::quiet();
  const auto path = path_of("trace.h5");
  trace::h5::File file = trace::h5::create(path, trace::h5::Format::kPortable);
  trace::write_meta(file.id(), {});
  trace::write_engine(file.id(), {.ranks = rows, .classes = {}, .cluster_events = {}});
  trace::write_summary_group(file.id(), {{"host_wall_seconds", 2.5}, {"makespan_cycles", std::uint64_t{9}}});
  file.close(path.native());
  return path;
}

TEST(ReadMeasured, TakesTheEngineGroupOfATrace) {
  const auto row = [](std::uint64_t events) {
    return io::trace::EngineRow{{{"events", events},
                                 {"rounds", 4},
                                 {"messages_sent", 3},
                                 {"sent_bytes", 192},
                                 {"compute_ns", 500'000'000},
                                 {"cross_links", 6}}};
  };
  const MeasuredRun run = read_measured(trace_with({row(10), row(20), row(30)}));
  EXPECT_EQ(run.ranks, 3);
  EXPECT_EQ(run.wall_seconds, 2.5);
  EXPECT_EQ(run.events, 60);
  EXPECT_EQ(run.most_events, 30);
  EXPECT_EQ(run.rounds, 4);
  EXPECT_EQ(run.reductions, 4);
  EXPECT_NEAR(run.compute_seconds, 1.5, 1e-12);
  EXPECT_EQ(run.send_seconds, 0);
  EXPECT_EQ(run.bytes, 576);
  EXPECT_EQ(run.topology, Topology::kMesh);
}

TEST(ReadMeasured, ATraceWithoutCountersIsRefused) {
  EXPECT_THAT(refusal(trace_with({})), HasSubstr("has no /engine/rank"));
}

}  // namespace
}  // namespace octosim::jobs::project
