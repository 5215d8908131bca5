/// \file kind_counts.hpp  What passed a router's outputs, by kind of message.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/archive.hpp"
#include "models/network/packet.hpp"

namespace octosim::models::network {

/// Counts nothing, and takes no memory, without a table.
class KindCounts {
 public:
  struct Count {
    std::uint64_t packets = 0, bytes = 0;
  };

  /// `column_of`: by Packet::kind(), the column it is counted in, less than `columns`; it outlives this.
  KindCounts(std::span<const std::uint8_t> column_of, std::uint32_t sides, std::uint32_t columns)
      : column_of_{column_of}, columns_{columns}, counts_(column_of.empty() ? 0 : std::size_t{sides} * columns) {}

  void add(std::uint32_t side, const Packet& packet) {
    if (counts_.empty()) return;
    Count& count = counts_.at(std::size_t{side} * columns_ + column_of_[packet.kind()]);
    ++count.packets;
    count.bytes += packet.bytes;
  }
  bool any() const { return !counts_.empty(); }
  std::uint32_t columns() const { return columns_; }
  const Count& of(std::uint32_t side, std::uint32_t column) const {
    return counts_[std::size_t{side} * columns_ + column];
  }
  void archive(engine::Archive& archive) { archive.each(counts_); }

 private:
  std::span<const std::uint8_t> column_of_;
  std::uint32_t columns_;
  std::vector<Count> counts_;
};

}  // namespace octosim::models::network
