/// \file random_owg.hpp  Random workflows, properly nested, for RapidCheck.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/draws.hpp"
#include "tests/support/owg_builder.hpp"
#include "tests/support/random_operators.hpp"

namespace octosim::test {

/// Grows one workflow, inside a RapidCheck generator or property: draws shrink to fewer blocks, brackets and work.
class OwgGrower {
 public:
  /// `depth`: most brackets open at once; `budget`: most Task Blocks of brackets and their surroundings, roughly.
  explicit OwgGrower(int depth = 3, int budget = 12) : depth_{depth}, budget_{budget} {}

  workload::Owg grow() {
    builder_.named("random");
    std::string front = "SRC";
    if (odds(4)) front = streamed();
    front = segment(front, depth_, 3, /*must_work=*/true, ends_);
    flow(front, "SINK");
    if (odds(4)) skip(ends_, "SINK");
    return builder_.build();
  }

 private:
  std::string name(const char* prefix) { return prefix + std::to_string(named_++); }

  std::uint64_t bytes() { return one_of<std::uint64_t>({64, 0, 1, 16, 300, 1024, 5000}); }
  void flow(const std::string& from, const std::string& to) {
    const std::uint64_t tensor = odds(5) ? 40'000 * bytes() / 5000 : 0;
    builder_.flow(from, to, bytes(), tensor);
    if (tensor > 0 && odds(2)) builder_.scaled_flow(property(0, 1, false));
    if (odds(8) && may_fan_out(from) && may_fan_in(to)) builder_.flow(from, to, bytes());
  }
  /// Another flow to `to` from one of the blocks before it in the same brackets.
  void skip(const std::vector<std::string>& before, const std::string& to) {
    std::vector<std::string> able;
    for (const auto& block : before) {
      if (may_fan_out(block)) able.push_back(block);
    }
    if (able.empty()) return;
    builder_.flow(able[static_cast<std::size_t>(draw(0, static_cast<int>(able.size()) - 1))], to, bytes());
  }
  static bool may_fan_out(const std::string& block) { return block[0] != 'R' && block[0] != 'M'; }
  static bool may_fan_in(const std::string& block) { return block[0] != 'R' && block[0] != 'E'; }

  /// A property of random distribution between `least` and `most`, or that wanders about there.
  std::string property(double least, double most, bool may_wander = true) {
    const std::string called = name("p");
    const auto drawn = draw_distribution(least, most);
    const auto along = may_wander ? draw_along(drawn) : workload::Autoregression{};
    builder_.property(called, drawn, along);
    if (!along.wanders() && odds(4)) builder_.per_stream();
    return called;
  }

  std::string task() {
    const std::string called = name("T");
    --budget_;
    const int dependence = draw(0, 7);  // fixed, sparsity, index, size
    const auto of = static_cast<workload::Dependence>(dependence < 4 ? dependence : 0);
    std::string by;
    if (of == workload::Dependence::kSparsity) by = property(0, 1, false);
    if (of == workload::Dependence::kIndex) by = property(0, 50);
    if (of == workload::Dependence::kSize) by = property(0, 3);
    const auto cycles = static_cast<std::uint64_t>(draw(0, 4) == 4 ? draw(100, 1500) : draw(0, 150));
    builder_.task(called, cycles * 1024, static_cast<std::uint64_t>(draw(0, 2000)));
    if (odds(2)) builder_.weights(static_cast<std::uint64_t>(draw(1, 100'000)));
    const bool chunked = of == workload::Dependence::kFixed && odds(4);
    if (chunked) builder_.loops(draw_loops(cycles));
    if (chunked) return called;
    if (of != workload::Dependence::kFixed) builder_.depends(of, by, 40);
    if (odds(4)) builder_.scaled(property(0, 2));
    if (odds(3)) builder_.operators(draw_operators(cycles, of == workload::Dependence::kIndex));
    return called;
  }

  /// The Task Blocks before a streamed Expand, it, what it encloses, and its Collapse; the Collapse.
  std::string streamed() {
    std::string front = "SRC";
    for (int k = draw(0, 2); k > 0; --k) {
      const std::string next = task();
      flow(front, next);
      front = next;
    }
    const std::string expand = name("E"), collapse = name("C");
    builder_.expand_streamed(expand).collapse(collapse);
    builder_.flow(front, expand, bytes());
    std::vector<std::string> inside;
    front = segment(expand, depth_ - 1, 2, /*must_work=*/false, inside);
    flow(front, collapse);
    if (odds(4)) skip(inside, collapse);
    return collapse;
  }

  std::string branch(const std::string& front, int depth) {
    const std::string route = name("R"), merge = name("M");
    const int branches = draw(2, 4);
    if (odds(3)) {
      std::vector<double> below;
      for (int k = 1; k < branches; ++k) below.push_back(k);
      builder_.route_by(route, property(0, branches), below);
    } else {
      std::vector<double> weights;
      for (int k = 0; k < branches; ++k) weights.push_back(draw(1, 5));
      builder_.route(route, weights, static_cast<std::uint32_t>(draw(1, branches)));
    }
    builder_.merge(merge);
    builder_.flow(front, route, bytes());
    // All flows out of the Route first: their order is the number of the branch.
    for (int k = 0; k < branches; ++k) {
      std::vector<std::string> inside;
      if (budget_ <= 0 || odds(4)) {
        builder_.flow(route, merge, bytes());
        continue;
      }
      const std::string first = task();
      builder_.flow(route, first, bytes());
      inside.push_back(first);
      const std::string last = segment(first, depth - 1, 1, /*must_work=*/false, inside);
      flow(last, merge);
      if (odds(4)) skip(inside, merge);
    }
    return merge;
  }

  std::string expansion(const std::string& front, int depth) {
    const std::string expand = name("E"), collapse = name("C");
    builder_.expand_by(expand, property(draw(0, 1), draw(1, 6))).collapse(collapse);
    builder_.flow(front, expand, bytes());
    std::vector<std::string> inside;
    const std::string last = segment(expand, depth - 1, 2, /*must_work=*/false, inside);
    flow(last, collapse);
    if (odds(4)) skip(inside, collapse);
    return collapse;
  }

  /// Blocks one after another from `front`; returns the last.  `seen` gets those that later ones may flow from.
  std::string segment(std::string front, int depth, int most, bool must_work, std::vector<std::string>& seen) {
    seen.push_back(front);
    const int steps = draw(must_work ? 1 : 0, most);
    bool worked = false;
    for (int step = 0; step < steps; ++step) {
      const int what = depth > 0 && budget_ > 0 ? draw(0, 3) : draw(0, 1);
      switch (what) {
        case 0: {
          const std::string next = task();
          flow(front, next);
          if (odds(3)) skip(seen, next);
          front = next;
          worked = true;
          break;
        }
        case 1: {  // two Task Blocks side by side that meet again
          if (!may_fan_out(front)) {
            const std::string first = task();
            flow(front, first);
            front = first;
          }
          const std::string left = task(), right = task(), meet = task();
          flow(front, left);
          flow(front, right);
          flow(left, meet);
          flow(right, meet);
          front = meet;
          worked = true;
          break;
        }
        case 2:
          front = branch(front, depth);
          break;
        default:
          front = expansion(front, depth);
      }
      if (what >= 2 && odds(2)) {  // a Task Block that joins what came past the Control Blocks
        const std::string next = task();
        flow(front, next);
        skip(seen, next);
        front = next;
      }
      seen.push_back(front);
    }
    if (must_work && !worked) {
      const std::string last = task();
      flow(front, last);
      seen.push_back(front = last);
    }
    return front;
  }

  OwgBuilder builder_;
  int depth_, budget_, named_ = 0;
  std::vector<std::string> ends_;
};

}  // namespace octosim::test
