#include "io/trace/worker_thread.hpp"

namespace octosim::io::trace {

WorkerThread::WorkerThread(std::size_t capacity) : capacity_{capacity}, thread_{[this] { work(); }} {}

WorkerThread::~WorkerThread() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WorkerThread::submit(Job job) {
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return jobs_.size() < capacity_ || error_; });
    if (!error_) jobs_.push_back(std::move(job));
  }
  rethrow();
  changed_.notify_all();
}

void WorkerThread::drain() {
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return (jobs_.empty() && !busy_) || error_; });
  }
  rethrow();
}

void WorkerThread::rethrow() {
  if (!has_failed()) return;
  const std::lock_guard lock{mutex_};
  std::rethrow_exception(error_);
}

void WorkerThread::work() {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [&] { return !jobs_.empty() || stopping_; });
    if (jobs_.empty()) return;
    {
      const Job job = std::move(jobs_.front());
      jobs_.pop_front();
      busy_ = true;
      lock.unlock();
      std::exception_ptr error;
      try {
        job();
      } catch (...) {  // kept for the thread that submits
        error = std::current_exception();
      }
      lock.lock();
      busy_ = false;
      if (error) {
        error_ = error;
        jobs_.clear();
        failed_.store(true, std::memory_order_relaxed);
      }
    }
    changed_.notify_all();
  }
}

}  // namespace octosim::io::trace
