#include "io/trace/engine_group.hpp"

#include <gmock/gmock.h>

#include "io/trace/info.hpp"
#include "tests/io/trace/sample_run.hpp"

namespace octosim::io::trace::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(EngineGroupTest, KeepsClassesAndLoads) {
  const Directory directory;
  write_rank_files(directory.path(), 1);
  EngineData data = sample_engine(2);
  data.classes = {{"tbu", 0, 64, 1000, 5000}, {"cbu", 0, 8, 200, 900}, {"tbu", 1, 60, 900, 4000}};
  data.cluster_events = {7, 0, 9};
  const std::uint64_t digest = merge(directory.path(), sample_info(1), {}, data, RankFiles::kKeep);
  h5::quiet();
  const h5::File file = h5::open(directory / kTraceName);
  EXPECT_EQ(read_classes(file.id(), "trace"), data.classes);
  EXPECT_THAT(read_loads(file.id(), "trace"), ElementsAre(7, 0, 9));
  std::vector<std::string> names;
  for (const EngineColumn& column : read_engine(file.id(), "trace")) names.push_back(column.name);
  EXPECT_THAT(names, ElementsAre("events", "rank", "sent_bytes", "wait_ns"));
  EXPECT_THAT(info(directory / kTraceName), AllOf(HasSubstr("tbu"), HasSubstr("rank 1: 60 components, 900 events")));
  EXPECT_EQ(merge(directory.path(), sample_info(1), {}, {}, RankFiles::kRemove), digest);
}

TEST(EngineGroupTest, IsEmptyWithoutThem) {
  const Directory directory;
  run_sample(directory.path(), 1);
  h5::quiet();
  const h5::File file = h5::open(directory / kTraceName);
  EXPECT_THAT(read_classes(file.id(), "trace"), IsEmpty());
  EXPECT_THAT(read_loads(file.id(), "trace"), IsEmpty());
}

}  // namespace
}  // namespace octosim::io::trace::test
