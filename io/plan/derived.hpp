/// \file derived.hpp  Tables that follow from a plan, for people and their scripts: /derived.  Never read again.
#pragma once
#include "io/plan/image_writer.hpp"
#include "models/plan/plan.hpp"

namespace octosim::io::plan {

/// O(clusters x sub-OWGs).  \throws ModelError as models::plan::Program
void write_derived(ImageWriter& image, const models::plan::Plan& plan);

}  // namespace octosim::io::plan
