/// \file postponed.hpp  Things that wait for a cycle.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "engine/model/archive.hpp"
#include "engine/model/context.hpp"

namespace octosim::models::octopus {

/// Given back in the order of their cycles, those of one cycle as they were put in.  O(log size).
template <class T>
class Postponed {
 public:
  void put(std::uint64_t cycle, T thing) { waiting_.emplace(std::pair{cycle, put_++}, std::move(thing)); }
  /// Likewise, and a wake-up with `tag` comes then.  \pre `cycle` is not before now
  void put(engine::Context& context, std::uint64_t cycle, std::uint32_t tag, T thing) {
    put(cycle, std::move(thing));
    context.wake_after(engine::Cycles{cycle - context.now().cycle}, tag);
  }
  /// The next one, if its cycle has come.
  std::optional<T> take(std::uint64_t now) {
    if (waiting_.empty() || waiting_.begin()->first.first > now) return std::nullopt;
    std::optional<T> thing{std::move(waiting_.begin()->second)};
    waiting_.erase(waiting_.begin());
    return thing;
  }
  void archive(engine::Archive& archive) { archive(waiting_, put_); }

 private:
  std::map<std::pair<std::uint64_t, std::uint64_t>, T> waiting_;  ///< by (cycle, number)
  std::uint64_t put_ = 0;                                         ///< ever
};

}  // namespace octosim::models::octopus
