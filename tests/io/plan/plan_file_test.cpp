#include "io/plan/plan_file.hpp"

#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/plan/content.hpp"
#include "io/plan/envelope.hpp"
#include "io/plan/image_reader.hpp"
#include "io/plan/plan_layout.hpp"
#include "io/plan/plan_settings.hpp"
#include "tests/io/plan/samples.hpp"
#include "tests/support/directory.hpp"

namespace octosim::io::plan {
namespace {

using test::compiled;
using testing::HasSubstr;

std::string refusal_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(PlanFileTest, EveryBenchmarkComesBack) {
  const octosim::test::Directory directory;
  for (const std::string name : {"er", "dpsr", "sfr", "cmr", "osvos", "ocr"}) {
    const SavedPlan saved = compiled(name + "_chiplet");
    write_plan(directory / "a.plan", saved);  // over the one before
    const SavedPlan read = read_plan(directory / "a.plan");
    std::string there, here;
    append_content(there, saved.plan);
    append_content(here, read.plan);
    EXPECT_EQ(here, there) << name;
    EXPECT_EQ(settings_content(read.plan), settings_content(saved.plan)) << name;
    EXPECT_EQ(plan_digest(read.plan), plan_digest(saved.plan)) << name;
    EXPECT_EQ(read.plan.workload.owg, name);
    EXPECT_EQ(read.experiment, name + "_chiplet");
    EXPECT_EQ(read.description, saved.description);
    EXPECT_EQ(read.writer, "0.1.0");
    EXPECT_TRUE(is_plan(directory / "a.plan"));
  }
}

TEST(PlanFileTest, DigestIsOfThePlanAlone) {
  const SavedPlan saved = compiled("er_chiplet");
  models::plan::Plan plan = saved.plan;
  plan.workload.owg = "elsewhere/er.toml";
  plan.hardware.energy = {};
  EXPECT_EQ(plan_digest(plan), plan_digest(saved.plan));
  plan.seed += 1;
  EXPECT_NE(plan_digest(plan), plan_digest(saved.plan));
  plan = saved.plan;
  plan.sub_owgs[0].tbu_tasks[0].push_back(0);
  EXPECT_NE(plan_digest(plan), plan_digest(saved.plan));
}

TEST(PlanFileTest, TheSamePlanGivesTheSameBytes) {
  EXPECT_EQ(to_bytes(compiled("er_chiplet")), to_bytes(compiled("er_chiplet")));
}

TEST(PlanFileTest, NothingThatIsNoPlanIsOverwritten) {
  const octosim::test::Directory directory;
  std::ofstream{directory / "notes.txt"} << "important";
  std::filesystem::create_symlink("nowhere", directory / "link");
  const SavedPlan saved = compiled("er_chiplet");
  for (const char* name : {"notes.txt", "link", "."}) {
    EXPECT_THAT(refusal_of([&] { write_plan(directory / name, saved); }), HasSubstr("is not a plan")) << name;
  }
  std::ifstream in{directory / "notes.txt"};
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>{in}, {}), "important");
  EXPECT_THROW(write_plan(directory / "no folder" / "a.plan", saved), engine::SystemError);
}

TEST(PlanFileTest, SaysWhatIsNoPlan) {
  const octosim::test::Directory directory;
  EXPECT_THAT(refusal_of([&] { read_plan(directory / "none"); }), HasSubstr("none: no such file"));
  EXPECT_THAT(refusal_of([&] { read_plan(directory.path()); }), HasSubstr("is a directory"));
  std::ofstream{directory / "large"} << "zeros follow";
  std::filesystem::resize_file(directory / "large", std::uintmax_t{64} << 30U);  // takes no room; is not read
  EXPECT_THAT(refusal_of([&] { read_plan(directory / "large"); }), HasSubstr("is not a plan"));
  if (::geteuid() != 0) {  // root may read everything
    write_plan(directory / "a.plan", compiled("er_chiplet"));
    std::filesystem::permissions(directory / "a.plan", std::filesystem::perms::none);
    EXPECT_THROW(read_plan(directory / "a.plan"), engine::SystemError);
  }
}

TEST(PlanFileTest, DamageIsFoundWhereverItIs) {
  const std::string good = to_bytes(compiled("er_chiplet"));
  for (std::size_t at = 0; at < good.size(); at += 997) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    EXPECT_THAT(refusal_of([&] { parse_plan(bad, "p"); }), HasSubstr("p: is ")) << at;
    EXPECT_NE(refusal_of([&] { parse_plan(std::string_view{good}.substr(0, at), "p"); }), "accepted") << at;
  }
}

/// Wrong bytes under a good checksum: an error or, where they mean nothing, the same plan; no crash.
TEST(PlanFileTest, SealedDamageDoesNoHarm) {
  const std::string good = to_bytes(compiled("er_chiplet"));
  const std::uint64_t digest = plan_digest(parse_plan(good, "p").plan);
  const std::string image{unseal(good, "p")};
  int refused = 0;
  for (std::size_t at = 0; at < image.size(); at += 1499) {
    std::string bad = image;
    bad[at] = static_cast<char>(bad[at] ^ 0xFF);
    try {
      EXPECT_EQ(plan_digest(parse_plan(seal(bad), "p").plan), digest) << at;
    } catch (const engine::ModelError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 5);
}

/// A plan whose content is consistent with its digest, but cannot be.
TEST(PlanFileTest, WhatCannotBeIsRefused) {
  const auto refusal = [](const std::function<void(models::plan::Plan&)>& change) {
    SavedPlan saved = compiled("er_chiplet");
    change(saved.plan);
    return refusal_of([&] { parse_plan(to_bytes(saved), "p"); });
  };
  EXPECT_EQ(refusal([](auto&) {}), "accepted");
  EXPECT_THAT(refusal([](auto& plan) { plan.partner[0] = 99; }), HasSubstr("p: /plan/partner: row 0: 99"));
  EXPECT_THAT(refusal([](auto& plan) { plan.owg.properties[0].scene = 0; }), HasSubstr("p: workflow"));
  EXPECT_THAT(refusal([](auto& plan) { plan.owg.properties[0].correlation = 2; }), HasSubstr("correlation"));
}

TEST(PlanFileTest, DescribesIt) {
  const SavedPlan saved = compiled("er_chiplet");
  const std::string text = describe(saved, "er.plan");
  EXPECT_THAT(text, HasSubstr("er.plan: compiled plan, version 1\n"));
  EXPECT_THAT(text, HasSubstr("ER (Emotion Recognition): 18 blocks, 19 flows\n"));
}

TEST(PlanFileTest, ARecordingComesBackAndIsInTheDigest) {
  const octosim::test::Directory directory;
  SavedPlan saved = compiled("er_chiplet");
  const std::uint64_t without = plan_digest(saved.plan);
  saved.plan.workload.recorded = "a.csv";
  EXPECT_EQ(plan_digest(saved.plan), without) << "the name of a file is no value";
  workload::Recorded all{.videos = {0, 2, 3}, .series = {}};
  all.series.push_back({.property = 0, .first = {}, .values = {1, 2, 0.1}});
  all.series.push_back({.property = 1, .first = {0, 1, 1, 4}, .values = {1, 2, 3, 4}});
  saved.plan.recorded = std::make_shared<const workload::Recorded>(all);
  EXPECT_NE(plan_digest(saved.plan), without);
  write_plan(directory / "a.plan", saved);
  const SavedPlan read = read_plan(directory / "a.plan");
  ASSERT_TRUE(read.plan.recorded);
  EXPECT_EQ(workload::digest_of(*read.plan.recorded), workload::digest_of(all));
  EXPECT_EQ(read.plan.workload.recorded, "a.csv");
  EXPECT_THAT(describe(read, "a.plan"), HasSubstr("a.csv, digest 0x"));
}

}  // namespace
}  // namespace octosim::io::plan
