/// \file run_info.hpp  What a run was, its results, and its engine counters: the parts of a trace that are not records.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace octosim::io::trace {

/// What was run.  Written to /meta of every file of the run.
struct RunInfo {
  std::string experiment_text;  ///< the experiment file, as read
  std::string experiment_name;
  std::string owg_text;               ///< may be empty; only rank 0 writes it
  std::string plan_text;              ///< may be empty; only rank 0 writes it
  std::uint64_t experiment_hash = 0;  ///< of every setting that can change results
  std::uint64_t seed = 0;
  std::uint64_t plan_digest = 0;       ///< of the compiled plan, whether it came from a file or not; 0: not known
  std::uint64_t recording_digest = 0;  ///< of the properties that were recorded instead of drawn; 0: none were
  std::string version, compiler;       ///< of octosim
  std::int32_t ranks = 1;
  std::int32_t part = 0;    ///< see part.hpp; only rank files say it
  std::uint64_t since = 0;  ///< cycles: where the part begins; only rank files say it
};

using SummaryValue = std::variant<std::uint64_t, double, std::string, bool>;

/// Results of the whole run, in the order they are shown.  A name that begins with "host_" marks a value that depends
/// on the machine, the rank count or the wall clock; all others must not.
using Summary = std::vector<std::pair<std::string, SummaryValue>>;

/// Counters of one rank; the same names in the same order on every rank.  A suffix of the name gives the unit
/// (_cycles, _bytes, _ns, _seconds), else it is a count.
struct EngineRow {
  std::vector<std::pair<std::string, std::uint64_t>> values;
};

/// What the components of one class cost one rank.
struct ClassRow {
  std::string component;  ///< the name of the class
  std::uint64_t rank = 0, components = 0, events = 0, nanoseconds = 0;
  bool operator==(const ClassRow&) const = default;
};

/// What the engine measured of itself, of the last start of the run.
struct EngineData {
  std::vector<EngineRow> ranks;               ///< by rank
  std::vector<ClassRow> classes;              ///< empty without a profile
  std::vector<std::uint64_t> cluster_events;  ///< by cluster; empty if they were not counted
};

}  // namespace octosim::io::trace
