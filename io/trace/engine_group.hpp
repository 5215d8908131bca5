/// \file engine_group.hpp  The group /engine of a file: counters by rank, costs by class, events by cluster.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "io/trace/hdf5.hpp"
#include "io/trace/run_info.hpp"

namespace octosim::io::trace {

/// \pre every row of `data.ranks` has the same names.  \throws SystemError
void write_engine(hid_t file, const EngineData& data);

/// One column of /engine.
struct EngineColumn {
  std::string name, unit;
  std::vector<std::uint64_t> values;  ///< by rank
};
/// The counters by rank, by name; none if there is no /engine.  \throws SystemError
std::vector<EngineColumn> read_engine(hid_t file, const std::string& file_name);

/// Empty if the run had no profile.  \throws SystemError
std::vector<ClassRow> read_classes(hid_t file, const std::string& file_name);

/// The events of each cluster, by number; empty if they were not counted.  \throws SystemError
std::vector<std::uint64_t> read_loads(hid_t file, const std::string& file_name);

}  // namespace octosim::io::trace
