/// \file check_each.hpp  Many variants of one experiment, checked at once: the points of a sweep.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace octosim::jobs::cli {

/// `lists`: JSON, an array of arrays of "section.key=value", each over what the file `experiment` says.
/// Returns a line of JSON for each, in order: {"digest": ..., "values": {"section.key": ...}} with the values that were
/// set, in the unit of their row; or {"error": ...} if the experiment is not good.
/// The digest is 128 bits in hexadecimal, of every setting as it then is, and of nothing else: not of names, nor of the
/// content of workflow and recording.  The same on every build.
/// Of the settings alone: a plan is not compiled.
/// \throws ModelError if `lists` is other JSON, SystemError if the file cannot be read
std::string check_each(const std::filesystem::path& experiment, std::string_view lists);

}  // namespace octosim::jobs::cli
