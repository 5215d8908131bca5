/// \file hdf5_columns.hpp  A recording as HDF5 (FORMAT.md), read and written.
#pragma once
#include <filesystem>
#include <string>

#include "io/recorded/table.hpp"

namespace octosim::io::recorded {

/// \throws engine::ModelError with file, dataset and row: no dataset `video` where they should be, one that is no
/// column of numbers, of another length, not finite, damaged; SystemError if the file cannot be opened
Table read_hdf5(const std::filesystem::path& path);

/// Creates or empties `path`; columns in /recorded, of float64, compressed.  `workflow`: its name, for people.
/// \post read_hdf5 gives the same columns, in the order of their names.  \throws SystemError
void write_hdf5(const std::filesystem::path& path, const Table& table, const std::string& workflow);

}  // namespace octosim::io::recorded
