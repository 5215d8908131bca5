/// \file worker_thread.hpp  One thread that does jobs in order, from a bounded queue.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace octosim::io::trace {

/// After a job threw, no later job is done, and every call throws what it threw.
class WorkerThread {
 public:
  using Job = std::function<void()>;
  /// `capacity`: jobs that may wait before `submit` blocks, >= 1.
  explicit WorkerThread(std::size_t capacity);
  /// Does the jobs that wait, unless one threw, then ends the thread.  What they throw is lost: call `drain` first.
  ~WorkerThread();
  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;

  void submit(Job job);
  void drain();  ///< returns when all jobs submitted so far are done
  bool has_failed() const { return failed_.load(std::memory_order_relaxed); }
  void rethrow();  ///< throws what a job threw, if one did

 private:
  void work();

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool busy_ = false;      // a job is being done
  bool stopping_ = false;  // no job will come
  std::exception_ptr error_;
  std::atomic<bool> failed_{false};
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace octosim::io::trace
