#include "io/checkpoint/folder.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "io/checkpoint/saved_states.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/rank_writer.hpp"
#include "tests/io/checkpoint/sample_checkpoint.hpp"

namespace octosim::io::checkpoint::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Rank files of part `number`, without records.
void write_part(const std::filesystem::path& directory, std::int32_t number, std::int32_t ranks, std::uint64_t since) {
  io::trace::prepare_directory(directory, number);
  for (std::int32_t rank = 0; rank < ranks; ++rank) {
    io::trace::RunInfo info;
    info.experiment_hash = 5;
    info.ranks = ranks;
    info.part = number;
    info.since = since;
    const io::trace::RankWriter writer{
        io::trace::part_folder(directory, number), rank, info, {}, engine::Level::kInterval};
  }
}

TEST(FolderTest, RemovesOlderCheckpointsAndNothingElse) {
  const Directory directory;
  save_sample(directory.path(), 1, 2, 1000);
  save_sample(directory.path(), 2, 2, 2000);
  std::filesystem::create_directory(directory / "checkpoint-mine");
  std::ofstream{checkpoint_folder(directory.path(), 1) / "rank-0001.h5.partial"} << "half";
  remove_older(directory.path(), 2);
  EXPECT_THAT(names_in(directory.path()), ElementsAre("checkpoint-0002", "checkpoint-mine", "checkpoint.json"));
  EXPECT_THAT(names_in(directory / "checkpoint-0002"), ElementsAre("rank-0000.h5", "rank-0001.h5"));
}

TEST(FolderTest, EmptiesWhatAKilledSaveLeft) {
  const Directory directory;
  std::filesystem::create_directory(directory / "checkpoint-0003");
  std::ofstream{directory / "checkpoint-0003/rank-0007.h5"} << "old";
  make_folder(directory.path(), 3);
  EXPECT_THAT(names_in(directory / "checkpoint-0003"), IsEmpty());
}

TEST(FolderTest, DiscardsOneThatFailed) {
  const Directory directory;
  save_sample(directory.path(), 1, 2, 1000);
  make_folder(directory.path(), 2);
  std::ofstream{directory / "checkpoint-0002/rank-0000.h5"} << "half";
  discard(directory.path(), 2);
  discard(directory.path(), 3);
  std::ofstream{directory / "checkpoint-0004"} << "not ours";
  discard(directory.path(), 4);
  EXPECT_THAT(names_in(directory.path()), ElementsAre("checkpoint-0001", "checkpoint-0004", "checkpoint.json"));
}

TEST(FolderTest, RemovesAll) {
  const Directory directory;
  remove_checkpoints(directory / "absent");
  save_sample(directory.path(), 1, 2, 1000);
  std::ofstream{directory / "notes.txt"} << "mine";
  remove_checkpoints(directory.path());
  EXPECT_THAT(names_in(directory.path()), ElementsAre("notes.txt"));
}

TEST(FolderTest, CopiesARunThatOutlivesTheFirst) {
  const Directory from, to;
  write_part(from.path(), 0, 2, 0);
  write_part(from.path(), 1, 1, 70);
  const Manifest manifest = save_sample(from.path(), 7, 3, 1000);
  std::ofstream{to / "rank-0009.h5"} << "of an earlier run";
  copy_run(from.path(), to.path(), manifest);
  std::filesystem::remove_all(from.path());
  EXPECT_THAT(names_in(to.path()),
              ElementsAre("checkpoint-0007", "checkpoint.json", "part-0001", "rank-0000.h5", "rank-0001.h5"));
  EXPECT_EQ(read_text(to / "checkpoint.json"), to_text(manifest));
  EXPECT_NO_THROW(check_files(to.path(), manifest, 0, 1));
  EXPECT_THAT(names_in(to / "part-0001"), ElementsAre("rank-0000.h5"));
}

TEST(FolderTest, NamesWhatCannotBeCopied) {
  const Directory from, to;
  write_part(from.path(), 0, 1, 0);
  const Manifest manifest = save_sample(from.path(), 1, 1, 1000);
  EXPECT_THAT(message_of<engine::SystemError>([&] { copy_run(from.path(), to.path(), manifest); }),
              AllOf(HasSubstr("cannot copy"), HasSubstr("rank-0001.h5")));
  EXPECT_FALSE(std::filesystem::exists(to / "checkpoint.json"));
}

TEST(FolderTest, TellsWhichPartsCameBeforeTheLastStart) {
  const Directory directory;
  EXPECT_THAT(earlier_parts(directory.path()), IsEmpty());
  write_part(directory.path(), 0, 2, 0);
  write_part(directory.path(), 1, 1, 70);
  const Manifest manifest = save_sample(directory.path(), 1, 1, 1000);  // by part 1
  EXPECT_THAT(earlier_parts(directory.path()), ElementsAre(manifest.parts[0]));
  write_part(directory.path(), 2, 1, 999);  // from a checkpoint that is gone
  EXPECT_THAT(earlier_parts(directory.path()), ElementsAre(manifest.parts[0]));
  write_part(directory.path(), 2, 1, 1000);
  EXPECT_THAT(earlier_parts(directory.path()), ElementsAre(manifest.parts[0], manifest.parts[1]));
}

TEST(FolderTest, DescribesACheckpoint) {
  const Directory directory;
  EXPECT_THAT(describe(save_sample(directory.path(), 3, 2, 1000), "x"),
              AllOf(HasSubstr("x: checkpoint 3 of a run, at cycle 1000"), HasSubstr("0xfedcba9876543210"),
                    HasSubstr("restarts         1")));
}

}  // namespace
}  // namespace octosim::io::checkpoint::test
