/// \file version.hpp  What this build is.
#pragma once

namespace octosim::jobs::cli {

#ifndef OCTOSIM_VERSION
#define OCTOSIM_VERSION "0.0.0"
#endif
inline constexpr const char* kVersion = OCTOSIM_VERSION;
#ifdef NDEBUG
inline constexpr const char* kCompiler = "g++ " __VERSION__ ", optimised";
#else
inline constexpr const char* kCompiler = "g++ " __VERSION__ ", with contracts";
#endif

}  // namespace octosim::jobs::cli
