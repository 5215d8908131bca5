/// \file unit_library.hpp  Where flow units are looked for.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "io/modelbox/flow_unit.hpp"

namespace octosim::io::modelbox {

/// Descriptors of several folders, then ModelBox's built-in units.  An earlier folder wins.
class UnitLibrary {
 public:
  /// Reads every `*.toml` below `folder`, in the order of their paths.  \throws engine::ModelError
  /// naming the file for a bad descriptor, or if `folder` cannot be read.
  void add_folder(const std::filesystem::path& folder);

  /// The unit `name` for `device`, else `name` for any device (the simulated machine replaces them all); null if none.
  /// Remains live with the library, until a folder is added.
  const FlowUnit* find(const std::string& name, const std::string& device) const;

  /// The known unit whose name is nearest, as ` (did you mean "resize"?)`, and the folders that were searched.
  std::string explain_missing(const std::string& name) const;

 private:
  std::vector<FlowUnit> units_;
  std::vector<std::filesystem::path> folders_;
};

}  // namespace octosim::io::modelbox
