/// \file meta.hpp  The groups /meta and /summary of a file.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/model/record.hpp"
#include "io/trace/hdf5.hpp"
#include "io/trace/run_info.hpp"

namespace octosim::io::trace {

inline constexpr std::uint64_t kSchema = 1;
/// In /meta@complete_until and as last row of /progress/time: nothing is missing.  2^63 - 1, as engine::kNever.
inline constexpr std::uint64_t kEverything = 0x7FFF'FFFF'FFFF'FFFF;

/// All of /meta.  What is not set is not in the file.
struct Meta {
  RunInfo info;
  engine::Level level = engine::Level::kInterval;
  unsigned compression = 1;
  std::uint64_t schema = kSchema;
  std::optional<std::uint64_t> rank;                              ///< rank files only
  std::optional<std::uint64_t> complete, complete_until, digest;  ///< merged files only
};

void write_meta(hid_t file, const Meta& meta);
/// \throws ModelError if `file` has no /meta or another schema, SystemError if /meta is damaged.
Meta read_meta(hid_t file, const std::string& file_name);

void write_summary_group(hid_t file, const Summary& summary);
/// In the order of the names.  Empty if there is no /summary.
Summary read_summary_group(hid_t file, const std::string& file_name);

/// "cycles", "bytes", "ns" or "seconds" by the suffix of `name`, else "count".
std::string unit_by_suffix(std::string_view name);
/// Whether the summary value `name` depends on the machine, the rank count or the wall clock.
bool is_host_value(std::string_view name);
std::string to_text(const SummaryValue& value);

}  // namespace octosim::io::trace
