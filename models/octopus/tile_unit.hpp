/// \file tile_unit.hpp  The tensors of one Task Block of a station that stay in DRAM: its tiles, there and back.
#pragma once
#include <cstdint>
#include <map>
#include <optional>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// A packet of work reads its share of every tensor of its Task Block's input, a tile; it is asked for when the station
/// knows that the packet will come, and there is room for it, `dram.prefetch` tiles ahead.  What a packet makes of a
/// tensor is written when its result is there: at most `dram.prefetch` parts of it are under way at once, and the
/// result counts when DRAM has the last.  Tiles are asked for, come to be fed, and leave in the order of the packets.
/// Of a Task Block with chunk loops, tiles are shares of the packets that take from Task Flows or hand something on,
/// and what slices write of whole tensors goes to DRAM with them. Two stores of `room` bytes, one for tiles to read and
/// one for tiles to write; an empty one takes a tile of any size.
class TileUnit {
 public:
  using TokenName = workload::TokenName;
  TileUnit(const Site& site, std::uint16_t sub_owg, std::uint16_t task, Ports& ports, std::uint64_t room);

  /// Bytes of packet `packet` of the item `token`, of all tensors of Task Flows: read, written.
  std::uint64_t read_bytes(const TokenName& token, std::uint32_t packet, const plan::TaskWork& work) const;
  std::uint64_t write_bytes(const TokenName& token, std::uint32_t packet, const plan::TaskWork& work) const;

  // --- from DRAM
  bool reads() const { return !task().in_tensors.empty(); }
  /// Tiles asked for and not taken: the next to ask is that of the packet so many after the next to issue.
  std::size_t ahead() const { return tiles_.size(); }
  /// Asks for the tile of the next packet, which belongs to item number `item`; false: not now.
  bool ask(engine::Context& context, std::uint64_t item, const TokenName& token, const plan::TaskWork& work);
  void on_part(const network::Packet& part);
  /// Whether the tile of the next packet to issue is there.
  bool ready() const { return !tiles_.empty() && tiles_.front().missing == 0; }
  /// Its bytes; it leaves.  \pre ready()
  std::uint32_t take();

  // --- to DRAM
  bool writes() const { return task().writes_dram(); }
  bool has_room(std::uint64_t bytes) const { return out_bytes_ == 0 || out_bytes_ + bytes <= room_; }
  /// What a slice of a chunk loop writes of whole tensors.
  struct Written {
    std::uint64_t address = 0;
    std::uint64_t bytes = 0;    ///< of its result
    std::uint64_t besides = 0;  ///< of what Task Flows brought: it waits in their room
  };
  /// For the result of a packet that is issued now, the `nth` of its Task Block.
  void reserve(std::uint64_t nth, const TokenName& token, std::uint32_t packet, const plan::TaskWork& work,
               const Written& slice);
  /// Of the result of that packet, what goes to DRAM; and what goes there besides.
  std::uint64_t result_bytes(std::uint64_t nth) const { return results_.at(static_cast<std::uint32_t>(nth)).bytes; }
  std::uint64_t besides_bytes(std::uint64_t nth) const {
    return results_.at(static_cast<std::uint32_t>(nth)).slice.besides;
  }
  /// The result number `nth` is in DRAM.
  struct Done {
    std::uint64_t nth = 0, digest = 0;
  };
  /// The result is there: writes its tile; done at once if it has none.
  std::optional<Done> write(engine::Context& context, std::uint64_t nth, std::uint64_t digest);
  /// DRAM has a part; done if it was the last.
  std::optional<Done> on_written(engine::Context& context, const network::Packet& part);

  std::uint64_t tiles_read() const { return tiles_read_; }
  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t tiles_written() const { return tiles_written_; }
  std::uint64_t bytes_written() const { return bytes_written_; }

  void archive(engine::Archive& archive) {
    archive(tiles_, first_tile_, in_bytes_, item_, next_packet_, results_, out_bytes_);
    archive(tiles_read_, bytes_read_, tiles_written_, bytes_written_);
  }

 private:
  struct Tile {
    std::uint32_t bytes = 0, missing = 0;
  };
  struct Result {
    std::uint64_t nth = 0, digest = 0;
    TokenName token;
    std::uint32_t packet = 0, packets = 1;  ///< of those that write tensors of Task Flows; 0: it is none of them
    std::uint32_t bytes = 0;
    Written slice{};
    std::uint64_t tensor = 0;  ///< that the next part belongs to; behind those of Task Flows: the slice
    std::uint64_t sent = 0;    ///< bytes of its share
    std::uint64_t under_way = 0;
    void archive(engine::Archive& archive) {
      archive(nth, digest, token.id, token.parent, token.position, token.frame);
      archive(packet, packets, bytes, slice.address, slice.bytes, slice.besides, tensor, sent, under_way);
    }
  };
  const plan::StationTask& task() const { return site_.program->station(sub_owg_).tasks[task_]; }
  /// What a result writes of a tensor.
  struct Share {
    std::uint64_t address = 0, bytes = 0;
  };
  Share share(const Result& result, std::uint64_t tensor) const;
  bool send_part(engine::Context& context, Result& result);
  std::optional<Done> done_with(engine::Context& context, std::uint32_t number);

  Site site_;
  std::uint16_t sub_owg_, task_;
  Ports& ports_;
  std::uint64_t room_;
  std::uint32_t dram_node_;

  engine::Ring<Tile> tiles_;      ///< asked for, in the order of the packets
  std::uint32_t first_tile_ = 0;  ///< number of the first of them; wraps
  std::uint64_t in_bytes_ = 0;
  std::uint64_t item_ = ~std::uint64_t{0};  ///< of the last tile asked for
  std::uint32_t next_packet_ = 0;
  std::map<std::uint32_t, Result> results_;  ///< by number, issued and not written
  std::uint64_t out_bytes_ = 0;
  std::uint64_t tiles_read_ = 0, bytes_read_ = 0, tiles_written_ = 0, bytes_written_ = 0;
};

}  // namespace octosim::models::octopus
