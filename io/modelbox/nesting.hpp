/// \file nesting.hpp  How the data of a ModelBox graph nests: which expand, branch or loop each port is inside.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "io/modelbox/graph.hpp"

namespace octosim::io::modelbox {

inline constexpr std::uint32_t kNoFrame = ~0U;

/// One bracket that is open.  Two ports carry matching data if and only if they are in the same frame.
/// kRoot: data of the graph's inputs, or of one node without in-ports; kBranch: one out-port of a condition;
/// kExpand: what an expand made; kLoop: the turns of a loop.
enum class FrameKind : std::uint8_t { kRoot, kBranch, kExpand, kLoop };

struct Frame {
  FrameKind kind = FrameKind::kRoot;
  std::uint32_t parent = kNoFrame;  ///< always less than the frame's own index
  std::uint32_t node = kNoFrame;    ///< that opened it; kNoFrame: the graph's inputs
  std::uint32_t branch = 0;         ///< kBranch: index of the out-port
};

/// An edge whose ports were found.
struct Link {
  std::uint32_t from = 0, out_port = 0, to = 0, in_port = 0;  ///< ports as indices into FlowUnit::outputs, inputs
};

struct Loop {
  std::uint32_t node = 0;       ///< the loop unit, where the back edge ends
  std::uint32_t back_link = 0;  ///< index into Nesting::links
  std::uint32_t body_port = 0, exit_port = 0;
  std::vector<std::uint32_t> body;  ///< nodes of the loop without `node`
};

struct Nesting {
  std::vector<Link> links;  ///< of the nodes that are kept, in the order of Graph::edges
  std::vector<bool> kept;   ///< [node]; a graph that is not strict drops nodes without type or edges
  std::vector<std::vector<std::uint32_t>> links_into, links_out_of;  ///< [node]; indices into `links`
  std::vector<Loop> loops;
  std::vector<bool> goes_back;       ///< [link]; the back edges of loops
  std::vector<std::uint32_t> order;  ///< kept nodes so that every link that does not go back goes forward
  std::vector<Frame> frames;
  std::vector<std::uint32_t> node_frame;               ///< [node]; of its in-ports, after branches rejoin there
  std::vector<std::vector<std::uint32_t>> port_frame;  ///< [node][out-port]

  const Frame& frame(std::uint32_t index) const { return frames[index]; }
  std::uint32_t frame_of(const Link& link) const { return port_frame[link.from][link.out_port]; }
};

/// `inside expand b, inside branch Out_1 of condition c`
std::string describe(const Nesting& nesting, const Graph& graph, std::uint32_t frame);

}  // namespace octosim::io::modelbox
