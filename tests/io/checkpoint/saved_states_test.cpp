#include "io/checkpoint/saved_states.hpp"

#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "tests/io/checkpoint/sample_checkpoint.hpp"

namespace octosim::io::checkpoint::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(SavedStatesTest, AnyNumberOfRanksReadsThoseOfAnyOther) {
  for (std::int32_t writers = 1; writers <= 6; ++writers) {
    const Directory directory;
    const Manifest manifest = save_sample(directory.path(), 1, writers, 1000, writers % 2 == 0 ? 0 : 1);
    for (std::int32_t readers = 1; readers <= 6; ++readers) {
      for (std::int32_t rank = 0; rank < readers; ++rank) {
        check_files(directory.path(), manifest, rank, readers);
        const auto wanted = [&](engine::ComponentId id) { return owner_of(engine::index(id), readers) == rank; };
        const SavedStates states{directory.path(), manifest, wanted};
        for (std::uint32_t id = 0; id < kComponents; ++id) {
          if (!wanted(engine::ComponentId{id})) continue;
          const std::vector<std::byte> expected = state_of(id, 1000);
          const std::span<const std::byte> state = states.state_of(engine::ComponentId{id});
          ASSERT_TRUE(std::equal(state.begin(), state.end(), expected.begin(), expected.end())) << id;
        }
      }
    }
  }
}

TEST(SavedStatesTest, NamesAStateThatWasNotWanted) {
  const Directory directory;
  const Manifest manifest = save_sample(directory.path(), 1, 2, 1000);
  SavedStates states{directory.path(), manifest, [](engine::ComponentId id) { return engine::index(id) == 5; }};
  EXPECT_EQ(states.state_of(engine::ComponentId{5}).size(), state_of(5, 1000).size());
  EXPECT_THROW(states.state_of(engine::ComponentId{6}), engine::LogicError);
  states.clear();
  EXPECT_THROW(states.state_of(engine::ComponentId{5}), engine::LogicError);
}

TEST(SavedStatesTest, FindsFilesOfTwoCheckpointsMixed) {
  const Directory directory;
  const Manifest older = save_sample(directory.path(), 1, 3, 1000, 0);
  const Manifest newer = save_sample(directory.path(), 2, 3, 2000, 0);
  ASSERT_EQ(older.files[1].bytes, newer.files[1].bytes);
  std::filesystem::copy_file(state_path(directory.path(), 1, 1), state_path(directory.path(), 2, 1),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_NO_THROW(check_files(directory.path(), newer, 0, 3));
  EXPECT_THAT(message_of<engine::SystemError>([&] { check_files(directory.path(), newer, 1, 3); }),
              AllOf(HasSubstr("checkpoint-0002/rank-0001.h5"), HasSubstr("of another checkpoint")));
  EXPECT_THROW(check_files(directory.path(), newer, 0, 1), engine::SystemError);
  EXPECT_NO_THROW(check_files(directory.path(), older, 0, 1));
}

TEST(SavedStatesTest, FindsFilesOfTwoRanksMixed) {
  const Directory directory;
  Manifest manifest = save_sample(directory.path(), 1, 2, 1000);
  const auto none = [](engine::ComponentId) { return false; };
  const auto file = [&](std::int32_t rank) { return state_path(directory.path(), 1, rank); };
  std::filesystem::copy_file(file(0), file(1), std::filesystem::copy_options::overwrite_existing);
  EXPECT_THROW(check_files(directory.path(), manifest, 0, 1), engine::SystemError);
  EXPECT_THAT(message_of<engine::SystemError>([&] { SavedStates(directory.path(), manifest, none); }),
              HasSubstr("in another file as well"));
}

TEST(SavedStatesTest, NamesAMissingComponentAndOneTooMany) {
  const Directory directory;
  Manifest manifest = save_sample(directory.path(), 1, 2, 1000);
  const auto none = [](engine::ComponentId) { return false; };
  manifest.components = kComponents + 1;
  EXPECT_THAT(message_of<engine::SystemError>([&] { SavedStates(directory.path(), manifest, none); }),
              HasSubstr("checkpoint-0001: component 300 is in none of its files"));
  manifest.components = kComponents - 1;
  EXPECT_THAT(message_of<engine::SystemError>([&] { SavedStates(directory.path(), manifest, none); }),
              HasSubstr("component 299 is not of the model"));
}

TEST(SavedStatesTest, NamesAMissingFile) {
  const Directory directory;
  const Manifest manifest = save_sample(directory.path(), 1, 3, 1000);
  std::filesystem::remove(state_path(directory.path(), 1, 2));
  EXPECT_THAT(message_of<engine::SystemError>([&] { check_files(directory.path(), manifest, 0, 1); }),
              HasSubstr("rank-0002.h5: is missing"));
}

}  // namespace
}  // namespace octosim::io::checkpoint::test
