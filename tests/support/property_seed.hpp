#pragma once

#include <cstdlib>

namespace octosim::test {

/// The same cases every time unless the environment says otherwise: RC_PARAMS="seed=7 max_success=1000".  One for all
/// properties of an executable; each source of properties includes this.
inline const bool kPropertiesSeeded = setenv("RC_PARAMS", "seed=20240521 max_success=120 max_shrink_tries=200", 0) == 0;

}  // namespace octosim::test
