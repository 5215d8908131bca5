/// \file exit_status.hpp  What the command returns to its caller.
#pragma once

namespace octosim::jobs::cli {

enum ExitStatus : int {
  kDone = 0,
  kFailed = 1,        ///< the run failed, or a check found something
  kBadInput = 2,      ///< a file, setting, option or path of the user's
  kCheckpointed = 85  ///< saved, as a signal asked for: run me again with --resume
};

}  // namespace octosim::jobs::cli
