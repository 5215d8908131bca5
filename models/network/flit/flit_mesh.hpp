/// \file flit_mesh.hpp  A rectangle of virtual-channel routers and their terminals, flit by flit.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/ring.hpp"
#include "engine/model/archive.hpp"
#include "models/network/flit/flit.hpp"
#include "models/network/flit/mesh_config.hpp"
#include "models/network/flit/outgoing.hpp"
#include "models/network/packet.hpp"
#include "models/network/side.hpp"

namespace octosim::models::network::flit {

/// Input-queued routers with credits, a round-robin iSLIP allocator of one iteration for VCs and one for the switch
/// (N. McKeown, IEEE/ACM Trans. Networking 7, 1999), in the pipeline of MeshConfig.  A router costs time only in cycles
/// in which it holds a flit, a terminal only while it has one to send.
///
/// Rules, those of BookSim2's `iq` router: a VC may be given to the next packet when the tail of the one before was
/// sent on (with adaptive routing: when its buffer is empty); the packet behind in a VC begins its pipeline when that
/// tail has left; a credit leaves in the cycle of switch allocation and counts two cycles later; a terminal takes the
/// next packet when it has sent the last flit of the one before, sends one flit a cycle on the VC it finds free first
/// after the one it used last, and takes one flit a cycle.  A flit entering from a terminal is at its router two
/// cycles later.
class FlitMesh {
 public:
  /// \throws engine::ModelError as check(config)
  explicit FlitMesh(const MeshConfig& config);

  const MeshConfig& config() const { return config_; }

  // What comes from outside at cycle `now`, before step(now).
  void inject(std::uint32_t terminal, const Packet& packet);
  /// A head; `channel`: Outgoing::OverSide::channel.
  void flit_over(std::uint64_t now, Side side, std::uint32_t lane, std::uint32_t vc, const Packet& packet,
                 std::uint8_t channel, bool tail);
  void flit_over(std::uint64_t now, Side side, std::uint32_t lane, std::uint32_t vc, bool tail);  ///< not a head
  void credit_over(Side side, std::uint32_t lane, std::uint32_t vc);

  /// The cycle `now`.  O(flits that move or wait, routers that hold one, packets that wait at terminals).
  /// \pre called for every cycle from the one something came in to the one busy() names
  void step(std::uint64_t now, Outgoing& out);
  /// The next cycle, after `now`, in which step() has something to do; 0: none, unless something comes in.
  std::uint64_t busy_at(std::uint64_t now) const;

  struct Sent {
    std::uint64_t flits = 0;
    std::uint64_t packets = 0, bytes = 0;  ///< whose tails left
  };
  /// What left router `router` of the tile (row-major) through `port`.
  const Sent& sent_through(std::uint32_t router, std::uint32_t port) const {
    return sent_[std::size_t{router} * ports_ + port];
  }
  /// Flits in the buffers of that router that are to leave through `port`, and wait.
  std::uint64_t flits_waiting(std::uint32_t router, std::uint32_t port) const;

  /// Whether that side of a router is one of the tile's.
  bool leaves_tile(std::uint32_t router, Side side) const { return neighbour_[router * 4 + side] == kOutside; }

  void archive(engine::Archive& archive);

 private:
  struct InputVc {
    std::uint16_t first = 0, count = 0;  ///< of its buffer
    std::uint8_t escape = 0;             ///< port the head leaves through in dimension order
    std::uint8_t both = 0;               ///< the two it may leave through, if there are two; else 0
    std::uint8_t output = 0;             ///< output VC it was given
    std::uint8_t accept = 0;             ///< round robin of the output VCs granted to it
  };
  struct OutputVc {
    std::uint16_t credits = 0;
    std::uint8_t grant = 0;  ///< round robin of the input VCs that ask for it
    std::uint8_t unused = 0;
  };
  /// Sets of input VCs (port x vcs + vc) and of output VCs.  A VC with flits is in one of `routing`, `waiting`, and
  /// `active`; `ready`: active and not empty.
  struct Router {
    std::uint64_t routing = 0, waiting = 0, active = 0, ready = 0;
    std::uint64_t free = 0;   ///< output VCs without an owner
    std::uint64_t open = 0;   ///< output VCs with a credit
    std::uint64_t empty = 0;  ///< output VCs with all credits
    std::array<std::uint8_t, 16> switch_grant{}, switch_accept{}, first_vc{};
  };
  struct Terminal {
    engine::Ring<Packet> queue;  ///< the first is being sent if left > 0
    std::uint32_t slot = 0;
    std::uint32_t left = 0;     ///< flits
    std::uint32_t vc = 0;       ///< of the packet being sent
    std::uint32_t next_vc = 0;  ///< round robin
    std::uint32_t tries = 1;    ///< VCs to look at; before the first packet, VC 0 alone
    void archive(engine::Archive& archive) { archive(queue, slot, left, vc, next_vc, tries); }
  };
  struct Entry {
    Packet packet;
    std::uint32_t flits = 0;  ///< of the packet
    std::uint16_t row = 0, col = 0;
    std::uint32_t channel = kAnyVc;
    std::uint32_t unused = 0;
  };
  struct FlitDue {
    Flit flit;
    std::uint32_t router = 0;
    std::uint32_t vc = 0;  ///< input VC
  };
  struct CreditDue {
    std::uint32_t place = 0;  ///< router, or terminal with kAtTerminal
    std::uint32_t vc = 0;     ///< output VC; of a terminal: VC
  };
  static constexpr std::uint32_t kAtTerminal = 1U << 31U;
  static constexpr std::uint32_t kOutside = 0xFFFF'FFFFU;
  struct Due {
    std::vector<FlitDue> flits;
    std::vector<CreditDue> credits;
    void archive(engine::Archive& archive) { archive(flits, credits); }
  };
  struct Match {
    std::uint8_t input_vc = 0, output_vc = 0;
  };
  /// What one step of allocation decides, before any of it is done.
  struct Decision {
    std::uint64_t granted = 0;  ///< input VCs that were given an output VC (InputVc::output)
    std::array<Match, 16> matches{};
    std::uint32_t count = 0;
  };

  std::uint32_t router_at(Side side, std::uint32_t lane) const;
  std::uint32_t lane_of(Side side, std::uint32_t router) const;
  std::uint32_t new_slot(const Packet& packet, std::uint8_t channel);
  std::uint8_t channel_of(std::uint32_t terminal, const Packet& packet) const;
  Flit flit_of(std::uint32_t slot, bool head, bool tail) const;
  void receive(std::uint32_t router, std::uint32_t vc, Flit flit);
  void begin_packet(std::uint32_t router, std::uint32_t vc, Flit head);
  void add_credit(std::uint32_t router, std::uint32_t output_vc);
  void send_from(std::uint32_t terminal, Outgoing& out);
  void allocate(std::uint32_t router, std::uint32_t substep, Outgoing& out);
  void give_vcs(std::uint32_t router, std::uint64_t waiting, Decision& decision);
  void give_switch(std::uint32_t router, std::uint64_t ready, std::uint64_t waiting, Decision& decision);
  std::uint64_t available(std::uint32_t router, std::uint32_t vc) const;
  void traverse(std::uint32_t router, Match match, std::uint32_t substep, Outgoing& out);
  void credit_upstream(std::uint32_t router, std::uint32_t input_vc, Outgoing& out);
  std::uint64_t due_in_stage(std::uint32_t router, std::uint64_t set, std::uint32_t cycles) const;
  std::uint32_t interval_of(std::uint32_t router, std::uint32_t side) const {
    return neighbour_[router * 4 + side] == kOutside ? config_.side_interval[side] : 1;
  }
  bool link_is_busy(std::uint32_t router, std::uint32_t port) const {
    return paced_ && config_.pipeline.speedup == 1 &&
           link_free_[std::size_t{router} * ports_ + port] > now_ + config_.pipeline.to_link();
  }
  void put_flit(std::uint64_t at, std::uint32_t router, std::uint32_t vc, Flit flit);
  void put_credit(std::uint64_t at, std::uint32_t place, std::uint32_t vc);
  Due& due_at(std::uint64_t at) { return wheel_[at & (wheel_.size() - 1)]; }
  void enter_stage(std::uint32_t router, std::uint32_t vc, std::uint64_t first_cycle) {
    if (slow_) since_[std::size_t{router} * port_vcs_ + vc] = first_cycle;
  }

  MeshConfig config_;
  std::uint32_t ports_, vcs_, port_vcs_, routers_;
  bool slow_;   // a stage takes more than a cycle
  bool paced_;  // a link may be busy when a flit has crossed the switch
  bool adaptive_, cut_through_;
  std::array<std::uint8_t, kMostVcs> port_of_{}, vc_of_{};
  std::array<std::uint64_t, 16> vcs_of_port_{};
  std::vector<std::uint32_t> neighbour_;  // by router x 4 + side; kOutside

  std::uint64_t now_ = 0;
  std::uint64_t pending_ = 0;  // flits and credits in the wheel
  std::vector<Router> state_;
  std::vector<InputVc> in_;
  std::vector<OutputVc> out_;
  std::vector<Flit> buffers_;
  std::vector<std::uint64_t> since_;      // cycle a VC entered its stage; if slow_
  std::vector<std::uint64_t> link_free_;  // by router x ports + port; if paced_
  std::vector<std::uint64_t> credit_free_;
  std::vector<Sent> sent_;  // by router x ports + port
  std::vector<Terminal> terminals_;
  std::vector<std::uint16_t> terminal_credits_;  // by terminal x vcs + vc
  std::vector<Entry> packets_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<std::uint32_t> entering_;                   // slot, by (side x lanes + lane) x vcs + vc
  std::vector<std::uint64_t> active_, active_terminals_;  // sets
  std::vector<Due> wheel_;
};

}  // namespace octosim::models::network::flit
