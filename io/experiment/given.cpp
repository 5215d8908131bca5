#include "io/experiment/given.hpp"

#include "engine/base/error.hpp"

namespace octosim::io::experiment {

void Given::refuse(const std::string& problem) const {
  if (from == From::kOverride) throw engine::ModelError(place + ": " + problem);
  throw engine::ModelError(place + ": " + key + " = " + shown + " (" + problem + ")");
}

}  // namespace octosim::io::experiment
