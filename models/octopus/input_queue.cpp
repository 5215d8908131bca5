#include "models/octopus/input_queue.hpp"

#include <algorithm>

#include "models/network/sender.hpp"

namespace octosim::models::octopus {

using engine::Context;
using network::Packet;

InputQueue::InputQueue(const Site& site, std::uint16_t sub_owg, Ports& ports, const QueueBanks& banks, const Tags& tags)
    : site_{site},
      sub_owg_{sub_owg},
      station_{site.program->station(sub_owg)},
      ports_{ports},
      banks_{banks},
      tags_{tags} {}

bool InputQueue::has_room() const { return held_ < station_.input_items; }

void InputQueue::accept(Context& context, const Packet& offer) {
  ++held_;
  Packet answer = control_packet(kAccept, static_cast<std::uint32_t>(offer.b));
  answer.e = offer.e;
  ports_.send_control(context, answer);
}

void InputQueue::on_offer(Context& context, const Packet& packet) {
  if (offers_.empty() && has_room()) {
    accept(context, packet);
  } else {
    offers_.push_back(packet);
  }
}

void InputQueue::serve_offers(Context& context) {
  while (!offers_.empty() && has_room()) {
    accept(context, offers_.front());
    offers_.pop_front();
  }
}

void InputQueue::on_item(Context& context, const Packet& packet) {
  const std::uint32_t group = site_.program->entry(packet.f).group;
  const auto groups = static_cast<std::uint32_t>(station_.groups.size());
  Item item{.token = token_of(packet)};
  if (groups > 1) {
    Item& joining = joining_[packet.a];
    if (joining.parts == 0) {
      joining.token = item.token;
      joining.others.resize(groups - 1);
    }
    (group == 0 ? joining.token.digest : joining.others[group - 1]) = packet.c;
    if (++joining.parts < groups) return;
    item = std::move(joining);
    joining_.erase(packet.a);
    ++held_;  // joined items were never promised room: their parts come from several clusters
  }
  const std::uint64_t passing =
      network::serialisation(station_.item_bytes, site_.program->plan().hardware.cluster.input_port);
  port_free_ = std::max(port_free_, context.now().cycle) + passing;
  arriving_.push_back(std::move(item));
  context.wake_after(engine::Cycles{port_free_ - context.now().cycle}, tags_.is_in);
}

void InputQueue::is_in(Context& context) {
  Item item = std::move(arriving_.front());
  arriving_.pop_front();
  const std::uint64_t now = context.now().cycle;
  written_bytes_ += station_.item_bytes;
  const std::uint64_t at = banks_.sram->write(
      banks_.first_flow, station_.item_bytes, now,
      network::serialisation(station_.item_bytes, site_.program->plan().hardware.cluster.input_port));
  if (at == now) return enter(context, std::move(item));
  writing_.put(context, at, tags_.is_written, std::move(item));
}

void InputQueue::is_written(Context& context) {
  while (auto item = writing_.take(context.now().cycle)) enter(context, std::move(*item));
}

void InputQueue::enter(Context& context, Item item) {
  items_.push_back(std::move(item));
  ++made_;
  context.settle();
}

std::size_t InputQueue::next() const {
  if (site_.program->plan().schedule.frames_ahead() == 0) return 0;
  std::size_t best = 0;
  std::uint64_t earliest = ~std::uint64_t{0};
  for (std::size_t k = 0; k < items_.size(); ++k) {
    const std::uint64_t frame = site_.program->input().order_of(items_[k].token.frame);
    if (frame >= earliest) continue;
    best = k;
    earliest = frame;
  }
  return best;
}

InputQueue::Item InputQueue::take(std::size_t k) { return items_.take(k); }

void InputQueue::left(Context& context) {
  --held_;
  serve_offers(context);
}

std::uint32_t InputQueue::reserve(std::uint32_t items) {
  std::uint32_t granted = 0;
  const bool promised = station_.groups.size() == 1;  // of joined items, held when their parts are together
  while (granted < items && offers_.empty() && held_ + (promised ? 0 : granted) < station_.input_items) {
    if (promised) ++held_;
    ++granted;
  }
  return granted;
}

void InputQueue::give_back(Context& context, std::uint32_t items) {
  if (station_.groups.size() > 1) return;  // nothing was promised
  held_ -= items;
  serve_offers(context);
}

bool InputQueue::send_last(Context& context, std::uint32_t node) {
  if (items_.empty()) return false;
  const Item item = std::move(items_.back());
  items_.pop_back();
  for (std::uint32_t group = 0; group < station_.groups.size(); ++group) {
    workload::Token token = item.token;
    token.digest = item.digest(group);
    ports_.send_data(context, token_packet(kItem, node, token, station_.groups[group].bytes,
                                           site_.program->entry_number(sub_owg_, group)));
  }
  ++moved_;
  read_bytes_ += station_.item_bytes;
  left(context);
  return true;
}

}  // namespace octosim::models::octopus
