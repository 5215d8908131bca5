/// \file streams.hpp  The change of count of ModelBox's STREAM units as an Expand and a Collapse.
#pragma once
#include "io/modelbox/graph.hpp"
#include "io/modelbox/map.hpp"

namespace octosim::io::modelbox {

/// ModelBox units such as video_demuxer and video_decoder make many buffers of few without being expands.  Puts a
/// streamed Expand after the last Task Block of such a unit that all data passes before any Control Block, and its
/// Collapse before the sink: an item of the source is then a whole stream, and frames are its children. Adds a note,
/// and changes nothing else, if there is no such block.
void expand_streams(const Graph& graph, Mapping& mapping);

}  // namespace octosim::io::modelbox
