#include "io/trace/recover.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "io/trace/info.hpp"
#include "io/trace/meta.hpp"
#include "io/trace/verify.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Starts a process that writes 30,000 moves as rank `rank`, flushes them with `reached` 20,000, writes 1,000 more and
/// waits; then kills it.
void write_and_die(const std::filesystem::path& directory, std::int32_t rank, std::int32_t ranks) {
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    RankWriter writer = make_writer(directory, rank, ranks);
    const auto write = [&](std::uint64_t from, std::uint64_t to) {
      for (std::uint64_t row = from; row < to; ++row) {
        writer.write(kMoves, {row / 2}, static_cast<engine::ComponentId>(rank), row, std::array{row, row});
      }
    };
    write(0, 30'000);
    writer.flush({20'000}, Wait::kYes);
    write(40'000, 41'000);
    if (::write(ready[1], "r", 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(1);
  }
  ::close(ready[1]);
  char word = 0;
  ASSERT_EQ(::read(ready[0], &word, 1), 1);
  ::close(ready[0]);
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
}

TEST(RecoverTest, GivesAllThatWasFlushedBeforeAKill) {
  const Directory directory;
  write_and_die(directory.path(), 0, 2);
  write_and_die(directory.path(), 1, 2);
  const RecoverReport report = recover(directory.path());
  EXPECT_EQ(report.ranks_read, 2);
  EXPECT_EQ(report.complete_until, 20'000u);
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.rows, Contains(std::pair{std::string{"/balance/moves"}, std::uint64_t{60'000}}));
  const auto moves = read_group(directory / kRecoveredName, "/balance/moves");
  for (std::uint64_t row = 0; row < 60'000; ++row) {
    ASSERT_EQ(moves[0][row], row / 4);
    ASSERT_EQ(moves[1][row], row / 2 % 2);
  }
  EXPECT_THAT(verify(directory / kRecoveredName), IsEmpty());
  EXPECT_THAT(info(directory.path()), HasSubstr("recovered trace of a killed run, complete up to cycle 20000"));
  EXPECT_THAT(to_text(report), AllOf(HasSubstr("2 of 2 ranks"), HasSubstr("complete up to cycle 20000")));
}

TEST(RecoverTest, CanBeInspectedWhileItIsWritten) {
  const Directory directory;
  write_and_die(directory.path(), 0, 1);
  EXPECT_THAT(info(directory.path()),
              AllOf(HasSubstr("records of rank 0, complete up to cycle 20000"), HasSubstr("30000 rows")));
}

TEST(RecoverTest, IsCompleteUpToTheSlowestRank) {
  const Directory directory;
  write_rank_files(directory.path(), 2);
  {
    RankWriter writer = make_writer(directory.path(), 1, 2);
    writer.flush({70}, Wait::kYes);
  }
  EXPECT_EQ(recover(directory.path()).complete_until, 70u);
}

TEST(RecoverTest, CountsTheShortestColumn) {
  const Directory directory;
  write_rank_files(directory.path(), 1);
  tamper(directory / "rank-0000.h5", "/balance/moves/bytes", 850, nullptr);
  EXPECT_THAT(recover(directory.path()).rows, Contains(std::pair{std::string{"/balance/moves"}, std::uint64_t{850}}));
}

TEST(RecoverTest, NamesMissingAndUnreadableRanksAndRecoversTheOthers) {
  const Directory directory;
  write_rank_files(directory.path(), 4);
  std::filesystem::remove(directory / "rank-0000.h5");
  std::ofstream{directory / "rank-0002.h5"} << "not HDF5 at all";
  std::filesystem::resize_file(directory / "rank-0003.h5", 3000);
  const RecoverReport report = recover(directory.path());
  EXPECT_EQ(report.ranks, 4);
  EXPECT_EQ(report.ranks_read, 1);
  EXPECT_EQ(report.complete_until, 0u);
  EXPECT_THAT(report.problems, ElementsAre(HasSubstr("rank-0002.h5: is not an HDF5 file"), HasSubstr("rank-0003.h5"),
                                           HasSubstr("rank-0000.h5: no such file")));
  EXPECT_THAT(report.rows, Contains(std::pair{std::string{"/balance/moves"}, std::uint64_t{200}}));
}

TEST(RecoverTest, NamesAFileOfAnotherRun) {
  const Directory directory;
  write_rank_files(directory.path(), 2);
  RunInfo other = sample_info(2);
  other.seed = 99;
  { RankWriter writer{directory.path(), 1, other, kTypes, engine::Level::kInterval}; }
  EXPECT_THAT(recover(directory.path()).problems, ElementsAre(HasSubstr("seed 7 and 99")));
}

TEST(RecoverTest, FailsIfThereIsNothing) {
  const Directory directory;
  EXPECT_THAT(message_of<engine::ModelError>([&] { recover(directory.path()); }),
              HasSubstr("no rank file can be read; there is none"));
  std::ofstream{directory / "rank-0000.h5"} << "";
  EXPECT_THAT(message_of<engine::ModelError>([&] { recover(directory.path()); }),
              HasSubstr("rank-0000.h5: is not an HDF5 file"));
  EXPECT_FALSE(std::filesystem::exists(directory / kRecoveredName));
  EXPECT_THAT(message_of<engine::ModelError>([&] { recover(directory / "absent"); }), HasSubstr("no such directory"));
}

}  // namespace
}  // namespace octosim::io::trace::test
