/// \file data.hpp  Where the test graphs are, and graphs made on the spot.
#pragma once
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace octosim::test {

/// s: one out-port.  t: one in-port.
inline constexpr const char* kEnds = "s[flowunit=test_0_1] t[flowunit=test_1_0]\n";

inline std::filesystem::path modelbox_data() {
  return std::filesystem::path{OCTOSIM_SOURCE_DIR} / "tests/io/modelbox/data";
}

/// The graphs whose names begin with `prefix`, in the order of their names.
inline std::vector<std::filesystem::path> conformance_graphs(const std::string& prefix) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{modelbox_data() / "conformance"}) {
    if (entry.is_regular_file() && entry.path().filename().string().starts_with(prefix)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// A folder that lives as long as the object.
class ScratchFolder {
 public:
  ScratchFolder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            (std::string{"octosim_modelbox_"} + test->test_suite_name() + "_" + test->name());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream{path_ / name} << text;
    return path_ / name;
  }

  /// A graph of the mock units of conformance/flowunit.
  std::filesystem::path graph(const std::string& statements, const std::string& more = {}) const {
    return write("graph.toml", "[driver]\ndir = \"" + (modelbox_data() / "conformance/flowunit").string() +
                                   "\"\n[graph]\n" + more + "\ngraphconf = \"\"\"digraph demo {\n" + statements +
                                   "\n}\"\"\"\n");
  }

 private:
  std::filesystem::path path_;
};

/// The message of the ModelError that `act` throws; fails the test if it throws none.
template <class Act>
std::string model_error(const Act& act) {
  try {
    act();
  } catch (const engine::ModelError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no ModelError";
  return {};
}

}  // namespace octosim::test
