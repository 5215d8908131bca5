#include "jobs/cli/partition_choice.hpp"

#include <atomic>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/comm/thread_communicator.hpp"

namespace octosim::jobs::cli {
namespace {

using testing::HasSubstr;

models::plan::Plan one_die() {
  models::plan::Plan plan;
  plan.hardware.wafer.chiplet_rows = plan.hardware.wafer.chiplet_cols = 1;
  plan.clusters = {.height = 4, .width = 8, .rows = 2, .cols = 1, .per_chiplet_rows = 2, .per_chiplet_cols = 1};
  return plan;
}

TEST(PartitionChoiceTest, AMethodByItsName) {
  for (const char* name : {"block", "bisect", "scotch", "metis"}) {
    EXPECT_THAT(ranks_of_clusters(one_die(), 2, name), testing::UnorderedElementsAre(0, 1)) << name;
  }
}

TEST(PartitionChoiceTest, NeitherMethodNorFile) {
  try {
    static_cast<void>(ranks_of_clusters(one_die(), 2, "metiss"));
    FAIL() << "accepted";
  } catch (const engine::ModelError& error) {
    EXPECT_THAT(error.what(), HasSubstr("--partition metiss: is neither a method (block, bisect, scotch, metis)"));
  }
}

}  // namespace
}  // namespace octosim::jobs::cli
