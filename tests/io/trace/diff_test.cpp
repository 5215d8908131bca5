#include "io/trace/diff.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Optional;

class DiffTest : public ::testing::Test {
 protected:
  DiffTest() {
    run_sample(a_.path(), 1);
    run_sample(b_.path(), 2);
  }
  std::filesystem::path a() const { return a_ / kTraceName; }
  std::filesystem::path b() const { return b_ / kTraceName; }
  std::optional<std::string> against(const RunInfo& info, const Summary& summary,
                                     engine::Level level = engine::Level::kInterval) const {
    prepare_directory(b_.path());
    RankWriter writer{b_.path(), 0, info, kTypes, level};
    write_records(writer, 0, 1);
    writer.close();
    merge(b_.path(), info, summary, {}, RankFiles::kRemove);
    return diff(a(), b());
  }
  Directory a_, b_;
};

TEST_F(DiffTest, FindsNothingBetweenRankCounts) { EXPECT_EQ(diff(a(), b()), std::nullopt); }

TEST_F(DiffTest, NamesTheEarliestOfSeveralDifferences) {
  const std::uint64_t value = 77;
  tamper(b(), "/balance/moves/bytes", 800, &value);
  tamper(b(), "/tbus/samples/busy", 100, &value);  // time 110: earlier, in a later group
  EXPECT_THAT(diff(a(), b()), Optional(AllOf(HasSubstr("/tbus/samples/busy row 100, time 110: 12 in "),
                                             HasSubstr("77 in "), HasSubstr("; 2 datasets differ"))));
}

TEST_F(DiffTest, TellsWhichRowOnlyOneHas) {
  for (const char* column : {"time", "component", "nth", "functional_ok"}) {
    tamper(b(), std::string{"/streams/done/"} + column, 8, nullptr);
  }
  EXPECT_THAT(diff(a(), b()), Optional(AllOf(HasSubstr("/streams/done has 9 rows"), HasSubstr("row 8, time 490"),
                                             HasSubstr("4 datasets differ"))));
}

TEST_F(DiffTest, ComparesExperimentsFirst) {
  RunInfo other = sample_info(1);
  other.experiment_hash = 5;
  EXPECT_THAT(against(other, {}), Optional(AllOf(HasSubstr("different experiments"), HasSubstr("0x0000000000000005"))));
  other = sample_info(1);
  other.seed = 8;
  EXPECT_THAT(against(other, {}), Optional(HasSubstr("the seed is 7")));
  EXPECT_THAT(against(sample_info(1), sample_summary(1), engine::Level::kEvent),
              Optional(HasSubstr("the level is interval")));
}

TEST_F(DiffTest, ComparesTheSummaryButNotItsHostValues) {
  Summary summary = sample_summary(99);
  EXPECT_EQ(against(sample_info(1), summary), std::nullopt);
  summary[1].second = 0.5;
  EXPECT_THAT(against(sample_info(1), summary), Optional(HasSubstr("/summary@utilization is 0.75")));
  summary.erase(summary.begin() + 1);
  EXPECT_THAT(against(sample_info(1), summary), Optional(HasSubstr("/summary@utilization is in ")));
}

TEST_F(DiffTest, RefusesARankFile) {
  { RankWriter writer = make_writer(b_.path(), 0, 1); }
  EXPECT_THAT(message_of<engine::ModelError>([&] { diff(a(), b_ / "rank-0000.h5"); }), HasSubstr("is a rank file"));
}

}  // namespace
}  // namespace octosim::io::trace::test
