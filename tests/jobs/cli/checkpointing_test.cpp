#include "jobs/cli/checkpointing.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <unistd.h>

#include "engine/base/error.hpp"
#include "engine/comm/thread_communicator.hpp"
#include "io/checkpoint/folder.hpp"
#include "io/checkpoint/saved_states.hpp"
#include "io/trace/directory.hpp"
#include "io/trace/rank_source.hpp"
#include "models/octopus/records.hpp"
#include "tests/support/directory.hpp"

namespace octosim::jobs::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int32_t kRanks = 3;
constexpr std::uint64_t kHash = 77;

class CheckpointingTest : public ::testing::Test {
 protected:
  CheckpointingTest() { io::trace::prepare_directory(directory_); }

  /// Each rank has one component, of its own number.
  static engine::Image image(const engine::Communicator& comm, std::uint64_t cut) {
    const auto id = static_cast<std::uint32_t>(engine::index(comm.rank()));
    engine::Image image;
    image.head.cut = {cut};
    image.ids = {id};
    image.data.assign(10 + id, std::byte{42});
    image.offsets = {0, image.data.size()};
    return image;
  }

  template <class Body>
  void on_ranks(const CheckpointInterval& interval, Body&& body) {
    engine::on_thread_ranks(kRanks, [&](engine::Communicator& comm) {
      const std::int32_t rank = engine::index(comm.rank());
      io::trace::RunInfo info;
      info.experiment_hash = kHash;
      info.ranks = kRanks;
      io::trace::RankWriter writer{directory_, rank, info, models::octopus::record_types(), engine::Level::kInterval};
      Tally tally{writer};
      io::checkpoint::Manifest base;
      base.parts = {{.ranks = kRanks, .experiment_hash = kHash, .since = 0, .rows = {}}};
      Checkpointing checkpointing{{comm, writer, tally, directory_, 1}, base, interval};
      body(comm, tally, checkpointing);
    });
  }

  static void write_stream(Tally& tally, std::uint64_t time) {
    const std::vector<std::uint64_t> values(models::octopus::record_types()[models::octopus::kStream].columns.size(),
                                            1);
    tally.write(models::octopus::kStream, {time}, {}, 0, values);
  }

  io::checkpoint::Manifest manifest() const {
    const auto file = directory_ / io::checkpoint::kManifestName;
    return io::checkpoint::parse_manifest(io::checkpoint::read_text(file), file.native());
  }

  const test::Directory own_;
  const std::filesystem::path directory_ = own_.path();
};

TEST_F(CheckpointingTest, SavesStatesTotalsAndTheRowsThatCount) {
  on_ranks({}, [](engine::Communicator& comm, Tally& tally, Checkpointing& checkpointing) {
    write_stream(tally, 5);
    if (comm.rank() == engine::Rank{1}) write_stream(tally, 6);
    checkpointing.save(image(comm, 10));
    write_stream(tally, 11);
  });
  const io::checkpoint::Manifest saved = manifest();
  EXPECT_EQ(saved.number, 1u);
  EXPECT_EQ(saved.components, 3u);
  EXPECT_EQ(Totals::from_words(saved.totals).streams_done, 4u);
  EXPECT_NO_THROW(io::checkpoint::check_files(directory_, saved, 0, 1));
  EXPECT_NO_THROW(io::trace::check_part(directory_, 0, saved.parts[0], 0, 1));
  std::vector<std::uint64_t> rows;
  for (const auto& of_rank : saved.parts[0].rows) {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : of_rank) sum += count;
    rows.push_back(sum);
  }
  EXPECT_THAT(rows, ElementsAre(1, 2, 1));
}

TEST_F(CheckpointingTest, ReplacesTheOneBefore) {
  on_ranks({}, [](engine::Communicator& comm, Tally&, Checkpointing& checkpointing) {
    checkpointing.save(image(comm, 10));
    checkpointing.save(image(comm, 10));  // nothing has happened since
    EXPECT_EQ(checkpointing.saved(), 2u);
  });
  EXPECT_EQ(manifest().number, 2u);
  EXPECT_FALSE(std::filesystem::exists(io::checkpoint::checkpoint_folder(directory_, 1)));
  EXPECT_NO_THROW(io::checkpoint::check_files(directory_, manifest(), 0, 1));
}

TEST_F(CheckpointingTest, AFailureOfOneRankIsOneOfAllAndTheOneBeforeStays) {
  on_ranks({}, [&](engine::Communicator& comm, Tally&, Checkpointing& checkpointing) {
    checkpointing.save(image(comm, 10));
    if (comm.rank() == engine::Rank{1}) std::filesystem::rename(directory_ / "rank-0001.h5", directory_ / "aside");
    try {
      checkpointing.save(image(comm, 20));
      ADD_FAILURE() << "saved";
    } catch (const engine::SystemError& error) {
      EXPECT_THAT(error.what(), HasSubstr("rank-0001.h5: No such file"));
    }
    EXPECT_EQ(checkpointing.saved(), 1u);
  });
  EXPECT_EQ(manifest().head.cut.cycle, 10u);
  EXPECT_FALSE(std::filesystem::exists(io::checkpoint::checkpoint_folder(directory_, 2)));
  EXPECT_NO_THROW(io::checkpoint::check_files(directory_, manifest(), 0, 1));
}

TEST_F(CheckpointingTest, IsDueByTheClockOnTheFirstRankOnly) {
  on_ranks({.wall = std::chrono::milliseconds{20}, .cycles = {}},
           [](engine::Communicator& comm, Tally&, Checkpointing& checkpointing) {
             const auto due = comm.rank() == engine::Rank{0} ? engine::Request::kCheckpoint : engine::Request::kNothing;
             ::usleep(25'000);
             EXPECT_EQ(checkpointing.ask(), due);
             checkpointing.save(image(comm, 130));
             ::usleep(25'000);
             EXPECT_EQ(checkpointing.ask(), due);
           });
  for (const CheckpointInterval& other : {CheckpointInterval{}, {.wall = {}, .cycles = engine::Cycles{1}}}) {
    on_ranks(other, [](engine::Communicator&, Tally&, Checkpointing& checkpointing) {
      EXPECT_EQ(checkpointing.ask(), engine::Request::kNothing);  // the engine itself counts cycles
    });
  }
}

}  // namespace
}  // namespace octosim::jobs::cli
