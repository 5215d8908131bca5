/// \file owg.hpp  The Orchestrated Workflow Graph: Task Blocks, Control Blocks and the Task Flows between them.
/// Plain data; `partition/workflow/validate.hpp` says whether it is well formed.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "models/workload/chunk_loop.hpp"
#include "models/workload/distribution.hpp"
#include "models/workload/operator.hpp"

namespace octosim::models::workload {

enum class BlockKind : std::uint8_t { kSource, kSink, kTask, kRoute, kMerge, kExpand, kCollapse };

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// What the time of a Task Block depends on.
/// fixed: nothing.  sparsity: MACs are multiplied by property `property` (fraction of non-zero MACs).
/// index: `property` x `each` operations are added (comparisons, IoU tests), to the operator that is `indexed`.
/// size: MACs and operations are multiplied by `property` (area, width, coded bits).
enum class Dependence : std::uint8_t { kFixed, kSparsity, kIndex, kSize };

/// Largest bitstream of a Task Block; that of the settings tbu.bitstream and cluster.bitstream.
inline constexpr std::uint64_t kMostBitstream = 1'000'000'000'000;

/// The work of a Task Block on one item.  Source of every number: `source`.
struct Work {
  std::vector<Operator> operators{};   ///< what is executed; empty: one table row of `macs` and `operations`
  std::vector<ChunkLoop> loops{};      ///< if it is chunked: how; its time and traffic are theirs
  std::vector<WholeTensor> tensors{};  ///< of those loops; may be empty
  std::uint64_t macs = 0;              ///< multiply-accumulates; with operators: what they were checked against, or 0
  std::uint64_t operations = 0;        ///< scalar operations; likewise
  std::uint64_t parameter_bytes = 0;   ///< weights
  std::uint64_t activation_bytes = 0;  ///< peak layer; 0: that of the operators
  std::uint64_t bitstream_bytes = 0;   ///< configuration of a TBU; 0: as the hardware's settings say
  Dependence dependence = Dependence::kFixed;
  std::uint32_t property = kNone;  ///< index into Owg::properties
  double each = 0;                 ///< kIndex only: operations per unit of the property
  /// Index into Owg::properties: MACs and operations are multiplied by it too, but those that an index adds.
  std::uint32_t scale = kNone;
};

/// How a Route chooses among its outputs (its flows, in the order of Owg::flows).
/// weights: `choose` distinct outputs drawn with the given weights (one weight per output).
/// threshold: the first output whose `below` exceeds the property, else the last (below.size() == outputs - 1).
struct Choosing {
  std::vector<double> weights;
  std::uint32_t choose = 1;
  std::uint32_t property = kNone;
  std::vector<double> below;
};

/// How many packets an Expand makes of one: the property, rounded to the nearest whole number, at least 0.
/// streamed: the item arrives as one chunk per child and child k leaves as soon as chunk k is there (video to
/// frames); its fan-out is the source's frames per video.  Only for the first Control Block after a source.
struct FanOut {
  std::uint32_t property = kNone;
  bool streamed = false;
};

struct Block {
  std::string name;
  BlockKind kind = BlockKind::kTask;
  Work work;          ///< kTask
  Choosing choosing;  ///< kRoute
  FanOut fan_out;     ///< kExpand
  std::string label;  ///< what it is, in words (model or algorithm)
  std::string source;
};

/// A Task Flow.  `bytes` per item travel and are queued; `tensor_bytes` stay in DRAM and only a descriptor
/// (`bytes`) travels; of an item, `tensor_bytes` times the property `scale`, from 0 to 1, if there is one.
struct Flow {
  std::uint32_t from = 0, to = 0;  ///< indices into Owg::blocks
  std::string from_port, to_port;  ///< for people; may be empty
  std::uint64_t bytes = 64;
  std::uint64_t tensor_bytes = 0;
  std::uint32_t scale = kNone;  ///< index into Owg::properties
};

struct Owg {
  std::string name;   ///< "ER"
  std::string title;  ///< "Emotion Recognition"
  std::vector<Property> properties;
  std::vector<Block> blocks;
  std::vector<Flow> flows;

  /// Indices into `flows`, in the order they were declared.
  std::vector<std::uint32_t> flows_into(std::uint32_t block) const;
  std::vector<std::uint32_t> flows_out_of(std::uint32_t block) const;
  /// kNone if there is none.
  std::uint32_t find_block(const std::string& name) const;
  std::uint32_t find_property(const std::string& name) const;
};

}  // namespace octosim::models::workload
