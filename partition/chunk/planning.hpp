/// \file planning.hpp  A graph planned by any way, with what the plan gains and what it is predicted to cost.
#pragma once
#include <cstdint>
#include <optional>

#include "partition/chunk/cover.hpp"
#include "partition/chunk/loop.hpp"
#include "partition/chunk/select.hpp"

namespace octosim::partition::chunk {

/// kReleased, kGreedy, kCost: under a budget of bytes (see Way).  kTbu: covered by loops that fit one TBU.  kMemory: as
/// little memory as select_least_memory finds.
enum class Method : std::uint8_t { kReleased, kGreedy, kCost, kTbu, kMemory };

/// What is asked for.
struct Request {
  Method method = Method::kGreedy;
  std::int64_t budget = 0;  ///< bytes that the peak must be less than; of kReleased, kGreedy, kCost
  Tbu tbu{};                ///< its rates predict cycles; its memories count for kTbu only
  BeamSettings beam{};      ///< of kCost
};

/// Cycles by the model of a loop's cost (segment.hpp); without traffic of operators outside loops.
struct Planned {
  Plan plan{};
  LoopProgram program{};
  Accounting accounting = Accounting::kAliased;
  std::int64_t peak_before = 0, peak_after = 0;      ///< bytes of activations, by that accounting
  std::int64_t cycles_before = 0, cycles_after = 0;  ///< rounded up; before: ideal_cycles
  double cost = 0;                                   ///< of kCost
  bool fits_whole = false;                           ///< of kTbu: needs no loops, and has none
};

/// Whether all of the graph has room in the SRAM at once: the peak of its activations, its inputs, and its weights.
bool fits_whole(const Tables& tables, const Tbu& tbu);

/// \throws engine::ModelError as select and cover do
Planned plan_graph(const Tables& tables, const Request& request);

/// Whether plan_graph finds a plan with a peak less than `request.budget`, of kTbu one that fits; kMemory has a budget
/// here.  The beam is not widened.
bool has_plan(const Tables& tables, const Request& request);

/// Whether the graph needs no plan for that: its peak without chunks is less, of kTbu fits_whole.
bool needs_no_plan(const Tables& tables, const Request& request);

/// Of operators outside loops cycles_of, of loops their time: n slices, each as long as its work and control or as its
/// transfers, and what is read before the first and written after the last.  Source: formula of LoopCost::time
std::int64_t cycles_of_program(const Tables& tables, const LoopProgram& program, const Tbu& tbu);

}  // namespace octosim::partition::chunk
