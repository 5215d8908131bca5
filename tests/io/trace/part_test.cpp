// A run that was killed and went on from a checkpoint leaves the trace of one that was not.
#include "io/trace/part.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/trace/diff.hpp"
#include "io/trace/info.hpp"
#include "io/trace/rank_source.hpp"
#include "io/trace/recover.hpp"
#include "io/trace/verify.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Two starts on 2 and 3 ranks that died, the second saved at 310.
std::vector<Part> two_parts(const std::filesystem::path& directory) {
  return {write_part(directory, 0, 2, 0, 200, 290), write_part(directory, 1, 3, 200, 310, 350)};
}

TEST(PartTest, MergesToTheTraceOfOneStart) {
  const Directory whole, parted;
  const std::uint64_t digest = run_sample(whole.path(), 1);
  const std::vector<Part> parts = two_parts(parted.path());
  write_last_part(parted.path(), 2, 4, 310);
  EXPECT_EQ(merge(parted.path(), part_info(4, 2, 310), sample_summary(1), {}, RankFiles::kRemove, parts), digest);
  EXPECT_EQ(diff(whole / kTraceName, parted / kTraceName), std::nullopt);
  EXPECT_THAT(verify(parted / kTraceName), IsEmpty());
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator{parted.path()}) {
    left.push_back(entry.path().filename().native());
  }
  EXPECT_THAT(left, ElementsAre(kTraceName));
}

// Rows at the very instant of the cut belong to whichever part wrote them before the checkpoint.
TEST(PartTest, CountsRowsNotTimes) {
  const Directory whole, parted;
  const auto write = [](RankWriter& writer, std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t row = from; row < to; ++row) {
      writer.write(kMoves, {50}, engine::ComponentId{0}, row, std::array{row, row});
    }
  };
  prepare_directory(whole.path());
  prepare_directory(parted.path());
  {
    RankWriter writer = make_writer(whole.path(), 0, 1);
    write(writer, 0, 8);
    writer.close();
  }
  Part part{.ranks = 1, .experiment_hash = sample_info(1).experiment_hash, .since = 0, .rows = {}};
  {
    RankWriter writer = make_writer(parted.path(), 0, 1);
    write(writer, 0, 3);
    part.rows.push_back(writer.rows());
    write(writer, 3, 6);
  }
  prepare_directory(parted.path(), 1);
  {
    RankWriter writer{part_folder(parted.path(), 1), 0, part_info(1, 1, 50), kTypes, engine::Level::kInterval};
    write(writer, 3, 8);
    writer.close();
  }
  EXPECT_EQ(merge(parted.path(), part_info(1, 1, 50), {}, {}, RankFiles::kKeep, std::array{part}),
            merge(whole.path(), sample_info(1), {}, {}, RankFiles::kKeep));
  EXPECT_EQ(rank_files(part_folder(parted.path(), 1)).size(), 1u);
}

TEST(PartTest, IsRecoveredAfterAKill) {
  const Directory directory;
  const std::vector<Part> parts = two_parts(directory.path());
  const RecoverReport first = recover(directory.path(), std::span{parts}.first(1));
  EXPECT_EQ(first.parts, 2);
  EXPECT_EQ(first.ranks_read, 3);
  EXPECT_EQ(first.complete_until, 340u);
  EXPECT_THAT(to_text(first), HasSubstr("of the last of 2 parts"));
  EXPECT_THAT(verify(directory / kRecoveredName), IsEmpty());
  EXPECT_EQ(read_group(directory / kRecoveredName, "/balance/moves")[0].size(), 35u * 18u);
}

TEST(PartTest, AStartThatWroteNothingIsCompleteUpToItsBegin) {
  const Directory directory;
  const std::vector<Part> parts = two_parts(directory.path());
  prepare_directory(directory.path(), 2);
  { RankWriter writer{part_folder(directory.path(), 2), 0, part_info(1, 2, 310), kTypes, engine::Level::kInterval}; }
  const RecoverReport report = recover(directory.path(), parts);
  EXPECT_EQ(report.complete_until, 310u);
  EXPECT_EQ(read_group(directory / kRecoveredName, "/balance/moves")[0].size(), 31u * 18u);
}

TEST(PartTest, NamesAFileThatIsMissingOrOfAnotherPart) {
  const Directory directory;
  const std::vector<Part> parts = two_parts(directory.path());
  write_last_part(directory.path(), 2, 1, 310);
  const auto message = [&](auto error) {
    return message_of<decltype(error)>(
        [&] { merge(directory.path(), part_info(1, 2, 310), {}, {}, RankFiles::kRemove, parts); });
  };
  const std::filesystem::path file = rank_path(part_folder(directory.path(), 1), 2);
  std::filesystem::rename(file, directory / "aside");
  EXPECT_THAT(message(engine::SystemError{""}),
              AllOf(HasSubstr("part-0001/rank-0002.h5: is missing"), HasSubstr("part 1 of the run had 3 ranks")));
  std::filesystem::copy_file(rank_path(part_folder(directory.path(), 1), 1), file);
  EXPECT_THAT(message(engine::ModelError{""}), HasSubstr("rank 1 (the checkpoint wants 2)"));
  std::filesystem::remove(file);
  std::filesystem::copy_file(rank_path(directory.path(), 0), file);
  EXPECT_THAT(message(engine::ModelError{""}), HasSubstr("part 0 (the checkpoint wants 1)"));
  EXPECT_FALSE(std::filesystem::exists(directory / kTraceName));
}

TEST(PartTest, NamesAFileThatLostRows) {
  const Directory directory;
  const std::vector<Part> parts = two_parts(directory.path());
  EXPECT_NO_THROW(check_part(directory.path(), 0, parts[0], 0, 1));
  tamper(directory / "rank-0001.h5", "/balance/moves/bytes", 3, nullptr);
  EXPECT_NO_THROW(check_part(directory.path(), 0, parts[0], 0, 2));
  EXPECT_THAT(message_of<engine::SystemError>([&] { check_part(directory.path(), 0, parts[0], 1, 2); }),
              AllOf(HasSubstr("rank-0001.h5"), HasSubstr("has 3 rows, but had")));
}

TEST(PartTest, ANewStartRemovesWhatLaterStartsLeft) {
  const Directory directory;
  two_parts(directory.path());
  write_last_part(directory.path(), 2, 1, 310);
  EXPECT_THAT(part_numbers(directory.path()), ElementsAre(1, 2));
  prepare_directory(directory.path(), 1);
  EXPECT_THAT(part_numbers(directory.path()), ElementsAre(1));
  EXPECT_THAT(rank_files(part_folder(directory.path(), 1)), IsEmpty());
  EXPECT_EQ(rank_files(directory.path()).size(), 2u);
  prepare_directory(directory.path());
  EXPECT_THAT(part_numbers(directory.path()), IsEmpty());
  EXPECT_THAT(rank_files(directory.path()), IsEmpty());
}

TEST(PartTest, IsShownByInfo) {
  const Directory directory;
  two_parts(directory.path());
  EXPECT_THAT(info(directory.path()),
              AllOf(HasSubstr("part-0001/rank-0002.h5: records of rank 2"), HasSubstr("1, resumed at cycle 200")));
}

}  // namespace
}  // namespace octosim::io::trace::test
