/// \file recording.hpp  A recording in a file: CSV or HDF5 (FORMAT.md).
#pragma once
#include <filesystem>

#include "io/recorded/table.hpp"
#include "models/workload/owg.hpp"
#include "models/workload/recorded.hpp"

namespace octosim::io::recorded {

/// HDF5 if it begins so, else CSV.  The same for the same rows in either.
/// \throws engine::ModelError as parse_csv, read_hdf5 and tabulate, or if there is no such file; SystemError if it
/// cannot be read
models::workload::Recorded read_recording(const std::filesystem::path& path, const models::workload::Owg& owg);

/// HDF5 if the name ends with .h5 or .hdf5, else CSV; at any instant there is the old or the new file, whole.
/// \throws engine::ModelError if the name ends otherwise than .csv, .h5 or .hdf5; SystemError if it cannot be written
void write_recording(const std::filesystem::path& path, const Table& table, const models::workload::Owg& owg);

/// \throws engine::ModelError as write_recording, before anything is written
void expect_recording_name(const std::filesystem::path& path);

}  // namespace octosim::io::recorded
