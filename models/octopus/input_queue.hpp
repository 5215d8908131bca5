/// \file input_queue.hpp  The Task Flows into a sub-OWG in one cluster: items wait here until they are admitted.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "models/memory/banked_sram.hpp"
#include "models/octopus/postponed.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// The SRAM of the CBU's TF-Queue, and the number there of the first Task Flow of a station.
struct QueueBanks {
  memory::BankedSram* sram = nullptr;  ///< outlives the station
  std::uint64_t first_flow = 0;
};

/// One bank.  Room is promised to who asks, in turn; an item passes the cluster's input port, is written, and waits.
/// It takes room until the Task Blocks at the entries have taken it.
class InputQueue {
 public:
  /// Small: a stream's whole input may wait.
  struct Item {
    workload::Token token;                ///< with the digest of entry group 0
    std::vector<std::uint64_t> others{};  ///< digests of the groups behind it
    std::uint32_t parts = 0;              ///< groups that have come
    std::uint64_t digest(std::uint32_t group) const { return group == 0 ? token.digest : others[group - 1]; }
    void archive(engine::Archive& archive) { archive(token, others, parts); }
  };
  struct Tags {  ///< of its wake-ups
    std::uint32_t is_in = 0, is_written = 0;
  };

  InputQueue(const Site& site, std::uint16_t sub_owg, Ports& ports, const QueueBanks& banks, const Tags& tags);

  void on_offer(engine::Context& context, const network::Packet& packet);
  void on_item(engine::Context& context, const network::Packet& packet);
  /// The next item has passed the port, or is written.
  void is_in(engine::Context& context);
  void is_written(engine::Context& context);

  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  /// Which is admitted next: the first one or, with frame buffers, the first one of the earliest frame.  O(1), else
  /// O(size).  \pre !empty()
  std::size_t next() const;
  const Item& operator[](std::size_t k) const { return items_[k]; }
  Item take(std::size_t k);
  /// A Task Block at an entry has read its part of an item; all of them have.
  void read(std::uint64_t bytes) { read_bytes_ += bytes; }
  void left(engine::Context& context);

  /// Bytes of items promised room, arriving, waiting, or at the entries.
  std::uint64_t bytes() const { return held_ * station_.item_bytes; }
  std::uint64_t held() const { return held_; }

  // --- moves between clusters
  /// Promises room for at most `items`; returns for how many.
  std::uint32_t reserve(std::uint32_t items);
  /// Of those, so many will not come.
  void give_back(engine::Context& context, std::uint32_t items);
  /// Sends the last item to the station at `node`; false if there is none.
  bool send_last(engine::Context& context, std::uint32_t node);

  std::uint64_t made() const { return made_; }    ///< items put into it
  std::uint64_t moved() const { return moved_; }  ///< items sent to other clusters
  std::uint64_t written_bytes() const { return written_bytes_; }
  std::uint64_t read_bytes() const { return read_bytes_; }
  void archive(engine::Archive& archive) {
    archive(items_, arriving_, writing_, joining_, offers_, held_, port_free_);
    archive(made_, moved_, written_bytes_, read_bytes_);
  }

 private:
  bool has_room() const;
  void accept(engine::Context& context, const network::Packet& offer);
  void serve_offers(engine::Context& context);
  void enter(engine::Context& context, Item item);

  Site site_;
  std::uint16_t sub_owg_;
  const plan::Station& station_;
  Ports& ports_;
  QueueBanks banks_;
  Tags tags_;
  engine::Ring<Item> items_;
  engine::Ring<Item> arriving_;            ///< passing the input port, in the order they will be in
  Postponed<Item> writing_;                ///< waiting for the bank
  std::map<std::uint64_t, Item> joining_;  ///< token -> parts so far, if there are several entry groups
  engine::Ring<network::Packet> offers_;   ///< waiting for room
  std::uint64_t held_ = 0;                 ///< items: promised, arriving, waiting, at the entries
  std::uint64_t port_free_ = 0;
  std::uint64_t made_ = 0, moved_ = 0, written_bytes_ = 0, read_bytes_ = 0;
};

}  // namespace octosim::models::octopus
