#include "models/octopus/wafer.hpp"

#include <algorithm>

#include "models/octopus/cbu.hpp"
#include "models/octopus/dram.hpp"
#include "models/octopus/mesh_entry.hpp"
#include "models/octopus/records.hpp"
#include "models/octopus/tbu.hpp"
#include "models/octopus/tf_port.hpp"
#include "models/plan/geometry.hpp"

namespace octosim::models::octopus {

using engine::ComponentId;
using engine::Cycles;
using engine::Link;
using workload::kNone;

Wafer::Wafer(const plan::Program& program)
    : program_{program},
      nodes_{plan::node_count(program.plan())},
      tbus_{static_cast<std::uint32_t>(program.plan().hardware.tbu_count())},
      cards_{static_cast<std::uint32_t>(program.plan().hardware.dram.cards)},
      chiplets_{static_cast<std::uint32_t>(program.plan().hardware.wafer.chiplet_rows *
                                           program.plan().hardware.wafer.chiplet_cols)},
      tbu_cols_{static_cast<std::uint32_t>(program.plan().hardware.wafer.chiplet_cols *
                                           program.plan().hardware.wafer.tbu_cols)},
      data_{make_network({.program = &program,
                          .mesh = &program.plan().hardware.network,
                          .control = false,
                          .first = ComponentId{nodes_},
                          .packet_in = Cbu::kDataIn,
                          .credit_in = Cbu::kDataCredit})},
      control_{make_network({.program = &program,
                             .mesh = &program.plan().hardware.control,
                             .control = true,
                             .first = ComponentId{nodes_ + data_->component_count()},
                             .packet_in = Cbu::kControlIn,
                             .credit_in = Cbu::kControlCredit})},
      first_tbu_{nodes_ + data_->component_count() + control_->component_count()},
      card_in_(chiplets_, engine::in_port<&Dram::on_request>("tf_port")),
      tf_in_(TfPort::kFirstCard + cards_, engine::in_port<&TfPort::on_card>("card")),
      card_out_(chiplets_, engine::out_port<network::Packet>("tf_port")),
      tf_out_(TfPort::kFirstCard + cards_, engine::out_port<network::Packet>("card")),
      card_ports_{"dram", card_in_, card_out_},
      tf_ports_{"tf_port", tf_in_, tf_out_} {
  tf_in_[TfPort::kCbu] = engine::in_port<&TfPort::on_cbu>("cbu");
  tf_out_[TfPort::kCbu] = engine::out_port<network::Packet>("cbu");
}

Cycles Wafer::least_post_delay() const {
  Cycles least{};
  for (const bool control : {false, true}) {
    if (!MeshEntry::posts(program_.plan(), control)) continue;
    const Cycles of_this = MeshEntry::least_post_delay(program_.plan(), control);
    least = least.count == 0 ? of_this : std::min(least, of_this);
  }
  return least;
}

std::uint32_t Wafer::component_count() const { return first_tbu_ + tbus_ + cards_ + chiplets_; }

Wafer::Where Wafer::where(ComponentId id) const {
  const std::uint32_t number = index(id);
  if (number < nodes_) return {Part::kCbu, number};
  const std::uint32_t first_control = nodes_ + data_->component_count();
  if (number < first_control) return {Part::kData, number - nodes_};
  if (number < first_tbu_) return {Part::kControl, number - first_control};
  if (number < first_tbu_ + tbus_) return {Part::kTbu, number - first_tbu_};
  if (number < first_tbu_ + tbus_ + cards_) return {Part::kDram, number - first_tbu_ - tbus_};
  return {Part::kTfPort, number - first_tbu_ - tbus_ - cards_};
}

ComponentId Wafer::id_of(Part part, std::uint32_t index) const {
  switch (part) {
    case Part::kCbu:
      return ComponentId{index};
    case Part::kData:
      return ComponentId{nodes_ + index};
    case Part::kControl:
      return ComponentId{nodes_ + data_->component_count() + index};
    case Part::kTbu:
      return ComponentId{first_tbu_ + index};
    case Part::kDram:
      return ComponentId{first_tbu_ + tbus_ + index};
    case Part::kTfPort:
      break;
  }
  return ComponentId{first_tbu_ + tbus_ + cards_ + index};
}

std::unique_ptr<engine::Component> Wafer::make(ComponentId id) const {
  const auto [part, number] = where(id);
  const auto& plan = program_.plan();
  switch (part) {
    case Part::kCbu:
      return std::make_unique<Cbu>(Cbu::Config{&program_, number, plan::cluster_of_node(plan, number)});
    case Part::kData:
      return data_->make(number);
    case Part::kControl:
      return control_->make(number);
    case Part::kTbu:
      return std::make_unique<Tbu>(
          Tbu::Config{&program_, number, plan::cluster_of_tbu(plan, {number / tbu_cols_, number % tbu_cols_})});
    case Part::kDram:
      return std::make_unique<Dram>(Dram::Config{&program_, &card_ports_, number});
    case Part::kTfPort:
      break;
  }
  return std::make_unique<TfPort>(TfPort::Config{&program_, &tf_ports_, number});
}

const engine::PortTable& Wafer::ports_of(ComponentId id) const {
  const auto [part, number] = where(id);
  switch (part) {
    case Part::kCbu:
      return Cbu::ports_of(program_.plan());
    case Part::kData:
      return data_->ports_of(number);
    case Part::kControl:
      return control_->ports_of(number);
    case Part::kTbu:
      return Tbu::kPorts;
    case Part::kDram:
      return card_ports_;
    case Part::kTfPort:
      break;
  }
  return tf_ports_;
}

std::vector<Link> Wafer::links_from(ComponentId id) const {
  const auto [part, number] = where(id);
  std::vector<Link> links;
  switch (part) {
    case Part::kCbu:
      cbu_links(number, links);
      break;
    case Part::kData:
      data_->links_from(number, links);
      break;
    case Part::kControl:
      control_->links_from(number, links);
      break;
    case Part::kTbu:
      tbu_links(number, links);
      break;
    case Part::kDram:
    case Part::kTfPort:
      dram_links(part, number, links);
  }
  return links;
}

void Wafer::cbu_links(std::uint32_t node, std::vector<Link>& links) const {
  const auto& plan = program_.plan();
  const ComponentId self = id_of(Part::kCbu, node);
  if (const auto data = data_->entrance(node)) {
    links.push_back({self, Cbu::kDataOut, data->component, data->port, Cycles{1}});
  }
  if (const auto control = control_->entrance(node)) {
    links.push_back({self, Cbu::kControlOut, control->component, control->port, Cycles{1}});
  }
  const std::uint32_t cluster = plan::cluster_of_node(plan, node);
  for (std::uint32_t tbu = 0; tbu < plan.clusters.size(); ++tbu) {
    const std::uint32_t corner = TbuAccess::corner_of(plan, cluster, tbu, node);
    if (corner == kNone) continue;
    const plan::Place place = plan::place_of_tbu(plan, cluster, tbu);
    const ComponentId to = id_of(Part::kTbu, place.row * tbu_cols_ + place.col);
    const Cycles latency{plan.hardware.tbu.port_latency};
    links.push_back({self, Cbu::kTbuOut + corner, to, corner, latency});
    links.push_back({self, Cbu::kTbuControlOut + corner, to, Tbu::kControl + corner, latency});
  }
  const std::uint32_t chiplet = plan::chiplet_of_node(plan, node);
  if (node_of_tf_port(plan, chiplet) == node) {
    links.push_back({self, Cbu::kDramOut, id_of(Part::kTfPort, chiplet), TfPort::kCbu, Cycles{1}});
  }
}

/// Every task-flow port reaches every card.
void Wafer::dram_links(Part part, std::uint32_t number, std::vector<Link>& links) const {
  const auto& plan = program_.plan();
  const Cycles latency{plan.hardware.dram.port_latency};
  const ComponentId self = id_of(part, number);
  if (part == Part::kDram) {
    for (std::uint32_t chiplet = 0; chiplet < chiplets_; ++chiplet) {
      links.push_back({self, chiplet, id_of(Part::kTfPort, chiplet), TfPort::kFirstCard + number, latency});
    }
    return;
  }
  links.push_back({self, TfPort::kCbu, id_of(Part::kCbu, node_of_tf_port(plan, number)), Cbu::kDramIn, Cycles{1}});
  for (std::uint32_t card = 0; card < cards_; ++card) {
    links.push_back({self, TfPort::kFirstCard + card, id_of(Part::kDram, card), number, latency});
  }
}

void Wafer::tbu_links(std::uint32_t tbu, std::vector<Link>& links) const {
  const auto& plan = program_.plan();
  const plan::Place place{tbu / tbu_cols_, tbu % tbu_cols_};
  const std::uint32_t cluster = plan::cluster_of_tbu(plan, place);
  if (cluster == kNone) return;
  const auto corners = plan::nodes_of_tbu(plan, place);
  for (std::uint32_t corner = 0; corner < corners.size(); ++corner) {
    if (plan::cluster_of_node(plan, corners[corner]) != cluster) continue;
    const ComponentId self = id_of(Part::kTbu, tbu), to = id_of(Part::kCbu, corners[corner]);
    const Cycles latency{plan.hardware.tbu.port_latency};
    links.push_back({self, corner, to, Cbu::kTbuIn + corner, latency});
    links.push_back({self, Tbu::kControl + corner, to, Cbu::kTbuControlIn + corner, latency});
  }
}

std::span<const engine::RecordType> Wafer::record_types() const { return octopus::record_types(); }

std::uint32_t Wafer::cluster_of(ComponentId id) const {
  const auto [part, number] = where(id);
  const auto& plan = program_.cells();
  switch (part) {
    case Part::kCbu:
      return plan::cluster_of_node(plan, number);
    case Part::kData:
      return plan::cluster_of_node(plan, data_->node_of(number));
    case Part::kControl:
      return plan::cluster_of_node(plan, control_->node_of(number));
    case Part::kTbu: {
      const plan::Place place{number / tbu_cols_, number % tbu_cols_};
      const std::uint32_t cluster = plan::cluster_of_tbu(plan, place);
      return cluster != kNone ? cluster : plan::cluster_of_node(plan, plan::nodes_of_tbu(plan, place)[0]);
    }
    case Part::kTfPort:
      return plan::cluster_of_node(plan, node_of_tf_port(plan, number));
    case Part::kDram:
      break;
  }
  return plan::cluster_of_node(plan, node_of_card(plan, number));
}

}  // namespace octosim::models::octopus
