/// \file read_loads.hpp  What an earlier run says about the work of each cluster.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace octosim::io::trace {

/// Events by cluster, of /engine/loads: columns `cluster` (id) and `events` (count), a row each cluster, in any order.
/// \throws engine::ModelError if there is no such file, it is no trace, it has no loads, or they are not whole: one row
/// for each of 0 .. rows - 1, and columns of equal length; engine::SystemError if HDF5 cannot read it
std::vector<std::uint64_t> read_loads(const std::filesystem::path& trace);

/// What a trace was made of, to tell whether its loads fit.
struct TraceOrigin {
  std::string experiment_name;
  std::string owg_text;                 ///< canonical
  std::optional<std::uint64_t> cycles;  ///< simulated, if the trace says so
};

/// \throws as read_loads, for what it reads
TraceOrigin read_origin(const std::filesystem::path& trace);

}  // namespace octosim::io::trace
