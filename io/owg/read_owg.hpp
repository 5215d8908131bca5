/// \file read_owg.hpp  From a workflow file (TOML, see FORMAT.md) to an OWG.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "models/workload/owg.hpp"

namespace octosim::io::owg {

/// Reads a workflow file.  The values of each entry are checked here; whether the graph is well formed (cycles,
/// nesting, connectivity) is for partition/workflow.
/// \throws engine::ModelError naming file, line, block or property, key, value and what is allowed; also if the file
/// cannot be read.
models::workload::Owg read_owg(const std::filesystem::path& path);

/// The same from text.  `name_for_errors` stands in messages where the path of the file would.
models::workload::Owg parse_owg(std::string_view text, const std::string& name_for_errors);

}  // namespace octosim::io::owg
