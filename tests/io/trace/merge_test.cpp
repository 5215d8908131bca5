#include "io/trace/merge.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/trace/diff.hpp"
#include "io/trace/digest.hpp"
#include "io/trace/row_merger.hpp"
#include "io/trace/verify.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(MergeTest, GivesTheSameTraceOnEveryRankCount) {
  const Directory one, three, nine;
  const std::uint64_t digest = run_sample(one.path(), 1);
  EXPECT_EQ(run_sample(three.path(), 3), digest);
  EXPECT_EQ(run_sample(nine.path(), 9), digest);
  EXPECT_EQ(trace_digest(one / kTraceName), digest);
  EXPECT_EQ(trace_digest(three / kTraceName), digest);
  EXPECT_EQ(diff(one / kTraceName, three / kTraceName), std::nullopt);
  EXPECT_EQ(diff(one / kTraceName, nine / kTraceName), std::nullopt);
  EXPECT_THAT(verify(three / kTraceName), IsEmpty());
}

TEST(MergeTest, OrdersRowsByTimeComponentAndNth) {
  const Directory directory;
  run_sample(directory.path(), 3);
  const auto moves = read_group(directory / kTraceName, "/balance/moves");
  ASSERT_EQ(moves[0].size(), 900u);
  for (std::uint64_t row = 0; row < 900; ++row) {
    const std::uint64_t time = row / 18 * 10;
    ASSERT_EQ(moves[0][row], time);
    ASSERT_EQ(moves[1][row], row % 18 / 2);
    ASSERT_EQ(moves[2][row], row % 2);
    ASSERT_EQ(moves[3][row], row % 18 / 2);
    ASSERT_EQ(moves[4][row], time * 3 + row % 2);
  }
}

// More rows than a block of input or output holds, and more rows of one time than a block.
TEST(MergeTest, MergesAcrossBlocks) {
  const auto write = [](const std::filesystem::path& directory, std::int32_t ranks) {
    prepare_directory(directory);
    for (std::int32_t rank = 0; rank < ranks; ++rank) {
      RankWriter writer = make_writer(directory, rank, ranks);
      for (std::uint64_t row = 0; row < 60'000; ++row) {
        if (row % static_cast<std::uint64_t>(ranks) != static_cast<std::uint64_t>(rank)) continue;
        const std::uint64_t time = row < 10'000 ? row / 3 : 10'000;
        writer.write(kMoves, {time}, engine::ComponentId{1}, 60'000 - row, std::array{row, row});
      }
      writer.close();
    }
    return merge(directory, sample_info(ranks), {}, {}, RankFiles::kRemove);
  };
  const Directory one, two;
  EXPECT_EQ(write(one.path(), 1), write(two.path(), 2));
  EXPECT_THAT(verify(two / kTraceName), IsEmpty());
  EXPECT_EQ(read_group(two / kTraceName, "/balance/moves")[0].size(), 60'000u);
}

TEST(MergeTest, DigestDependsOnEveryValueAndOnTheSeed) {
  const Directory directory;
  const std::uint64_t digest = run_sample(directory.path(), 1);
  const std::uint64_t other = 2;  // was 1
  tamper(directory / kTraceName, "/balance/moves/bytes", 17, &other);
  EXPECT_NE(trace_digest(directory / kTraceName), digest);
  write_rank_files(directory.path(), 1);
  RunInfo info = sample_info(1);
  info.seed = 8;
  EXPECT_THROW(merge(directory.path(), info, {}, {}, RankFiles::kKeep), engine::ModelError);
}

TEST(MergeTest, RemovesOrKeepsTheRankFiles) {
  const Directory directory;
  write_rank_files(directory.path(), 2);
  merge(directory.path(), sample_info(2), {}, {}, RankFiles::kKeep);
  EXPECT_EQ(rank_files(directory.path()).size(), 2u);
  merge(directory.path(), sample_info(2), {}, {}, RankFiles::kRemove);
  EXPECT_THAT(rank_files(directory.path()), IsEmpty());
  EXPECT_TRUE(std::filesystem::exists(directory / kTraceName));
}

TEST(MergeTest, KeepsSummaryAndWhatWasRun) {
  const Directory directory;
  run_sample(directory.path(), 2);
  Summary expected = sample_summary(2);
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(read_summary(directory / kTraceName), expected);
  const RunInfo info = read_run_info(directory / kTraceName);
  EXPECT_EQ(info.plan_text, sample_info(2).plan_text);
  EXPECT_EQ(info.owg_text, sample_info(2).owg_text);
  EXPECT_EQ(info.compiler, "g++ 12.2");
}

TEST(MergeTest, NamesAMissingRank) {
  const Directory directory;
  write_rank_files(directory.path(), 3);
  std::filesystem::remove(directory / "rank-0001.h5");
  EXPECT_THAT(
      message_of<engine::ModelError>([&] { merge(directory.path(), sample_info(3), {}, {}, RankFiles::kRemove); }),
      AllOf(HasSubstr("rank-0001.h5: is missing"), HasSubstr("3 ranks")));
  EXPECT_TRUE(std::filesystem::exists(directory / "rank-0000.h5"));
}

TEST(MergeTest, RefusesARankTooMany) {
  const Directory directory;
  write_rank_files(directory.path(), 3);
  EXPECT_THAT(
      message_of<engine::ModelError>([&] { merge(directory.path(), sample_info(2), {}, {}, RankFiles::kRemove); }),
      HasSubstr("rank-0002.h5: is not of this run"));
}

TEST(MergeTest, RefusesAFileThatWasNotClosed) {
  const Directory directory;
  write_rank_files(directory.path(), 2);
  { RankWriter writer = make_writer(directory.path(), 1, 2); }
  EXPECT_THAT(
      message_of<engine::ModelError>([&] { merge(directory.path(), sample_info(2), {}, {}, RankFiles::kRemove); }),
      HasSubstr("rank-0001.h5: is not complete"));
  EXPECT_FALSE(std::filesystem::exists(directory / kTraceName));
}

TEST(MergeTest, LeavesNoTraceBehindWhenARankFileIsDamaged) {
  const Directory directory;
  write_rank_files(directory.path(), 2);
  const std::uint64_t late = 1'000'000;
  tamper(directory / "rank-0001.h5", "/tbus/samples/time", 20, &late);
  EXPECT_THAT(
      message_of<engine::SystemError>([&] { merge(directory.path(), sample_info(2), {}, {}, RankFiles::kRemove); }),
      AllOf(HasSubstr("rank-0001.h5"), HasSubstr("/tbus/samples/time"), HasSubstr("goes back near row 21")));
  EXPECT_FALSE(std::filesystem::exists(directory / kTraceName));
  EXPECT_FALSE(std::filesystem::exists(directory / "trace.h5.partial"));
  EXPECT_EQ(rank_files(directory.path()).size(), 2u);
}

TEST(MergeTest, LeavesTheRankFilesAndNoTraceOnAFullDisk) {
  const Directory directory;
  write_rank_files(directory.path(), 2);
  const std::string message =
      message_on_full_disk(20'000, [&] { merge(directory.path(), sample_info(2), {}, {}, RankFiles::kRemove); });
  EXPECT_THAT(message, AllOf(HasSubstr("trace.h5.partial"), HasSubstr("File too large")));
  EXPECT_THAT(message, ::testing::Not(HasSubstr("wait status")));
  EXPECT_FALSE(std::filesystem::exists(directory / kTraceName));
  EXPECT_FALSE(std::filesystem::exists(directory / "trace.h5.partial"));
  EXPECT_EQ(rank_files(directory.path()).size(), 2u);
}

}  // namespace
}  // namespace octosim::io::trace::test
