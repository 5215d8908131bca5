/// \file measurement.hpp  A plan against no plan, by really executing both.
#pragma once
#include <cstdint>

#include "partition/chunk/chunk.hpp"
#include "partition/chunk/tables.hpp"

namespace octosim::jobs::executor {

/// Of results, |chunked - whole| / max(1, |whole|) may be as much.  Source: tolerance of the released ColossalAI tests.
inline constexpr double kTolerance = 1e-4;

/// By several executions, in single precision and with one thread.
struct Measured {
  int repeats = 0;
  double seconds_before = 0, seconds_after = 0;          ///< least wall time, without the plan and with it
  double cpu_seconds_before = 0, cpu_seconds_after = 0;  ///< the same of the time in which the thread had a core
  std::int64_t peak_before = 0, peak_after = 0;          ///< bytes of activations
  std::int64_t reach_before = 0, reach_after = 0;        ///< with the gaps between them
  double difference = 0;                                 ///< greatest relative difference of a result
};

/// Both are executed once for nothing, then `repeats` times in turn.
/// \pre the plan is sound; repeats >= 1
/// \throws engine::ModelError naming a node that cannot be executed, or if there is no BLAS; engine::SystemError if
/// memory does not suffice; engine::LogicError if results differ by more than kTolerance
Measured measure(const partition::chunk::Tables& tables, const partition::chunk::Plan& plan, int repeats);

/// One execution by a plan, whose memory is new: slower than measure()'s.  Its results go.
struct Once {
  double seconds = 0;
  std::int64_t peak = 0, reach = 0;
};
Once measure_once(const partition::chunk::Tables& tables, const partition::chunk::Plan& plan);

}  // namespace octosim::jobs::executor
