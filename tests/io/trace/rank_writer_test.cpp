#include "io/trace/rank_writer.hpp"

#include <csignal>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "engine/base/error.hpp"
#include "io/trace/rank_source.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(RankWriterTest, KeepsEveryValueOfARecord) {
  const Directory directory;
  {
    RankWriter writer = make_writer(directory.path(), 3, 5);
    writer.write(kMoves, {12}, engine::ComponentId{4}, 9, std::array<std::uint64_t, 2>{~std::uint64_t{0}, 1});
    writer.close();
  }
  EXPECT_THAT(
      read_group(directory / "rank-0003.h5", "/balance/moves"),
      ElementsAre(ElementsAre(12u), ElementsAre(4u), ElementsAre(9u), ElementsAre(~std::uint64_t{0}), ElementsAre(1u)));
}

TEST(RankWriterTest, SplitsManyRecordsIntoBatchesAndLosesNone) {
  const Directory directory;
  constexpr std::uint64_t kRows = 100'001;  // not a multiple of batch or chunk
  {
    RankWriter writer = make_writer(directory.path(), 0, 1);
    for (std::uint64_t row = 0; row < kRows; ++row) {
      writer.write(kMoves, {row / 2}, engine::ComponentId{1}, row, std::array<std::uint64_t, 2>{row * row, row + 1});
    }
    writer.close();
  }
  const auto moves = read_group(directory / "rank-0000.h5", "/balance/moves");
  ASSERT_EQ(moves[0].size(), kRows);
  for (std::uint64_t row = 0; row < kRows; ++row) {
    ASSERT_EQ(moves[2][row], row);
    ASSERT_EQ(moves[3][row], row * row);
    ASSERT_EQ(moves[4][row], row + 1);
  }
}

TEST(RankWriterTest, DropsRecordsAboveTheLevelButKeepsTheirGroup) {
  const Directory directory;
  write_rank_files(directory.path(), 1);  // level interval
  EXPECT_THAT(read_group(directory / "rank-0000.h5", "/network/flits"), ElementsAre(IsEmpty(), IsEmpty(), IsEmpty()));
  {
    RankWriter writer{directory.path(), 0, sample_info(1), kTypes, engine::Level::kEvent};
    write_records(writer, 0, 1);
    writer.close();
  }
  EXPECT_EQ(read_group(directory / "rank-0000.h5", "/network/flits")[0].size(), 450u);
}

TEST(RankWriterTest, KeepsWhatWasRunAndOnlyRankZeroThePlan) {
  const Directory directory;
  write_rank_files(directory.path(), 2);
  const RunInfo first = read_run_info(directory / "rank-0000.h5");
  EXPECT_EQ(first.experiment_text, sample_info(2).experiment_text);
  EXPECT_EQ(first.plan_text, sample_info(2).plan_text);
  EXPECT_EQ(first.experiment_hash, sample_info(2).experiment_hash);
  EXPECT_EQ(first.ranks, 2);
  const RunInfo second = read_run_info(directory / "rank-0001.h5");
  EXPECT_EQ(second.experiment_text, sample_info(2).experiment_text);
  EXPECT_EQ(second.plan_text, "");
}

TEST(RankWriterTest, IsCompleteOnlyOnceClosed) {
  const Directory directory;
  {
    RankWriter writer = make_writer(directory.path(), 0, 1);
    writer.write(kMoves, {12}, engine::ComponentId{4}, 9, std::array<std::uint64_t, 2>{1, 2});
  }  // as when the run fails
  EXPECT_EQ(open_rank(directory / "rank-0000.h5").complete_until, 12u);
  EXPECT_EQ(read_group(directory / "rank-0000.h5", "/balance/moves")[0].size(), 1u);
  write_rank_files(directory.path(), 1);
  EXPECT_EQ(open_rank(directory / "rank-0000.h5").complete_until, kEverything);
}

TEST(RankWriterTest, ClosesTwiceWithoutHarm) {
  const Directory directory;
  RankWriter writer = make_writer(directory.path(), 0, 1);
  writer.close();
  EXPECT_NO_THROW(writer.close());
}

TEST(RankWriterTest, RefusesBadRecordTypes) {
  const Directory directory;
  const auto refuse = [&](engine::RecordType type) {
    return message_of<engine::ModelError>([&] {
      const std::array types{kTypes[0], type};
      RankWriter{directory.path(), 0, sample_info(1), types, engine::Level::kEvent};
    });
  };
  constexpr std::array kTime{engine::Column{"time", "cycles", ""}};
  constexpr std::array kNoUnit{engine::Column{"speed", "", ""}};
  EXPECT_THAT(refuse({"moves", "", engine::Level::kEvent, {}}),
              AllOf(HasSubstr("'moves'"), HasSubstr("/balance/moves")));
  EXPECT_THAT(refuse({"/a//b", "", engine::Level::kEvent, {}}), HasSubstr("'/a//b'"));
  EXPECT_THAT(refuse({"/a/", "", engine::Level::kEvent, {}}), HasSubstr("'/a/'"));
  EXPECT_THAT(refuse({"/meta/x", "", engine::Level::kEvent, {}}), HasSubstr("/meta is kept"));
  EXPECT_THAT(refuse({"/balance/moves", "", engine::Level::kEvent, {}}), HasSubstr("declared twice"));
  EXPECT_THAT(refuse({"/balance/moves/bytes", "", engine::Level::kEvent, {}}), HasSubstr("name of a column"));
  EXPECT_THAT(refuse({"/a", "", engine::Level::kEvent, kTime}), HasSubstr("column 'time'"));
  EXPECT_THAT(refuse({"/a", "", engine::Level::kEvent, kNoUnit}), HasSubstr("'speed': has no unit"));
}

TEST(RankWriterTest, RefusesABadCompression) {
  const Directory directory;
  EXPECT_THAT(message_of<engine::ModelError>(
                  [&] { RankWriter{directory.path(), 0, sample_info(1), kTypes, engine::Level::kEvent, 10}; }),
              HasSubstr("= 10 (must be from 0 to 9)"));
}

TEST(RankWriterTest, NamesAFileItCannotCreate) {
  const Directory directory;
  EXPECT_THAT(message_of<engine::SystemError>([&] { make_writer(directory / "absent", 0, 1); }),
              AllOf(HasSubstr("cannot create"), HasSubstr("absent/rank-0000.h5"), HasSubstr("No such file")));
}

TEST(RankWriterTest, ThrowsWhatItsThreadMetOnAFullDiskAndTheProgramEndsInOrder) {
  const Directory directory;
  const std::string message = message_on_full_disk(400'000, [&] {
    RankWriter writer{directory.path(), 0, sample_info(1), kTypes, engine::Level::kInterval, 0};
    for (std::uint64_t row = 0; row < 1'000'000; ++row) {
      writer.write(kMoves, {row}, engine::ComponentId{1}, row, std::array<std::uint64_t, 2>{row, row});
    }
    writer.close();
  });
  EXPECT_THAT(message, AllOf(HasSubstr("cannot write /balance/moves/"), HasSubstr("File too large")));
  EXPECT_THAT(message, ::testing::Not(HasSubstr("wait status")));
}

}  // namespace
}  // namespace octosim::io::trace::test
