/// \file import.hpp  From a ModelBox graph file to an Orchestrated Workflow Graph.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "models/workload/owg.hpp"

namespace octosim::io::modelbox {

struct ImportOptions {
  std::vector<std::filesystem::path> flowunit_dirs;  ///< searched first for descriptors of flow units
  std::filesystem::path costs;                       ///< TOML table of costs, see costs.hpp; empty: built-in ones only
  bool expand_streams = false;                       ///< see streams.hpp; else the frames are the items of the source
};

struct ImportResult {
  models::workload::Owg owg;
  std::vector<std::string> notes;  ///< what was inserted, assumed or read in another way than written
};

/// Reads (graph.hpp), checks (check.hpp) and maps (map.hpp) the ModelBox graph in the file `graph`.
/// \throws engine::ModelError naming file, line or node: a file is bad, a flow unit is unknown, or ModelBox's checker
/// would refuse the graph.
ImportResult import_modelbox(const std::filesystem::path& graph, const ImportOptions& options);

}  // namespace octosim::io::modelbox
