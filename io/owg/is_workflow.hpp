/// \file is_workflow.hpp  Whether a file is a workflow, and not an experiment or something else.
#pragma once
#include <filesystem>

namespace octosim::io::owg {

/// Whether the TOML in `path` has the key `format`, or a list `block` or `flow`, on top, as workflows have and no
/// experiment may.  False
/// for what is no TOML or cannot be read: whoever reads it next says what is wrong.
bool is_workflow(const std::filesystem::path& path);

}  // namespace octosim::io::owg
