#include "jobs/cli/whole_file.hpp"

#include <fstream>
#include <system_error>

#include "engine/base/error.hpp"

namespace octosim::jobs::cli {

void write_whole_file(const std::filesystem::path& path, const std::string& text) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw engine::ModelError{path.string() + ": cannot be written (it is a directory)"};
  }
  std::filesystem::path partial = path;
  partial += ".partial";
  std::ofstream out{partial, std::ios::binary};
  if (!out) throw engine::ModelError{path.string() + ": cannot be written (its directory must exist and be writable)"};
  out << text;
  out.close();
  if (out) std::filesystem::rename(partial, path, error);
  if (out && !error) return;
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  throw engine::SystemError{path.string() + ": cannot be written" + (error ? ": " + error.message() : "")};
}

}  // namespace octosim::jobs::cli
