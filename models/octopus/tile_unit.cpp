#include "models/octopus/tile_unit.hpp"

#include <algorithm>

#include "engine/base/error.hpp"
#include "models/octopus/tf_port.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

namespace {

/// Where the share of packet `packet` of `packets` begins; exact, without a product that could overflow.
std::uint64_t begin_of(std::uint64_t bytes, std::uint32_t packet, std::uint32_t packets) {
  return bytes / packets * packet + bytes % packets * packet / packets;
}
/// 0 of a packet that is none of them.
std::uint64_t share_of(std::uint64_t bytes, std::uint32_t packet, std::uint32_t packets) {
  return packet >= packets ? 0 : begin_of(bytes, packet + 1, packets) - begin_of(bytes, packet, packets);
}
std::uint64_t shares_of(const plan::Program& program, const std::vector<plan::Tensor>& tensors,
                        const workload::TokenName& token, std::uint32_t packet, std::uint32_t packets) {
  std::uint64_t bytes = 0;
  for (const plan::Tensor& tensor : tensors) bytes += share_of(program.bytes_of(tensor, token), packet, packets);
  return bytes;
}

/// A packet among those that hand something on; of the others, which write nothing, one of none.
std::pair<std::uint32_t, std::uint32_t> writer(std::uint32_t packet, const plan::TaskWork& work) {
  if (packet < work.silent) return {0, 0};
  return {packet - work.silent, work.made()};
}

}  // namespace

TileUnit::TileUnit(const Site& site, std::uint16_t sub_owg, std::uint16_t task, Ports& ports, std::uint64_t room)
    : site_{site},
      sub_owg_{sub_owg},
      task_{task},
      ports_{ports},
      room_{room},
      dram_node_{node_of_tf_port(site.program->plan(), plan::chiplet_of_node(site.program->plan(), site.node))} {}

std::uint64_t TileUnit::read_bytes(const TokenName& token, std::uint32_t packet, const plan::TaskWork& work) const {
  return shares_of(*site_.program, task().in_tensors, token, packet, work.taking());
}
std::uint64_t TileUnit::write_bytes(const TokenName& token, std::uint32_t packet, const plan::TaskWork& work) const {
  const auto [nth, of] = writer(packet, work);
  return shares_of(*site_.program, task().out_tensors, token, nth, of);
}

// --- from DRAM -------------------------------------------------------------------------------------------------------

bool TileUnit::ask(Context& context, std::uint64_t item, const TokenName& token, const plan::TaskWork& work) {
  const std::uint32_t packet = item == item_ ? next_packet_ : 0, packets = work.taking();
  const std::uint64_t bytes = read_bytes(token, packet, work);
  if (in_bytes_ != 0 && in_bytes_ + bytes > room_) return false;
  item_ = item;
  next_packet_ = packet + 1;
  const auto number = first_tile_ + static_cast<std::uint32_t>(tiles_.size());
  tiles_.push_back({static_cast<std::uint32_t>(bytes), static_cast<std::uint32_t>(bytes)});
  in_bytes_ += bytes;
  for (const plan::Tensor& tensor : task().in_tensors) {
    const std::uint64_t all = site_.program->bytes_of(tensor, token), share = share_of(all, packet, packets);
    if (share == 0) continue;  // a tensor of fewer bytes than there are packets
    Packet read = control_packet(kRead, dram_node_);
    read.a = site_.program->memory().tensor(token.id, tensor.bytes) + begin_of(all, packet, packets);
    read.b = site_.node;
    read.c = share;
    read.d = number;
    read.e = sub_owg_;
    read.f = task_;
    ports_.send_control(context, read);
  }
  return true;
}

void TileUnit::on_part(const Packet& part) {
  Tile& tile = tiles_[part.d - first_tile_];
  OCTOSIM_EXPECT(part.bytes <= tile.missing);
  tile.missing -= part.bytes;
}

std::uint32_t TileUnit::take() {
  const std::uint32_t bytes = tiles_.front().bytes;
  tiles_.pop_front();
  ++first_tile_;
  in_bytes_ -= bytes;
  ++tiles_read_;
  bytes_read_ += bytes;
  return bytes;
}

// --- to DRAM ---------------------------------------------------------------------------------------------------------

void TileUnit::reserve(std::uint64_t nth, const TokenName& token, std::uint32_t packet, const plan::TaskWork& work,
                       const Written& slice) {
  const auto [writing, of] = writer(packet, work);
  Result& result = results_[static_cast<std::uint32_t>(nth)];
  result = {.nth = nth, .token = token, .packet = writing, .packets = of, .slice = slice};
  result.bytes = static_cast<std::uint32_t>(write_bytes(token, packet, work) + slice.bytes);
  out_bytes_ += result.bytes;
}

TileUnit::Share TileUnit::share(const Result& result, std::uint64_t tensor) const {
  const auto& tensors = task().out_tensors;
  if (tensor == tensors.size()) return {result.slice.address, result.slice.bytes + result.slice.besides};
  const std::uint64_t all = site_.program->bytes_of(tensors[tensor], result.token);
  const std::uint64_t bytes = share_of(all, result.packet, result.packets);
  if (bytes == 0) return {};
  return {site_.program->memory().tensor(result.token.id, tensors[tensor].bytes) +
              begin_of(all, result.packet, result.packets),
          bytes};
}

bool TileUnit::send_part(Context& context, Result& result) {
  while (result.tensor <= task().out_tensors.size()) {
    const Share share = this->share(result, result.tensor);
    if (result.sent == share.bytes) {
      ++result.tensor;
      result.sent = 0;
      continue;
    }
    const std::uint64_t bytes = std::min(share.bytes - result.sent, site_.program->plan().hardware.dram.part);
    Packet part{.a = share.address + result.sent,
                .b = site_.node,
                .d = static_cast<std::uint32_t>(result.nth),
                .bytes = static_cast<std::uint32_t>(bytes)};
    part.e = sub_owg_;
    part.f = task_;
    part.address(kWrite, dram_node_);
    result.sent += bytes;
    ++result.under_way;
    ports_.send_data(context, part);
    return true;
  }
  return false;
}

std::optional<TileUnit::Done> TileUnit::write(Context& context, std::uint64_t nth, std::uint64_t digest) {
  const auto number = static_cast<std::uint32_t>(nth);
  results_.at(number).digest = digest;
  return done_with(context, number);
}

std::optional<TileUnit::Done> TileUnit::on_written(Context& context, const Packet& part) {
  --results_.at(part.d).under_way;
  return done_with(context, part.d);
}

/// Sends what may be under way; done if there is nothing more.
std::optional<TileUnit::Done> TileUnit::done_with(Context& context, std::uint32_t number) {
  const auto found = results_.find(number);
  Result& result = found->second;
  while (result.under_way < site_.program->plan().hardware.dram.prefetch && send_part(context, result)) {
  }
  if (result.under_way > 0) return std::nullopt;
  const Done done{result.nth, result.digest};
  out_bytes_ -= result.bytes;
  ++tiles_written_;
  bytes_written_ += result.bytes + result.slice.besides;
  results_.erase(found);
  return done;
}

}  // namespace octosim::models::octopus
