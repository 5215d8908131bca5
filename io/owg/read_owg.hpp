/// \file read_owg.hpp  From a workflow file (TOML, see FORMAT.md) to an OWG.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "models/workload/owg.hpp"

namespace octosim::io::owg {

/// What reads the operator graph that a Task Block names (`graph`), as it is written there, and fills in its work.
/// It throws engine::ModelError for what is wrong with it; the message goes on from there.
using GraphReader = std::function<void(const std::string& file, models::workload::Work& work)>;

/// Reads a workflow file.  The values of each entry are checked here; whether the graph is well formed (cycles,
/// nesting, connectivity) is for partition/workflow.
/// \throws engine::ModelError naming file, line, block or property, key, value and what is allowed; also if the file
/// cannot be read, and for a `graph` without a reader.
models::workload::Owg read_owg(const std::filesystem::path& path, const GraphReader& graphs = {});

/// The same from text.  `name_for_errors` stands in messages where the path of the file would.
models::workload::Owg parse_owg(std::string_view text, const std::string& name_for_errors,
                                const GraphReader& graphs = {});

}  // namespace octosim::io::owg
