/// \file directory.hpp  A place for the files of one test.
#pragma once
#include <filesystem>
#include <string>
#include <system_error>

#include <unistd.h>

#include "engine/base/error.hpp"

namespace octosim::test {

/// A directory of this test's own, empty at first, removed at its end with all that is in it.
/// \throws SystemError if it cannot be made.
class Directory {
 public:
  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "octosim-test-XXXXXX").native();
    if (::mkdtemp(name.data()) == nullptr) throw engine::SystemError{"cannot make " + name};
    path_ = name;
  }
  ~Directory() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);  // a test may have taken them
    std::filesystem::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace octosim::test
