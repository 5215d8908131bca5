/// \file build_id.hpp  Which build of octosim this process is.
#pragma once
#include <string>

namespace octosim::jobs::cli {

/// The linker's build ID of the running program, in hexadecimal: other code, another ID.  Without one, the XXH3 of the
/// program's file.  \throws SystemError if that cannot be read either.
std::string build_id();

}  // namespace octosim::jobs::cli
