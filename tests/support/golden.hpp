/// \file golden.hpp  Golden figures under tests/golden.
#pragma once
#include <fstream>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace octosim::tests {

/// tests/golden/`path`, read once a process for each path.
inline const nlohmann::json& golden(const std::string& path) {
  static std::map<std::string, nlohmann::json> files;
  auto [place, is_new] = files.try_emplace(path);
  if (is_new) {
    std::ifstream file{OCTOSIM_SOURCE_DIR "/tests/golden/" + path};
    place->second = nlohmann::json::parse(file);
  }
  return place->second;
}

}  // namespace octosim::tests
