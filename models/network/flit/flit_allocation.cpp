// The two allocators of FlitMesh.  Nothing here changes what the other reads in the same step but the round robins.
#include <array>

#include "models/network/flit/flit_mesh.hpp"
#include "models/network/flit/round_robin.hpp"

namespace octosim::models::network::flit {

/// Output VCs that the head of that input VC may be given now.
std::uint64_t FlitMesh::available(std::uint32_t router, std::uint32_t vc) const {
  const Router& state = state_[router];
  const std::size_t base = std::size_t{router} * port_vcs_;
  const InputVc& in = in_[base + vc];
  std::uint64_t set = vcs_of_port_[in.escape];
  if (adaptive_) {
    for (std::uint64_t both = in.both; both != 0;) {
      const std::uint32_t port = take_first(both);
      if (port != in.escape) set |= vcs_of_port_[port] & ~(std::uint64_t{1} << (port * vcs_));  // its VC 0 is an escape
    }
    if (in.escape < kLocal) set &= state.empty;
  }
  set &= state.free;
  if (config_.ordered) {
    const std::uint32_t channel = packets_[buffers_[(base + vc) * config_.depth + in.first].slot()].channel;
    set &= std::uint64_t{1} << (in.escape * vcs_ + channel);
  }
  if (cut_through_) {
    const std::uint32_t flits = packets_[buffers_[(base + vc) * config_.depth + in.first].slot()].flits;
    const std::uint32_t need = flits < config_.depth ? flits : config_.depth;
    for (std::uint64_t left = set; left != 0;) {
      const std::uint32_t out = take_first(left);
      if (out_[base + out].credits < need) set &= ~(std::uint64_t{1} << out);
    }
  }
  return set;
}

/// iSLIP: every output VC grants to the first that asks from its pointer on, every input VC accepts likewise; the
/// pointers move past what was accepted.
void FlitMesh::give_vcs(std::uint32_t router, std::uint64_t waiting, Decision& decision) {
  const std::size_t base = std::size_t{router} * port_vcs_;
  const auto accept = [&](std::uint32_t vc, std::uint64_t grants) {
    InputVc& in = in_[base + vc];
    const std::uint32_t out = first_from(grants, in.accept);
    in.output = static_cast<std::uint8_t>(out);
    in.accept = static_cast<std::uint8_t>(out + 1 == port_vcs_ ? 0 : out + 1);
    out_[base + out].grant = static_cast<std::uint8_t>(vc + 1 == port_vcs_ ? 0 : vc + 1);
    decision.granted |= std::uint64_t{1} << vc;
  };
  // A head that nobody competes with for a port needs no grants.
  const auto ways = [&](std::uint32_t vc) { return in_[base + vc].both | 1U << in_[base + vc].escape; };
  std::uint32_t once = 0, again = 0;  // ports
  for (std::uint64_t left = waiting; left != 0;) {
    const std::uint32_t ports = ways(take_first(left));
    again |= once & ports;
    once |= ports;
  }
  for (std::uint64_t left = waiting; left != 0;) {
    const std::uint32_t vc = take_first(left);
    if ((ways(vc) & again) != 0) continue;
    if (const std::uint64_t set = available(router, vc); set != 0) accept(vc, set);
    waiting &= ~(std::uint64_t{1} << vc);
  }
  if (waiting == 0) return;
  std::array<std::uint64_t, kMostVcs> asked;  // by output VC; only those of `outputs` are set
  std::uint64_t outputs = 0;
  while (waiting != 0) {
    const std::uint32_t vc = take_first(waiting);
    for (std::uint64_t set = available(router, vc); set != 0;) {
      const std::uint32_t out = take_first(set);
      const std::uint64_t bit = std::uint64_t{1} << out;
      asked[out] = ((outputs & bit) != 0 ? asked[out] : 0) | std::uint64_t{1} << vc;
      outputs |= bit;
    }
  }
  std::array<std::uint64_t, kMostVcs> grants;  // by input VC
  std::uint64_t inputs = 0;
  while (outputs != 0) {
    const std::uint32_t out = take_first(outputs);
    const std::uint32_t vc = first_from(asked[out], out_[base + out].grant);
    const std::uint64_t bit = std::uint64_t{1} << vc;
    grants[vc] = ((inputs & bit) != 0 ? grants[vc] : 0) | std::uint64_t{1} << out;
    inputs |= bit;
  }
  while (inputs != 0) {
    const std::uint32_t vc = take_first(inputs);
    accept(vc, grants[vc]);
  }
}

/// Among the VCs of one input that want one output the first from the round robin of the input bids, a speculative one
/// only if no other does; then iSLIP over inputs and outputs.  A speculative match is kept if that head was given a VC
/// of that output in this step, with a credit.
void FlitMesh::give_switch(std::uint32_t router, std::uint64_t ready, std::uint64_t waiting, Decision& decision) {
  Router& state = state_[router];
  const std::size_t base = std::size_t{router} * port_vcs_;
  if ((ready & (ready - 1)) == 0 && (waiting == 0 || !config_.pipeline.speculative)) {  // nobody to compete with
    const std::uint32_t from = take_first(ready);
    const std::uint32_t to = in_[base + from].output, in = port_of_[from], vc = vc_of_[from], out = port_of_[to];
    if ((state.open >> to & 1U) == 0 || link_is_busy(router, out)) return;
    state.switch_grant[out] = static_cast<std::uint8_t>(in + 1 == ports_ ? 0 : in + 1);
    state.switch_accept[in] = static_cast<std::uint8_t>(out + 1 == ports_ ? 0 : out + 1);
    state.first_vc[in] = static_cast<std::uint8_t>(vc + 1 == vcs_ ? 0 : vc + 1);
    decision.matches[decision.count++] = {static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to)};
    return;
  }
  std::array<std::uint16_t, 16> wanted{};               // by output: inputs that bid
  std::array<std::array<std::uint8_t, 16>, 16> bidder;  // by output, input: VC of the input, where `wanted`
  std::uint32_t outputs = 0;
  const auto rank = [&](std::uint32_t in, std::uint32_t vc) {
    const std::uint32_t first = state.first_vc[in];
    return vc >= first ? vc - first : vc + vcs_ - first;
  };
  const auto bid = [&](std::uint32_t in, std::uint32_t vc, std::uint32_t out) {
    const auto bit = static_cast<std::uint16_t>(1U << in);
    if ((wanted[out] & bit) != 0 && rank(in, bidder[out][in]) < rank(in, vc)) return;
    bidder[out][in] = static_cast<std::uint8_t>(vc);
    wanted[out] |= bit;
    outputs |= 1U << out;
  };
  while (ready != 0) {
    const std::uint32_t vc = take_first(ready);
    const std::uint32_t to = in_[base + vc].output;
    const std::uint32_t out = port_of_[to];
    if ((state.open >> to & 1U) != 0 && !link_is_busy(router, out)) bid(port_of_[vc], vc_of_[vc], out);
  }
  if (config_.pipeline.speculative) {
    const auto sure = wanted;
    while (waiting != 0) {
      const std::uint32_t vc = take_first(waiting);
      const InputVc& in = in_[base + vc];
      const std::uint64_t usable = available(router, vc) & state.open;
      for (std::uint64_t ports = in.both != 0 ? in.both : std::uint64_t{1} << in.escape; ports != 0;) {
        const std::uint32_t out = take_first(ports);
        if ((usable & vcs_of_port_[out]) == 0 || link_is_busy(router, out)) continue;
        if ((sure[out] >> port_of_[vc] & 1U) == 0) bid(port_of_[vc], vc_of_[vc], out);
      }
    }
  }
  std::array<std::uint16_t, 16> granted{};  // by input: outputs
  std::uint32_t inputs = 0;
  for (std::uint64_t left = outputs; left != 0;) {
    const std::uint32_t out = take_first(left);
    const std::uint32_t in = first_from(wanted[out], state.switch_grant[out]);
    granted[in] |= static_cast<std::uint16_t>(1U << out);
    inputs |= 1U << in;
  }
  for (std::uint64_t left = inputs; left != 0;) {
    const std::uint32_t in = take_first(left);
    const std::uint32_t out = first_from(granted[in], state.switch_accept[in]);
    const std::uint32_t vc = bidder[out][in];
    state.switch_grant[out] = static_cast<std::uint8_t>(in + 1 == ports_ ? 0 : in + 1);
    state.switch_accept[in] = static_cast<std::uint8_t>(out + 1 == ports_ ? 0 : out + 1);
    state.first_vc[in] = static_cast<std::uint8_t>(vc + 1 == vcs_ ? 0 : vc + 1);
    const std::uint32_t from = in * vcs_ + vc;
    const std::uint32_t to = in_[base + from].output;
    const std::uint64_t from_bit = std::uint64_t{1} << from;
    if ((state.active & from_bit) == 0) {  // speculative
      if ((decision.granted & from_bit) == 0 || port_of_[to] != out || (state.open >> to & 1U) == 0) continue;
    }
    decision.matches[decision.count++] = {static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to)};
  }
}

}  // namespace octosim::models::network::flit
