/// \file verify.hpp  Whether a trace is whole, in order, and obeys the conservation rules of the model.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace octosim::io::trace {

/// The violations found in a merged or recovered trace, a line each; none if it is good.  Checked: the schema; every
/// declared column there, all of one length; rows strictly increasing by (time, component, nth); the digest; no record
/// later than the end of the run; and the rules of io/trace/rules.hpp.  Of each rule and group, the first violation and
/// their count are told. Reads all records.  \throws ModelError if `file` is no such trace, SystemError if HDF5 cannot
/// open it
std::vector<std::string> verify(const std::filesystem::path& file);

}  // namespace octosim::io::trace
