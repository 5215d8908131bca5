/// \file loops.hpp  Rule 3 of check.hpp: cycles.  Private to io/modelbox.
#pragma once
#include "io/modelbox/nesting.hpp"

namespace octosim::io::modelbox {

/// Fills loops, goes_back and order.  \pre find_links filled the rest.
/// A link into a loop unit goes back if the unit lies on every path from the inputs to the link's start.
void find_loops(const Graph& graph, Nesting& nesting);

}  // namespace octosim::io::modelbox
