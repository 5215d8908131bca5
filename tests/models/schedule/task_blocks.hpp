/// \file task_blocks.hpp  Task Blocks of a sub-OWG as a TbuRule sees them, by hand.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "models/schedule/tbu.hpp"

namespace octosim::test {

class FakeTaskBlocks final : public models::schedule::TaskBlocks {
 public:
  struct Task {
    bool able = false;          ///< a packet is there, and room
    std::uint64_t backlog = 0;  ///< cycles
    std::uint32_t serving = 0;  ///< TBUs, without the one that asks
  };
  explicit FakeTaskBlocks(std::vector<Task> tasks) : tasks_{std::move(tasks)} {}
  std::uint32_t count() const override { return static_cast<std::uint32_t>(tasks_.size()); }
  bool can_issue(std::uint32_t task) const override { return tasks_[task].able; }
  std::uint64_t backlog(std::uint32_t task) const override { return tasks_[task].backlog; }
  std::uint32_t serving(std::uint32_t task) const override { return tasks_[task].serving; }

 private:
  std::vector<Task> tasks_;
};

}  // namespace octosim::test
