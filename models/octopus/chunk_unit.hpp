/// \file chunk_unit.hpp  The chunk loops of a Task Block in one cluster: when slices may begin, and what they move.
#pragma once
#include <cstdint>

#include "engine/model/archive.hpp"
#include "models/octopus/unit.hpp"
#include "models/plan/chunk_program.hpp"

namespace octosim::models::octopus {

/// Slices of one loop may be executed by several TBUs at a time, each of which reads what the loop keeps with its first
/// slice of an item.  Nothing else waits: slices of one loop do not depend on one another.
class ChunkUnit {
 public:
  explicit ChunkUnit(const plan::ChunkProgram& program) : program_{program} {}

  /// Whether packet `packet` of an item may begin when `done` of its packets are executed; any may if it is not
  /// chunked.
  bool may_begin(const plan::TaskWork& work, std::uint32_t packet, std::uint32_t done) const;

  /// Packet `packet` of item number `item` goes to TBU `tbu`: its slice, with what the TBU is to keep and does not
  /// have. \pre it is chunked
  plan::ChunkProgram::Slice issue(const plan::TaskWork& work, std::uint64_t item, std::uint32_t packet,
                                  std::uint32_t tbu);
  /// That TBU is configured anew, or belongs to another station: it keeps nothing.
  void forget(std::uint32_t tbu);

  /// Packets that read from DRAM, and what they read.
  std::uint64_t loads() const { return loads_; }
  std::uint64_t loaded_bytes() const { return loaded_; }

  /// Of all slices so far, if there were any.
  void finish(engine::Context& context, std::uint32_t cluster, std::uint32_t block) const;
  void archive(engine::Archive& archive) {
    archive(held_, slices_, cycles_, control_, refill_, in_, out_, again_, kept_, loads_, loaded_, stored_);
  }

 private:
  const plan::ChunkProgram& program_;
  std::vector<std::uint64_t> held_;  ///< by TBU: 1 + number of the loop of an item whose operands it keeps; 0: none
  std::uint64_t slices_ = 0, cycles_ = 0, control_ = 0, refill_ = 0;
  std::uint64_t in_ = 0, out_ = 0, again_ = 0, kept_ = 0;  ///< bytes
  std::uint64_t loads_ = 0, loaded_ = 0, stored_ = 0;      ///< packets that read from DRAM; bytes from there, to there
};

}  // namespace octosim::models::octopus
