/// \file json_output.hpp  Where a benchmark's JSON goes.
#pragma once
#include <fstream>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "io/trace/directory.hpp"

namespace octosim::jobs::bench {

/// A file that appears under its name only when it is whole, or standard output.  Used by one rank.
class JsonOutput {
 public:
  /// `target`: a path, or "-" for standard output.  \throws SystemError if the file cannot be made.
  explicit JsonOutput(std::string target);
  /// Once.  \throws SystemError if it cannot be written
  void write(const nlohmann::ordered_json& json);

 private:
  std::string target_;
  std::optional<io::trace::PartialFile> file_;
  std::ofstream out_;
};

}  // namespace octosim::jobs::bench
