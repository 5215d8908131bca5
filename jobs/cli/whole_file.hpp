/// \file whole_file.hpp  A file that is there whole, or not at all.
#pragma once
#include <filesystem>
#include <string>

namespace octosim::jobs::cli {

/// Writes `path` by way of `path`.partial, which is renamed; an older file stays until then, and after an error.
/// \throws engine::ModelError if the file cannot be made there; engine::SystemError if it cannot be written
void write_whole_file(const std::filesystem::path& path, const std::string& text);

}  // namespace octosim::jobs::cli
