/// \file join_unit.hpp  The joining half of the CB Engine: scopes of Collapse, branches of Merge.
#pragma once
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "models/octopus/frame_counts.hpp"
#include "models/octopus/protocol.hpp"
#include "models/octopus/unit.hpp"

namespace octosim::models::octopus {

/// Every Collapse and Merge of the workflow whose place in this cluster is this CBU.  Results are folded as they
/// come, whatever their order; a scope costs constant memory, however many children it has.
class JoinUnit {
 public:
  JoinUnit(const Site& site, Ports& ports, Emitters& emitters)
      : site_{site}, ports_{ports}, emitters_{emitters}, counts_{site} {}

  /// May a scope of Collapse packet.f be opened?  Accepts now, or when one has closed; first come, first served.
  void on_offer(engine::Context& context, const network::Packet& packet);
  void on_open(engine::Context& context, const network::Packet& packet);
  void on_child(engine::Context& context, const network::Packet& packet);
  void on_branch(engine::Context& context, const network::Packet& packet);
  /// Emitter `id` has nothing left: closed scopes that waited for it may leave.
  void drained(engine::Context& context, Emitters::Id id);

  void archive(engine::Archive& archive) { archive(scopes_, merges_, gates_, frames_, order_); }

  /// Emitter of the outputs of a Control Block here: blocks come after the emitters of stations.
  void set_first_emitter(Emitters::Id first) { first_emitter_ = first; }

 private:
  using Key = std::pair<std::uint64_t, std::uint32_t>;  ///< (parent or token, block)
  struct Scope {
    workload::Token parent;
    bool open = false;
    bool counted = false;  ///< against cluster.open_scopes: not the scope of a whole stream
    std::uint64_t received = 0, sum = 0;
    void archive(engine::Archive& archive) { archive(parent, open, counted, received, sum); }
  };
  struct Gate {
    std::uint64_t open = 0;                 ///< counted scopes that have not left yet
    std::uint64_t leaving = 0;              ///< of those, closed and in their emitter
    engine::Ring<network::Packet> waiting;  ///< offers
    void archive(engine::Archive& archive) { archive(open, leaving, waiting); }
  };
  struct Sum {
    std::uint64_t received = 0, sum = 0;
  };

  /// With frame buffers what a Collapse or Merge gives leaves in the order of frames.
  struct Order {
    std::uint64_t frame = 0;  ///< whose turn it is
    std::uint64_t left = 0;   ///< items of it that have left
    std::map<std::uint64_t, std::vector<workload::Token>> early;
    void archive(engine::Archive& archive) { archive(frame, left, early); }
  };
  void leave(engine::Context& context, std::uint32_t block, const workload::Token& token);
  void pass(engine::Context& context, std::uint32_t block, const workload::Token& token);

  void close_if_complete(engine::Context& context, const Key& key);
  void close_gate(engine::Context& context, std::uint32_t collapse, std::uint64_t scopes);
  void retire(engine::Context& context, const workload::Token& frame, std::uint32_t collapse);
  void accept(engine::Context& context, const network::Packet& offer);
  std::uint64_t children_of(std::uint32_t collapse, const workload::Token& parent) const;

  Site site_;
  Ports& ports_;
  Emitters& emitters_;
  FrameCounts counts_;
  Emitters::Id first_emitter_ = 0;
  std::map<Key, Scope> scopes_;
  std::map<Key, Sum> merges_;
  std::map<std::uint32_t, Gate> gates_;            ///< by Collapse
  std::map<std::uint32_t, Order> order_;           ///< by Collapse or Merge
  std::map<std::uint64_t, std::uint64_t> frames_;  ///< frame -> flows it has come by, if there are several
};

}  // namespace octosim::models::octopus
