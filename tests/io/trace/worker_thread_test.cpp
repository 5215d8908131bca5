#include "io/trace/worker_thread.hpp"

#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace octosim::io::trace {
namespace {

TEST(WorkerThreadTest, DoesJobsInOrder) {
  WorkerThread worker{2};
  std::vector<int> done;
  for (int i = 0; i < 100; ++i) worker.submit([&done, i] { done.push_back(i); });
  worker.drain();
  ASSERT_EQ(done.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
}

TEST(WorkerThreadTest, DoesWhatWaitsBeforeItEnds) {
  std::atomic<int> done{0};
  {
    WorkerThread worker{50};
    for (int i = 0; i < 50; ++i) worker.submit([&done] { ++done; });
  }
  EXPECT_EQ(done, 50);
}

TEST(WorkerThreadTest, ThrowsWhatAJobThrewFromEveryLaterCall) {
  WorkerThread worker{4};
  std::atomic<bool> later{false};
  worker.submit([] { throw std::runtime_error{"full"}; });
  EXPECT_THROW(worker.drain(), std::runtime_error);
  EXPECT_TRUE(worker.has_failed());
  EXPECT_THROW(worker.submit([&later] { later = true; }), std::runtime_error);
  EXPECT_THROW(worker.rethrow(), std::runtime_error);
  EXPECT_THROW(worker.drain(), std::runtime_error);
  EXPECT_FALSE(later);
}

// A submitter that waits for room must not wait for ever for a thread that failed.
TEST(WorkerThreadTest, ReleasesASubmitterThatWaits) {
  WorkerThread worker{1};
  EXPECT_THROW(
      {
        for (int i = 0; i < 1000; ++i) worker.submit([] { throw std::runtime_error{"full"}; });
      },
      std::runtime_error);
}

}  // namespace
}  // namespace octosim::io::trace
